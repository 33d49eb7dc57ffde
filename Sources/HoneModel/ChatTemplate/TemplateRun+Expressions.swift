extension TemplateRun {
  func evaluate(
    _ expression: TemplateExpression, in scope: TemplateScope
  ) throws(ChatTemplateError) -> TemplateValue {
    try enter()
    defer { leave() }
    line = expression.line
    try step()
    switch expression.kind {
    case .string(let text): return .string(text)
    case .int(let value): return .int(value)
    case .float(let value): return .float(value)
    case .bool(let value): return .bool(value)
    case .none: return TemplateValue.none
    case .capturedText: return .string(capturedText)
    case .name(let name): return lookUp(name, in: scope)
    case .list(let items): return .list(try sequence(try evaluate(items, in: scope)))
    case .tuple(let items): return .tuple(try sequence(try evaluate(items, in: scope)))
    case .dict(let entries): return .dict(try dictionary(entries, in: scope))
    case .attribute(let owner, let name):
      let owner = try evaluate(owner, in: scope)
      line = expression.line
      return try attribute(name, of: owner)
    case .item(let owner, let key):
      let owner = try evaluate(owner, in: scope)
      let key = try evaluate(key, in: scope)
      line = expression.line
      return try item(key, of: owner)
    case .slice(let owner, let start, let stop, let step):
      return try slice(
        try evaluate(owner, in: scope), start: try bound(start, in: scope), stop: try bound(stop, in: scope),
        step: try bound(step, in: scope))
    case .call(let function, let arguments): return try evaluateCall(of: function, arguments, expression.line, scope)
    case .filter(let value, let name, let arguments):
      let value = try evaluate(value, in: scope)
      let call = try evaluate(arguments, in: scope)
      line = expression.line
      return try filter(name, value, call)
    case .test(let value, let name, let arguments):
      let value = try evaluate(value, in: scope)
      let call = try evaluate(arguments, in: scope)
      line = expression.line
      return .bool(try test(name, value, call))
    default: return try evaluateOperator(expression, in: scope)
    }
  }

  private func evaluateOperator(
    _ expression: TemplateExpression, in scope: TemplateScope
  ) throws(ChatTemplateError) -> TemplateValue {
    switch expression.kind {
    case .not(let operand): return .bool(try !evaluate(operand, in: scope).isTruthy)
    case .and(let left, let right):
      let value = try evaluate(left, in: scope)
      return value.isTruthy ? try evaluate(right, in: scope) : value
    case .or(let left, let right):
      let value = try evaluate(left, in: scope)
      return value.isTruthy ? value : try evaluate(right, in: scope)
    case .negative(let operand): return try negate(try evaluate(operand, in: scope))
    case .positive(let operand):
      let value = try evaluate(operand, in: scope)
      if case .float = value { return value }
      guard let number = value.asInt else { throw wrongOperands("+", value) }
      return .int(number)
    case .binary(let operation, let left, let right):
      let left = try evaluate(left, in: scope)
      let right = try evaluate(right, in: scope)
      line = expression.line
      return try apply(operation, left, right)
    case .compare(let left, let links): return .bool(try compare(left, links, expression.line, scope))
    case .concatenation(let parts):
      var result = ""
      for part in parts {
        let text = try text(of: try evaluate(part, in: scope))
        try charge(text)
        result += text
      }
      return .string(result)
    case .conditional(let condition, let then, let otherwise):
      if try evaluate(condition, in: scope).isTruthy { return try evaluate(then, in: scope) }
      guard let otherwise else { return .undefined(name: "if without else", owner: nil) }
      return try evaluate(otherwise, in: scope)
    default: preconditionFailure("evaluate handles every other kind")
    }
  }

  // MARK: Parts

  private func evaluate(
    _ expressions: [TemplateExpression], in scope: TemplateScope
  ) throws(ChatTemplateError) -> [TemplateValue] {
    var values: [TemplateValue] = []
    for expression in expressions { values.append(try evaluate(expression, in: scope)) }
    return values
  }

  private func dictionary(
    _ entries: [(key: TemplateExpression, value: TemplateExpression)], in scope: TemplateScope
  ) throws(ChatTemplateError) -> TemplateDictionary {
    var pairs: [(key: TemplateValue, value: TemplateValue)] = []
    for entry in entries { pairs.append((try evaluate(entry.key, in: scope), try evaluate(entry.value, in: scope))) }
    return try dictionary(pairs)
  }

  func evaluate(_ arguments: TemplateArguments, in scope: TemplateScope) throws(ChatTemplateError) -> TemplateCall {
    var call = TemplateCall(positional: try evaluate(arguments.positional, in: scope))
    for argument in arguments.keyword { call.keyword.append((argument.name, try evaluate(argument.value, in: scope))) }
    return call
  }

  private func compare(
    _ left: TemplateExpression, _ links: [(operation: String, right: TemplateExpression)], _ line: Int,
    _ scope: TemplateScope
  ) throws(ChatTemplateError) -> Bool {
    var left = try evaluate(left, in: scope)
    for (operation, right) in links {
      let right = try evaluate(right, in: scope)
      self.line = line
      guard try compare(operation, left, right) else { return false }
      left = right
    }
    return true
  }

  private func lookUp(_ name: String, in scope: TemplateScope) -> TemplateValue {
    if let value = scope[name] { return value }
    if let function = TemplateFunction(rawValue: name) { return .function(function) }
    return .undefined(name: name, owner: nil)
  }

  private func evaluateCall(
    of function: TemplateExpression, _ arguments: TemplateArguments, _ line: Int, _ scope: TemplateScope
  ) throws(ChatTemplateError) -> TemplateValue {
    let callee = try evaluate(function, in: scope)
    let call = try evaluate(arguments, in: scope)
    self.line = line
    switch callee {
    case .macro(let macro): return try self.call(macro, call)
    case .method(let method): return try self.call(method, call)
    case .function(let function): return try self.call(function, call)
    case .undefined(let name, let owner): throw .undefined(line: line, name: name, owner: owner)
    default: throw .wrongTypes(line: line, operation: "a call", types: [callee.typeName])
    }
  }

  // MARK: Attributes, items and slices

  /// `owner.name`: methods come before a dict's keys.
  func attribute(_ name: String, of owner: TemplateValue) throws(ChatTemplateError) -> TemplateValue {
    try refuseUndefined(owner)
    if let method = TemplateMethod(name, of: owner) { return .method(method) }
    switch owner {
    case .dict(let entries): return try entry(.string(name), of: entries, else: owner)
    case .namespace(let namespace): return namespace[name] ?? .undefined(name: name, owner: owner.typeName)
    case .loop(let state): return state.attribute(name) ?? .undefined(name: name, owner: owner.typeName)
    default: return .undefined(name: name, owner: owner.typeName)
    }
  }

  /// `owner[key]`: a dict's keys come before methods.
  func item(_ key: TemplateValue, of owner: TemplateValue) throws(ChatTemplateError) -> TemplateValue {
    try refuseUndefined(owner)
    switch owner {
    case .dict(let entries):
      if let index = try entryIndex(of: key, in: entries.entries) { return entries.entries[index].value }
    case .list(let items), .tuple(let items):
      if let index = key.asInt, let position = offset(index, in: items.items.count) { return items.items[position] }
    case .string(let text):
      if let index = key.asInt { return try character(index, of: text) }
    default: break
    }
    if case .string(let name) = key { return try attribute(name, of: owner) }
    return .undefined(name: try representation(of: key), owner: owner.typeName)
  }

  private func entry(
    _ key: TemplateValue, of entries: TemplateDictionary, else owner: TemplateValue
  ) throws(ChatTemplateError) -> TemplateValue {
    if let index = try entryIndex(of: key, in: entries.entries) { return entries.entries[index].value }
    return .undefined(name: try text(of: key), owner: owner.typeName)
  }

  private func character(_ index: Int, of text: String) throws(ChatTemplateError) -> TemplateValue {
    try charge(text)
    let scalars = text.unicodeScalars
    guard let position = offset(index, in: scalars.count) else {
      return .undefined(name: String(index), owner: "str")
    }
    return .string(String(scalars[scalars.index(scalars.startIndex, offsetBy: position)]))
  }

  /// Python's index, which may count from the end, as an offset.
  private func offset(_ index: Int, in count: Int) -> Int? {
    let offset = index < 0 ? index + count : index
    return (0..<count).contains(offset) ? offset : nil
  }

  func refuseUndefined(_ value: TemplateValue) throws(ChatTemplateError) {
    if case .undefined(let name, let owner) = value { throw .undefined(line: line, name: name, owner: owner) }
  }

  private func bound(_ expression: TemplateExpression?, in scope: TemplateScope) throws(ChatTemplateError) -> Int? {
    guard let expression else { return nil }
    let value = try evaluate(expression, in: scope)
    if value.isNone { return nil }
    guard let number = value.asInt else { throw wrongOperands("a slice", value) }
    return number
  }

  private func slice(
    _ owner: TemplateValue, start: Int?, stop: Int?, step: Int?
  ) throws(ChatTemplateError) -> TemplateValue {
    try refuseUndefined(owner)
    switch owner {
    case .list(let items):
      return .list(try sequence(try slice(items.items, start: start, stop: stop, step: step)))
    case .tuple(let items):
      return .tuple(try sequence(try slice(items.items, start: start, stop: stop, step: step)))
    case .string(let text):
      try charge(text)
      return .string(String(try slice(Array(text.unicodeScalars), start: start, stop: stop, step: step)))
    default: return .undefined(name: "a slice", owner: owner.typeName)
    }
  }

  private func slice<Item>(
    _ items: [Item], start: Int?, stop: Int?, step: Int?
  ) throws(ChatTemplateError) -> [Item] {
    let stride = step ?? 1
    guard stride != 0 else { throw .wrongTypes(line: line, operation: "a slice", types: ["step 0"]) }
    let (lowest, highest) = stride > 0 ? (0, items.count) : (-1, items.count - 1)
    func clamped(_ index: Int) -> Int { min(max(index < 0 ? index + items.count : index, lowest), highest) }
    var index = start.map(clamped) ?? (stride > 0 ? lowest : highest)
    let end = stop.map(clamped) ?? (stride > 0 ? highest : lowest)
    var result: [Item] = []
    while stride > 0 ? index < end : index > end {
      result.append(items[index])
      let (next, overflows) = index.addingReportingOverflow(stride)
      if overflows { break }
      index = next
    }
    return result
  }
}
