extension TemplateRun {
  /// How a body ended.
  enum Flow { case onward, leaveLoop, nextItem }

  func execute(_ statements: [TemplateStatement], in scope: TemplateScope) throws(ChatTemplateError) -> Flow {
    try enter()
    defer { leave() }
    for statement in statements {
      let flow = try execute(statement, in: scope)
      guard flow == .onward else { return flow }
    }
    return .onward
  }

  private func execute(_ statement: TemplateStatement, in scope: TemplateScope) throws(ChatTemplateError) -> Flow {
    try step()
    switch statement {
    case .text(let text): try write(text)
    case .output(let expression): try write(try text(of: try evaluate(expression, in: scope)))
    case .conditional(let branches, let otherwise):
      for branch in branches where try evaluate(branch.condition, in: scope).isTruthy {
        return try execute(branch.body, in: scope)
      }
      return try execute(otherwise, in: scope)
    case .loop(let loop): try execute(loop, in: scope)
    case .set(let target, let expression, let line):
      let value = try evaluate(expression, in: scope)
      self.line = line
      try assign(value, to: target, in: scope)
    case .setBlock(let target, let filter, let body, let line):
      let value = try captured(body, through: filter, in: scope)
      self.line = line
      try assign(value, to: target, in: scope)
    case .filterBlock(let filter, let body):
      try write(try text(of: try captured(body, through: filter, in: scope)))
    case .with(let bindings, let body, let line):
      let inner = try self.scope(in: scope)
      for (target, expression) in bindings {
        let value = try evaluate(expression, in: scope)
        self.line = line
        try assign(value, to: target, in: inner)
      }
      return try execute(body, in: inner)
    case .macro(let definition): scope[definition.name] = macro(definition, in: scope)
    case .generation(let body): _ = try execute(body, in: try self.scope(in: scope))
    case .leaveLoop: return .leaveLoop
    case .nextItem: return .nextItem
    }
    return .onward
  }

  // MARK: Loops

  private func execute(_ loop: TemplateLoop, in scope: TemplateScope) throws(ChatTemplateError) {
    let source = try evaluate(loop.items, in: scope)
    line = loop.line
    var items = try self.items(of: source)
    if let filter = loop.filter { items = try self.items(items, of: loop, passing: filter, in: scope) }
    guard !items.isEmpty else {
      _ = try execute(loop.otherwise, in: try self.scope(in: scope))
      return
    }
    let state = TemplateLoopState(items: items, depth: source.depth)
    var inner = try self.scope(in: scope)
    for index in items.indices {
      try step()
      state.index = index
      if inner.isCaptured { inner = try self.scope(in: scope) } else { inner.removeAll() }
      inner["loop"] = .loop(state)
      line = loop.line
      try assign(items[index], to: loop.target, in: inner)
      if try execute(loop.body, in: inner) == .leaveLoop { return }
    }
  }

  private func items(
    _ items: [TemplateValue], of loop: TemplateLoop, passing filter: TemplateExpression, in scope: TemplateScope
  ) throws(ChatTemplateError) -> [TemplateValue] {
    let inner = try self.scope(in: scope)
    var kept: [TemplateValue] = []
    for item in items {
      line = loop.line
      try assign(item, to: loop.target, in: inner)
      if try evaluate(filter, in: inner).isTruthy { kept.append(item) }
    }
    return kept
  }

  /// What iterating over a value gives: items, keys or characters (code points).
  func items(of value: TemplateValue) throws(ChatTemplateError) -> [TemplateValue] {
    switch value {
    case .list(let sequence), .tuple(let sequence): return sequence.items
    case .dict(let dictionary): return dictionary.entries.map(\.key)
    case .undefined: return []
    case .string(let text):
      try step(text.utf8.count)
      return text.unicodeScalars.map { .string(String($0)) }
    default: throw .wrongTypes(line: line, operation: "iteration", types: [value.typeName])
    }
  }

  // MARK: Assignments and captured text

  private func assign(
    _ value: TemplateValue, to target: TemplateTarget, in scope: TemplateScope
  ) throws(ChatTemplateError) {
    switch target {
    case .name(let name): scope[name] = value
    case .attribute(let owner, let name):
      guard case .namespace(let namespace) = scope[owner] else {
        throw .notAssignable(line: line, target: "\(owner).\(name)")
      }
      try assign(value, to: name, of: namespace)
    case .tuple(let targets):
      let values = try items(of: value)
      guard values.count == targets.count else {
        throw .wrongCount(line: line, expected: targets.count, found: values.count)
      }
      for (target, value) in zip(targets, values) { try assign(value, to: target, in: scope) }
    }
  }

  private func captured(
    _ body: [TemplateStatement], through filter: TemplateExpression?, in scope: TemplateScope
  ) throws(ChatTemplateError) -> TemplateValue {
    let inner = try self.scope(in: scope)
    let text = try capture { () throws(ChatTemplateError) in _ = try execute(body, in: inner) }
    guard let filter else { return .string(text) }
    let outer = capturedText
    capturedText = text
    defer { capturedText = outer }
    return try evaluate(filter, in: scope)
  }

  // MARK: Macros

  func call(_ macro: TemplateMacro, _ call: TemplateCall) throws(ChatTemplateError) -> TemplateValue {
    let definition = macro.definition
    let given = try bind(call, to: definition.parameters.map(\.name), of: definition.name)
    let scope = try self.scope(in: macro.scope)
    for (parameter, value) in zip(definition.parameters, given) {
      if let value {
        scope[parameter.name] = value
      } else if let expression = parameter.defaultValue {
        scope[parameter.name] = try evaluate(expression, in: scope)
      } else {
        scope[parameter.name] = .undefined(name: parameter.name, owner: nil)
      }
    }
    return .string(try capture { () throws(ChatTemplateError) in _ = try execute(definition.body, in: scope) })
  }
}

/// The arguments of a call, evaluated.
struct TemplateCall {
  var positional: [TemplateValue] = []
  var keyword: [(name: String, value: TemplateValue)] = []
}

extension TemplateRun {
  /// The arguments in the order of `parameters`, nil where none was given.
  func bind(
    _ call: TemplateCall, to parameters: [String], of function: String
  ) throws(ChatTemplateError) -> [TemplateValue?] {
    guard call.positional.count <= parameters.count else { throw .wrongArguments(line: line, function: function) }
    var values: [TemplateValue?] = call.positional
    values += Array(repeating: nil, count: parameters.count - call.positional.count)
    for (name, value) in call.keyword {
      guard let index = parameters.firstIndex(of: name), values[index] == nil else {
        throw .wrongArguments(line: line, function: function)
      }
      values[index] = value
    }
    return values
  }
}
