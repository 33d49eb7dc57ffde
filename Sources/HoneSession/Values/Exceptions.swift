import HoneCore
import HoneLanguage

/// A builtin type: what `type(x)` gives, what `isinstance` and `except` name.
package final class TypeObject: Sendable {
  package let name: String
  package let base: TypeObject?

  package init(_ name: String, base: TypeObject? = nil) {
    self.name = name
    self.base = base
  }

  package func isSubtype(of other: TypeObject) -> Bool {
    name == other.name || (base?.isSubtype(of: other) ?? false)
  }
}

/// An exception of the language and, once raised, where it came from.
///
/// Unchecked because errors must be Sendable; an exception never leaves its evaluation thread.
package final class ExceptionObject: Container, @unchecked Sendable {
  package let type: TypeObject
  package private(set) var arguments: [Value]
  package let hint: String?
  /// Its only argument is a sentence of hone's own, not what a `raise` gave it.
  let isWorded: Bool
  /// What `raise … from cause` named.
  package internal(set) var cause: ExceptionObject?
  /// Where it was raised, and through which calls; nil until it is raised.
  package internal(set) var trace: Trace?

  package init(_ type: TypeObject, arguments: [Value], hint: String? = nil, isWorded: Bool = false) {
    self.type = type
    self.isWorded = isWorded
    self.arguments = arguments
    self.hint = hint
  }

  override func takeContents() -> [Value] {
    exchange(&arguments, with: []) + (exchange(&cause, with: nil).map { [.exception($0)] } ?? [])
  }
  deinit { Container.free(takeContents()) }
}

/// An error with Python's name for its kind that has no place in the source yet; the evaluator adds it.
package struct LanguageError: UserFacingError {
  package var kind: String
  package var message: String
  package var hint: String?

  package init(kind: String, message: String, hint: String? = nil) {
    self.kind = kind
    self.message = message
    self.hint = hint
  }
}

package func ValueError(_ message: String, hint: String? = nil) -> LanguageError {
  LanguageError(kind: "ValueError", message: message, hint: hint)
}

package func TypeError(_ message: String, hint: String? = nil) -> LanguageError {
  LanguageError(kind: "TypeError", message: message, hint: hint)
}
