import Synchronization

/// The one flag that a Ctrl-C sets and long work reads. Safe to set from a signal handler.
package enum Interrupt {
  private static let requests = Atomic<Int>(0)

  /// Returns how many requests there have been since the last `clear`, this one included.
  @discardableResult package static func request() -> Int { requests.add(1, ordering: .relaxed).newValue }
  package static func clear() { requests.store(0, ordering: .relaxed) }
  package static var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }
}
