import HoneCore

/// The words of errors about the arguments of commands.
extension LanguageError {
  static func tooManyArguments(_ count: Int, for command: Command) -> LanguageError {
    let accepted = command.parameters.count
    let most = accepted == 0 ? "no arguments" : "at most \(counted(accepted, "argument"))"
    let names = command.parameters.map(\.name).joined(separator: ", ")
    return TypeError(
      "\(command.name)() takes \(most); received \(count)",
      hint: accepted == 0 ? nil : "\(accepted == 1 ? "the parameter is" : "the parameters are") \(names)")
  }

  static func unknownParameter(_ name: String, of command: Command) -> LanguageError {
    let names = command.parameters.filter(\.isNamed).map(\.name)
    let known = names.isEmpty ? "it takes none by name" : "the parameters are \(names.joined(separator: ", "))"
    return TypeError("\(command.name)() has no parameter '\(name)'; \(known)", hint: suggestion(name, names))
  }

  static func givenTwice(_ name: String, to command: Command) -> LanguageError {
    TypeError("\(command.name)() received '\(name)' twice")
  }

  static func missingArgument(_ parameter: Parameter, of command: Command) -> LanguageError {
    let kind = parameter.kind == .any ? "" : ", \(parameter.kind.words)"
    return TypeError(
      "\(command.name)() needs a value for '\(parameter.name)'\(kind)",
      hint: command.example.isEmpty ? nil : "for example \(command.example)")
  }

  static func wrongKind(_ value: Value, for parameter: Parameter, of command: Command) -> LanguageError {
    var hint: String?
    var kind = "TypeError"
    if case .string(let text) = value, let choices = parameter.kind.choices {
      hint = suggestion(text, choices)
      kind = "ValueError"
    }
    return LanguageError(
      kind: kind,
      message: "\(parameter.name) of \(command.name)() must be \(parameter.kind.words); received \(value.described)",
      hint: hint)
  }
}

extension ParameterKind {
  var choices: [String]? {
    switch self {
    case .oneOf(let choices): choices
    case .optional(let kind): kind.choices
    default: nil
    }
  }
}
