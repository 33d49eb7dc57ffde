extension TemplateParser {
  private mutating func node(
    _ kind: TemplateExpression.Kind, _ line: Int, over children: [TemplateExpression] = []
  ) throws(ChatTemplateError) -> TemplateExpression {
    let depth = 1 + (children.lazy.map(\.depth).max() ?? 0)
    guard depth <= TemplateLimits.nesting else { throw .nestingTooDeep(line: line) }
    return TemplateExpression(kind: kind, line: line, depth: depth)
  }

  /// One expression, or several with commas between them as a tuple. `endingAt` is a word that may follow a comma.
  mutating func parseTuple(
    withConditional: Bool = true, inParentheses: Bool = false, endingAt word: String? = nil
  ) throws(ChatTemplateError) -> TemplateExpression {
    let line = current.line
    var items: [TemplateExpression] = []
    var isTuple = false
    while !endsTuple(word) {
      items.append(withConditional ? try parseExpression() : try parseOr())
      guard skip(.symbol(",")) else { break }
      isTuple = true
    }
    if !isTuple {
      if let only = items.first { return only }
      guard inParentheses else { throw unexpected("an expression") }
    }
    return try node(.tuple(items), line, over: items)
  }

  private func endsTuple(_ word: String?) -> Bool {
    switch current.kind {
    case .outputEnd, .tagEnd, .symbol(")"): true
    case .name(let name): name == word
    default: false
    }
  }

  mutating func parseExpression() throws(ChatTemplateError) -> TemplateExpression {
    nesting += 1
    defer { nesting -= 1 }
    try checkNesting()
    let line = current.line
    var value = try parseOr()
    while skip(.name("if")) {
      let condition = try parseOr()
      let otherwise = skip(.name("else")) ? try parseExpression() : nil
      value = try node(
        .conditional(condition: condition, then: value, otherwise: otherwise), line,
        over: [condition, value] + (otherwise.map { [$0] } ?? []))
    }
    return value
  }

  private mutating func parseOr() throws(ChatTemplateError) -> TemplateExpression {
    var left = try parseAnd()
    while skip(.name("or")) {
      let right = try parseAnd()
      left = try node(.or(left, right), left.line, over: [left, right])
    }
    return left
  }

  private mutating func parseAnd() throws(ChatTemplateError) -> TemplateExpression {
    var left = try parseNot()
    while skip(.name("and")) {
      let right = try parseNot()
      left = try node(.and(left, right), left.line, over: [left, right])
    }
    return left
  }

  private mutating func parseNot() throws(ChatTemplateError) -> TemplateExpression {
    let line = current.line
    guard skip(.name("not")) else { return try parseComparison() }
    nesting += 1
    defer { nesting -= 1 }
    try checkNesting()
    let operand = try parseNot()
    return try node(.not(operand), line, over: [operand])
  }

  private mutating func parseComparison() throws(ChatTemplateError) -> TemplateExpression {
    let left = try parseSum()
    var links: [(operation: String, right: TemplateExpression)] = []
    while let operation = comparisonOperator() { links.append((operation, try parseSum())) }
    return links.isEmpty ? left : try node(.compare(left, links), left.line, over: [left] + links.map(\.right))
  }

  private mutating func comparisonOperator() -> String? {
    switch current.kind {
    case .symbol(let symbol) where ["==", "!=", "<", ">", "<=", ">="].contains(symbol):
      advance()
      return symbol
    case .name("in"):
      advance()
      return "in"
    case .name("not") where next.kind == .name("in"):
      advance()
      advance()
      return "not in"
    default: return nil
    }
  }

  private mutating func symbol(among symbols: [String]) -> String? {
    guard case .symbol(let symbol) = current.kind, symbols.contains(symbol) else { return nil }
    advance()
    return symbol
  }

  private mutating func parseSum() throws(ChatTemplateError) -> TemplateExpression {
    var left = try parseConcatenation()
    while let operation = symbol(among: ["+", "-"]) {
      let right = try parseConcatenation()
      left = try node(.binary(operation, left, right), left.line, over: [left, right])
    }
    return left
  }

  private mutating func parseConcatenation() throws(ChatTemplateError) -> TemplateExpression {
    var parts = [try parseProduct()]
    while skip(.symbol("~")) { parts.append(try parseProduct()) }
    return parts.count == 1 ? parts[0] : try node(.concatenation(parts), parts[0].line, over: parts)
  }

  private mutating func parseProduct() throws(ChatTemplateError) -> TemplateExpression {
    var left = try parsePower()
    while let operation = symbol(among: ["*", "/", "//", "%"]) {
      let right = try parsePower()
      left = try node(.binary(operation, left, right), left.line, over: [left, right])
    }
    return left
  }

  private mutating func parsePower() throws(ChatTemplateError) -> TemplateExpression {
    var left = try parseUnary(withFilters: true)
    while skip(.symbol("**")) {
      let right = try parseUnary(withFilters: true)
      left = try node(.binary("**", left, right), left.line, over: [left, right])
    }
    return left
  }

  private mutating func parseUnary(withFilters: Bool) throws(ChatTemplateError) -> TemplateExpression {
    let line = current.line
    var value: TemplateExpression
    if let sign = symbol(among: ["+", "-"]) {
      nesting += 1
      defer { nesting -= 1 }
      try checkNesting()
      let operand = try parseUnary(withFilters: false)
      value = try node(sign == "-" ? .negative(operand) : .positive(operand), line, over: [operand])
    } else {
      value = try parsePrimary()
    }
    value = try parsePostfix(of: value)
    return withFilters ? try parseFiltersAndTests(of: value) : value
  }

  private mutating func parsePrimary() throws(ChatTemplateError) -> TemplateExpression {
    let (kind, line) = (current.kind, current.line)
    switch kind {
    case .name(let name):
      advance()
      return try node(constant(name) ?? .name(name), line)
    case .string(var text):
      advance()
      while case .string(let more) = current.kind {
        text += more
        advance()
      }
      return try node(.string(text), line)
    case .int(let value):
      advance()
      return try node(.int(value), line)
    case .float(let value):
      advance()
      return try node(.float(value), line)
    case .symbol("("):
      advance()
      let value = try parseTuple(inParentheses: true)
      try expect(.symbol(")"))
      return value
    case .symbol("["): return try parseList()
    case .symbol("{"): return try parseDictionary()
    default: throw unexpected("an expression")
    }
  }

  private func constant(_ name: String) -> TemplateExpression.Kind? {
    switch name {
    case "true", "True": .bool(true)
    case "false", "False": .bool(false)
    case "none", "None": TemplateExpression.Kind.none
    default: nil
    }
  }

  private mutating func parseList() throws(ChatTemplateError) -> TemplateExpression {
    let line = current.line
    var items: [TemplateExpression] = []
    advance()
    while current.kind != .symbol("]") {
      items.append(try parseExpression())
      if current.kind != .symbol("]") { try expect(.symbol(",")) }
    }
    advance()
    return try node(.list(items), line, over: items)
  }

  private mutating func parseDictionary() throws(ChatTemplateError) -> TemplateExpression {
    let line = current.line
    var entries: [(key: TemplateExpression, value: TemplateExpression)] = []
    advance()
    while current.kind != .symbol("}") {
      let key = try parseExpression()
      try expect(.symbol(":"))
      entries.append((key, try parseExpression()))
      if current.kind != .symbol("}") { try expect(.symbol(",")) }
    }
    advance()
    return try node(.dict(entries), line, over: entries.map(\.key) + entries.map(\.value))
  }

  // MARK: Postfix

  private mutating func parsePostfix(of value: TemplateExpression) throws(ChatTemplateError) -> TemplateExpression {
    var value = value
    while true {
      switch current.kind {
      case .symbol("."): value = try parseAttribute(of: value)
      case .symbol("["): value = try parseItem(of: value)
      case .symbol("("): value = try parseCall(of: value)
      default: return value
      }
    }
  }

  private mutating func parseAttribute(of value: TemplateExpression) throws(ChatTemplateError) -> TemplateExpression {
    let line = current.line
    advance()
    guard case .int(let position) = current.kind else {
      return try node(.attribute(value, try expectName()), line, over: [value])
    }
    advance()
    return try node(.item(value, try node(.int(position), line)), line, over: [value])
  }

  private mutating func parseItem(of value: TemplateExpression) throws(ChatTemplateError) -> TemplateExpression {
    let line = current.line
    advance()
    let start = current.kind == .symbol(":") ? nil : try parseExpression()
    if let start, skip(.symbol("]")) { return try node(.item(value, start), line, over: [value, start]) }
    try expect(.symbol(":"))
    let stop = try parseSliceBound()
    let step = skip(.symbol(":")) ? try parseSliceBound() : nil
    try expect(.symbol("]"))
    return try node(
      .slice(value, start: start, stop: stop, step: step), line, over: [value] + [start, stop, step].compactMap { $0 })
  }

  private mutating func parseSliceBound() throws(ChatTemplateError) -> TemplateExpression? {
    current.kind == .symbol(":") || current.kind == .symbol("]") ? nil : try parseExpression()
  }

  private mutating func parseCall(of value: TemplateExpression) throws(ChatTemplateError) -> TemplateExpression {
    let line = current.line
    let arguments = try parseArguments()
    return try node(.call(value, arguments), line, over: [value] + arguments.all)
  }

  private mutating func parseArguments() throws(ChatTemplateError) -> TemplateArguments {
    var arguments = TemplateArguments()
    try expect(.symbol("("))
    while current.kind != .symbol(")") {
      if case .name(let name) = current.kind, next.kind == .symbol("=") {
        advance()
        advance()
        arguments.keyword.append((name, try parseExpression()))
      } else {
        guard arguments.keyword.isEmpty else { throw unexpected("a named argument") }
        arguments.positional.append(try parseExpression())
      }
      if current.kind != .symbol(")") { try expect(.symbol(",")) }
    }
    advance()
    return arguments
  }

  // MARK: Filters and tests

  private mutating func parseFiltersAndTests(
    of value: TemplateExpression
  ) throws(ChatTemplateError) -> TemplateExpression {
    var value = value
    while true {
      switch current.kind {
      case .symbol("|"): value = try parseFilters(of: value, startsInline: false)
      case .name("is"): value = try parseTest(of: value)
      case .symbol("("): value = try parseCall(of: value)
      default: return value
      }
    }
  }

  /// `| name(arguments) | …`; `startsInline` is for `{% filter name %}`, which has no bar before the first.
  mutating func parseFilters(
    of value: TemplateExpression, startsInline: Bool
  ) throws(ChatTemplateError) -> TemplateExpression {
    var value = value
    var isFirst = startsInline
    while isFirst || skip(.symbol("|")) {
      isFirst = false
      let line = current.line
      let name = try expectName()
      let arguments = current.kind == .symbol("(") ? try parseArguments() : TemplateArguments()
      value = try node(.filter(value, name, arguments), line, over: [value] + arguments.all)
    }
    return value
  }

  private mutating func parseTest(of value: TemplateExpression) throws(ChatTemplateError) -> TemplateExpression {
    let line = current.line
    advance()
    let isNegated = skip(.name("not"))
    let name = try expectName()
    var arguments = TemplateArguments()
    if current.kind == .symbol("(") {
      arguments = try parseArguments()
    } else if startsTestArgument {
      let argument = try parsePrimary()
      arguments.positional = [try parsePostfix(of: argument)]
    }
    let test = try node(.test(value, name, arguments), line, over: [value] + arguments.all)
    return isNegated ? try node(.not(test), line, over: [test]) : test
  }

  private var startsTestArgument: Bool {
    switch current.kind {
    case .name(let name): !["else", "or", "and", "is"].contains(name)
    case .string, .int, .float, .symbol("["), .symbol("{"): true
    default: false
    }
  }
}
