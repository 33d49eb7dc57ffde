import GRDB
import HoneCore

/// Why the user's database cannot be used.
package struct StoreError: Error, Equatable {
  /// The words of SQLite or of the system.
  package let reason: String

  init(_ error: any Error) {
    switch error {
    case let error as DatabaseError: reason = error.message ?? error.resultCode.description
    case let error as any UserFacingError: reason = String(error.message.dropLast())
    default: reason = "\(error)"
    }
  }
}

extension StoreError: UserFacingError {
  package var message: String { "the history cannot be used: \(reason). This session goes on without it." }
  package var hint: String? { "look at hone.sqlite in hone's data folder; if it is moved away, a new one is made" }
}
