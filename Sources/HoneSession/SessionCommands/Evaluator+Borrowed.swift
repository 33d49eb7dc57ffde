import HoneLanguage

/// The lines borrowed from IPython: `%command`, `!shell`, `help?`.
extension Evaluator {
  func runBorrowed(_ statement: Statement) throws -> Value {
    switch statement.kind {
    case .command(let name, let argument, let body):
      let row = (body == nil ? "" : "%") + name.name
      guard let command = session.commands[.session, row] else {
        throw raised(LanguageError.unknownCommand(row, among: session.commands.commands(of: .session)), at: name.range)
      }
      return try command.body(CallContext(session: session, command: command, argumentText: argument, bodyText: body))
    case .shell(let line): try Shell(session).run(line)
    case .help(let name, let detailed):
      session.emit(.display(Rendering(try session.helpText(forName: name, detailed: detailed))))
    default: break
    }
    return .none
  }
}

extension LanguageError {
  fileprivate static func unknownCommand(_ name: String, among rows: [Command]) -> LanguageError {
    let hint = suggestion(name, rows.map(\.name)).map { $0.replacing("'", with: "'%", maxReplacements: 1) }
    return LanguageError(
      kind: "NameError", message: "there is no command %\(name)", hint: hint ?? "%quickref lists them")
  }
}
