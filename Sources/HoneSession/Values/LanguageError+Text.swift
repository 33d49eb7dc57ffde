import HoneCore

extension LanguageError {
  static let tooDeep = LanguageError(
    kind: "RecursionError", message: "the value is nested more than \(SessionLimits.valueDepth) deep")

  static func unhashable(_ value: Value) -> LanguageError {
    TypeError(
      "a \(value.typeName) can change, so that it cannot be a dict key or a set item; received \(value.brief)",
      hint: value.typeName == "list" ? "a tuple can: tuple(x)" : nil)
  }

  static func unorderable(_ left: Value, _ sign: String, _ right: Value) -> LanguageError {
    TypeError("'\(sign)' has no meaning between \(left.asSubject) and \(right.described)")
  }

  static func unbound(_ name: String, expected: String) -> LanguageError {
    LanguageError(
      kind: "NameError", message: "'\(name)' is not bound; this needs \(expected)", hint: "pass one by name")
  }

  static func rebound(_ name: String, expected: String, value: Value) -> LanguageError {
    TypeError(
      "'\(name)' is bound to \(value.described); this needs \(expected)",
      hint: "`del \(name)` brings the session's own back")
  }

  static func wrongArgument(
    _ name: String, of command: Command, expected: String, value: Value
  ) -> LanguageError {
    TypeError("\(name) of \(command.name)() must be \(expected); received \(value.brief)")
  }
}
