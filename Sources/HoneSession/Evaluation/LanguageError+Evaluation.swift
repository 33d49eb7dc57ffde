import HoneCore

/// The words of errors that the evaluator itself finds.
extension LanguageError {
  static let interrupted = LanguageError(kind: Interrupted().kind, message: Interrupted().message)
  static let stackFull = LanguageError(kind: "RecursionError", message: "expressions and calls are nested too deep")

  static func tooManySteps(_ limit: Int) -> LanguageError {
    LanguageError(
      kind: "RuntimeError", message: "the cell has run for \(limit) steps, the most it may",
      hint: "is there a loop that never ends?")
  }

  static func tooManyCalls(_ limit: Int) -> LanguageError {
    LanguageError(
      kind: "RecursionError", message: "functions may call each other \(limit) deep at most",
      hint: "a loop needs no depth")
  }

  /// `isOuter` where the name belongs to a function around the one that is running.
  static func unassigned(_ name: String, isOuter: Bool) -> LanguageError {
    if isOuter {
      return LanguageError(
        kind: "NameError", message: "the name '\(name)' of the function around this one has no value yet",
        hint: "assign it before this runs")
    }
    return LanguageError(
      kind: "UnboundLocalError", message: "the local name '\(name)' has no value yet",
      hint: "a name that a function assigns anywhere is its own everywhere; pass the outer one as a parameter")
  }

  static func unknownName(_ name: String, visible: [String]) -> LanguageError {
    LanguageError(kind: "NameError", message: "the name '\(name)' is not defined", hint: suggestion(name, visible))
  }

  static func noAttribute(_ name: String, of value: Value, members: [String]) -> LanguageError {
    let listed = members.isEmpty || members.count > 24 ? "" : "; it has \(members.joined(separator: ", "))"
    return LanguageError(
      kind: "AttributeError", message: "\(value.kindWords) has no attribute '\(name)'\(listed)",
      hint: suggestion(name, members))
  }

  static func cannotAssign(_ name: String, of value: Value) -> LanguageError {
    LanguageError(
      kind: "AttributeError", message: "the attribute '\(name)' of \(withArticle(value.typeName)) cannot be assigned")
  }

  static func notCallable(_ value: Value) -> LanguageError {
    TypeError("only functions, methods and types can be called; received \(value.described)")
  }

  static func notIterable(_ value: Value) -> LanguageError {
    TypeError("cannot go through the items of \(value.described); only of a list, str, dict, range and the like")
  }

  static func unpack(expected: Int, atLeast: Bool, received: Int) -> LanguageError {
    ValueError("expected \(atLeast ? "at least " : "")\(counted(expected, "value")) to unpack; received \(received)")
  }

  static func changedSize(_ type: String) -> LanguageError {
    LanguageError(
      kind: "RuntimeError", message: "the \(type) changed its size while a loop went through it",
      hint: "go through a copy: list(x)")
  }

  static func tooLarge(_ what: String, _ limit: Int) -> LanguageError {
    LanguageError(kind: "MemoryError", message: "\(what) may have \(limit) items at most")
  }
}

/// "did you mean 'label'?", or nil if nothing is near.
func suggestion(_ name: String, _ candidates: [String]) -> String? {
  nearest(name, among: candidates).map { "did you mean '\($0)'?" }
}

/// "1 value", "2 values".
func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

extension Value {
  /// "an int", "a str"; None has no kind but itself.
  var kindWords: String { if case .none = self { "None" } else { withArticle(typeName) } }
}
