import Foundation

/// How far evaluation may go down the stack of its thread.
struct StackBounds {
  private var limit: UInt = 0

  /// Bounds for what starts here. The thread must have as much stack as `ulimit -s` says, which the main thread and
  /// threads by default do.
  static func current() -> StackBounds {
    var resource = rlimit()
    getrlimit(stackLimit, &resource)
    let whole = resource.rlim_cur > SessionLimits.largestStack ? SessionLimits.usualStack : UInt(resource.rlim_cur)
    let here = address()
    let budget = whole / 4 * 3
    return StackBounds(limit: here > budget ? here - budget : 0)
  }

  @inline(__always) var isNearlyFull: Bool { Self.address() < limit }

  @inline(__always) private static func address() -> UInt {
    var marker: UInt8 = 0
    return withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) }
  }

  #if canImport(Darwin)
    private static let stackLimit = RLIMIT_STACK
  #else
    private static let stackLimit = __rlimit_resource_t(RLIMIT_STACK.rawValue)
  #endif
}
