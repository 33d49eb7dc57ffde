import GRDB
import HoneCore

/// Why one of the user's databases cannot be used.
package struct StoreError: Error, Equatable {
  package let kind: Store.Kind
  /// The words of SQLite or of the system.
  package let reason: String

  init(_ kind: Store.Kind, _ error: any Error) {
    self.kind = kind
    switch error {
    case let error as DatabaseError: reason = error.message ?? error.resultCode.description
    case let error as any UserFacingError: reason = String(error.message.dropLast())
    default: reason = "\(error)"
    }
  }
}

extension StoreError: UserFacingError {
  package var message: String {
    switch kind {
    case .history: "the history cannot be used: \(reason). This session goes on without it."
    case .results: "kept results cannot be used: \(reason). This session goes on without them."
    }
  }

  package var hint: String? {
    switch kind {
    case .history: "look at hone.sqlite in hone's data folder; if it is moved away, a new one is made"
    case .results: "remove the folder results in hone's cache folder; a new one is made"
    }
  }
}
