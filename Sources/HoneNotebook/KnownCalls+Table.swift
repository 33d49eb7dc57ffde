import HoneSession

extension KnownCalls {
  /// What the rows of a session's command table say.
  init(_ commands: CommandTable) {
    var functions: [String: Set<String>] = [:], methods: [String: Set<String>] = [:]
    for command in commands.all {
      let implied = Set(command.parameters.compactMap(\.impliedObject))
      switch command.owner {
      case .function: functions[command.name] = implied
      case .method: methods[command.name, default: []].formUnion(implied)
      case .property, .session: break
      }
    }
    self.init(functions: functions, methods: methods)
  }
}

extension Parameter {
  /// The bound object that it, or a part of it, stands for when it is left out: `.bound("model")`,
  /// `.text("dataset.test")`.
  fileprivate var impliedObject: String? {
    let words: String
    switch defaultValue {
    case .bound(let name): words = name
    case .text(let text): words = text
    case .required, .value: return nil
    }
    let name = String(words.prefix { $0.isLetter })
    return KnownCalls.bound.contains(name) ? name : nil
  }
}
