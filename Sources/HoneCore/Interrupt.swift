import Synchronization

/// The flag that a Ctrl-C sets and long work reads: all that another thread may touch of a session.
package final class Interrupt: Sendable {
  /// The one that the signal handler sets. Made before a handler is installed, it is safe to set from one.
  package static let process = Interrupt()

  private let requests = Atomic<Int>(0)

  package init() {}

  /// Returns how many requests there have been since the last `clear`, this one included.
  @discardableResult package func request() -> Int { requests.add(1, ordering: .relaxed).newValue }
  package func clear() { requests.store(0, ordering: .relaxed) }
  package var isRequested: Bool { requests.load(ordering: .relaxed) > 0 }
}

/// Work that was asked to stop where nothing of it could be kept.
package struct Interrupted: UserFacingError {
  package init() {}
  package var kind: String { "KeyboardInterrupt" }
  package var message: String { "interrupted; what was done so far is kept" }
}
