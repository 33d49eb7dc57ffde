extension Command {
  /// As it is typed: "model.finetune", "%time", "print".
  package var shortName: String {
    switch owner {
    case .function, .method, .property: name
    case .session: "%" + name
    }
  }

  /// "finetune(data=the bound dataset, rank=8) -> Run"
  package var signature: String {
    switch owner {
    case .property: "\(name): \(returns)"
    case .session: ([shortName] + parameters.map { "[\($0.name)]" }).joined(separator: " ")
    case .function, .method: "\(name)(\(parameters.map(\.signature).joined(separator: ", "))) -> \(returns)"
    }
  }

  /// Everything the table knows, for `help()`.
  package var helpText: String {
    var parts = [ownerName + signature, summary]
    let described = parameters.filter { !$0.summary.isEmpty || $0.kind != .any }
    if !described.isEmpty {
      let isCall = owner != .session
      let rows = described.map { ["  " + (isCall ? $0.signature : $0.name), $0.explanation] }
      parts.append(SessionCommands.columns(rows))
    }
    if !help.isEmpty { parts.append(help) }
    if !example.isEmpty { parts.append("Example: " + example) }
    return parts.joined(separator: "\n")
  }

  private var ownerName: String {
    switch owner {
    case .method(let type), .property(let type): type + "."
    case .function, .session: ""
    }
  }
}

extension Parameter {
  package var signature: String {
    if isVariadic { return "*" + name }
    if collectsKeywords { return "**" + name }
    return switch defaultValue {
    case .required: name
    case .value(let value): "\(name)=\(value.repr)"
    case .bound(let other): "\(name)=\(other)"
    case .text: "\(name)=…"
    }
  }

  fileprivate var explanation: String {
    var parts = [kind.words]
    if case .text(let words) = defaultValue { parts.append("otherwise \(words)") }
    if !summary.isEmpty { parts.append(summary) }
    return parts.joined(separator: "; ")
  }
}
