// Parameters of a call and what fits them.
extension Session {
  /// `name=` for what has not been given yet.
  func parameterItems(_ call: CursorContext.Call) -> [CompletionItem] {
    if let command = command(named: call.callee) {
      return command.parameters.enumerated().filter { place, parameter in
        parameter.isNamed && place >= call.position - call.keywords.count && !call.keywords.contains(parameter.name)
      }.map { CompletionItem(text: $1.name + "=", detail: $1.completionDetail) }
    }
    guard case .function(let function)? = value(named: call.callee) else { return [] }
    return function.code.parameters.filter { !call.keywords.contains($0) }
      .map { CompletionItem(text: $0 + "=", detail: "parameter of \(function.name)()") }
  }

  /// What the argument under way accepts and can be named: True, "lora", the names bound to a Dataset.
  func fittingItems(_ call: CursorContext.Call) -> [CompletionItem] {
    guard let parameter = parameter(of: call) else { return [] }
    return items(fitting: parameter.kind)
  }

  private func items(fitting kind: ParameterKind) -> [CompletionItem] {
    switch kind {
    case .bool: ["True", "False"].map { CompletionItem(text: $0, detail: "bool") }
    case .oneOf(let choices): choices.map { CompletionItem(text: quoted($0), detail: "str") }
    case .optional(let inner):
      items(fitting: inner).isEmpty ? [] : items(fitting: inner) + [CompletionItem(text: "None", detail: "None")]
    case .either(let kinds): kinds.flatMap { items(fitting: $0) }
    case .object(let type):
      bindings.merging(globals) { $1 }.filter { $0.value.typeName == type }.keys.sorted()
        .map { CompletionItem(text: $0, detail: type) }
    default: []
    }
  }

  /// The parameter that the argument under way is for.
  func parameter(of call: CursorContext.Call) -> Parameter? {
    guard let parameters = command(named: call.callee)?.parameters else { return nil }
    if let keyword = call.keyword { return parameters.first { $0.name == keyword } }
    guard call.keywords.isEmpty else { return nil }
    if let variadic = parameters.firstIndex(where: \.isVariadic), variadic <= call.position {
      return parameters[variadic]
    }
    return call.position < parameters.count ? parameters[call.position] : nil
  }

  /// The row that a dotted name calls.
  private func command(named path: String) -> Command? {
    guard let dot = path.lastIndex(of: ".") else {
      switch value(named: path) {
      case .command(let command)?: return command
      case .type(let type)?: return commands[.function, type.name]
      case .method(let method)?: return method.command
      default: return nil
      }
    }
    return type(of: String(path[..<dot])).flatMap { commands.member(String(path[path.index(after: dot)...]), of: $0) }
  }

  /// The type of a dotted expression, from what names are bound to and what the table says members return.
  func type(of path: String) -> String? {
    if path == "\"\"" { return "str" }
    if path == "[]" { return "list" }
    var parts = path.split(separator: ".").map(String.init)[...]
    guard let root = parts.popFirst() else { return nil }
    var type = root.hasSuffix("()") ? command(named: String(root.dropLast(2)))?.returns : value(named: root)?.typeName
    for part in parts {
      guard let owner = type else { return nil }
      let isCall = part.hasSuffix("()")
      let member = commands.member(isCall ? String(part.dropLast(2)) : part, of: owner)
      type = member.map(\.returns)
    }
    return type
  }
}

extension Parameter {
  /// "an int (8); of the low-rank change"
  fileprivate var completionDetail: String {
    let given: String? =
      switch defaultValue {
      case .required: nil
      case .value(let value): value.repr
      case .bound(let name): name
      case .text(let words): words
      }
    let head = kind.words + (given.map { " (\($0))" } ?? "")
    return summary.isEmpty ? head : "\(head); \(summary)"
  }
}
