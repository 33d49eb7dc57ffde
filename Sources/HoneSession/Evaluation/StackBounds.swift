import Foundation

/// How far the stack of a thread may grow.
struct StackBounds {
  private var limit: UInt = 0

  static func current() -> StackBounds {
    #if canImport(Darwin)
      let thread = pthread_self()
      let top = UInt(bitPattern: pthread_get_stackaddr_np(thread))
      return StackBounds(limit: top - UInt(pthread_get_stacksize_np(thread)) + UInt(SessionLimits.stackReserve))
    #else
      var attributes = pthread_attr_t()
      guard pthread_getattr_np(pthread_self(), &attributes) == 0 else { return StackBounds() }
      defer { pthread_attr_destroy(&attributes) }
      var lowest: UnsafeMutableRawPointer?
      var size = 0
      pthread_attr_getstack(&attributes, &lowest, &size)
      return StackBounds(limit: UInt(bitPattern: lowest) + UInt(SessionLimits.stackReserve))
    #endif
  }

  @inline(__always) var isNearlyFull: Bool {
    var marker: UInt8 = 0
    return withUnsafeMutablePointer(to: &marker) { UInt(bitPattern: $0) < limit }
  }
}
