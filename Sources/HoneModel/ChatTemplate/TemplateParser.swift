/// Builds a template's tree: the statements here, the expressions beside it.
struct TemplateParser {
  let tokens: [TemplateToken]
  var index = 0
  /// Tags and brackets open around the current token.
  var nesting = 0
  private var loops = 0

  init(tokens: [TemplateToken]) { self.tokens = tokens }

  mutating func parse() throws(ChatTemplateError) -> [TemplateStatement] {
    let (body, _) = try parseBody(of: nil, until: [])
    return body
  }

  var current: TemplateToken { tokens[index] }
  var next: TemplateToken { tokens[min(index + 1, tokens.count - 1)] }

  mutating func advance() { index = min(index + 1, tokens.count - 1) }

  mutating func skip(_ kind: TemplateToken.Kind) -> Bool {
    guard current.kind == kind else { return false }
    advance()
    return true
  }

  mutating func expect(_ kind: TemplateToken.Kind) throws(ChatTemplateError) {
    guard !skip(kind) else { return }
    throw unexpected(TemplateToken(kind: kind, line: 0).description)
  }

  mutating func expectName() throws(ChatTemplateError) -> String {
    guard case .name(let name) = current.kind else { throw unexpected("a name") }
    advance()
    return name
  }

  func unexpected(_ expected: String) -> ChatTemplateError {
    .unexpected(line: current.line, found: current.description, expected: expected)
  }

  func checkNesting() throws(ChatTemplateError) {
    guard nesting <= TemplateLimits.nesting else { throw .nestingTooDeep(line: current.line) }
  }

  // MARK: Statements

  /// Reads up to and over the name of a tag in `ends`; the caller reads the rest of that tag. The top has none.
  private mutating func parseBody(
    of tag: (name: String, line: Int)?, until ends: [String]
  ) throws(ChatTemplateError) -> (body: [TemplateStatement], end: String) {
    nesting += 1
    defer { nesting -= 1 }
    try checkNesting()
    var body: [TemplateStatement] = []
    while true {
      switch current.kind {
      case .text(let text):
        body.append(.text(text))
        advance()
      case .outputBegin:
        advance()
        body.append(.output(try parseTuple()))
        try expect(.outputEnd)
      case .tagBegin:
        advance()
        let line = current.line
        guard case .name(let name) = current.kind else { throw unexpected("the name of a tag") }
        advance()
        if ends.contains(name) { return (body, name) }
        try parseStatement(name, line: line, into: &body)
        try expect(.tagEnd)
      default:
        guard let tag else { return (body, "") }
        throw .unclosedBlock(line: tag.line, tag: tag.name, expected: ends)
      }
    }
  }

  /// The body of `tag`, from the end of its opening tag.
  private mutating func parseBlock(
    of tag: (name: String, line: Int), until ends: [String]
  ) throws(ChatTemplateError) -> (body: [TemplateStatement], end: String) {
    _ = skip(.symbol(":"))
    try expect(.tagEnd)
    return try parseBody(of: tag, until: ends)
  }

  private mutating func parseStatement(
    _ name: String, line: Int, into body: inout [TemplateStatement]
  ) throws(ChatTemplateError) {
    let tag = (name: name, line: line)
    switch name {
    case "if": body.append(try parseIf(tag))
    case "for": body.append(try parseFor(tag))
    case "set": body.append(try parseSet(tag))
    case "with": body.append(try parseWith(tag))
    case "macro": body.append(try parseMacro(tag))
    case "filter":
      let filter = try parseFilters(of: captured(line), startsInline: true)
      body.append(.filterBlock(filter, body: try parseBlock(of: tag, until: ["endfilter"]).body))
    case "generation": body.append(.generation(try parseDetached(tag, until: ["endgeneration"])))
    case "print":
      while current.kind != .tagEnd {
        body.append(.output(try parseExpression()))
        if current.kind != .tagEnd { try expect(.symbol(",")) }
      }
    case "break", "continue":
      guard loops > 0 else {
        throw .unexpected(line: line, found: "'\(name)' outside a loop", expected: "another tag")
      }
      body.append(name == "break" ? .leaveLoop : .nextItem)
    default:
      if name.hasPrefix("end") || name == "else" || name == "elif" {
        throw .unexpected(line: line, found: "'\(name)' without its opening tag", expected: "another tag")
      }
      throw .unsupportedTag(line: line, tag: name)
    }
  }

  private mutating func parseIf(_ tag: (name: String, line: Int)) throws(ChatTemplateError) -> TemplateStatement {
    var branches: [(condition: TemplateExpression, body: [TemplateStatement])] = []
    while true {
      let condition = try parseTuple(withConditional: false)
      let (body, end) = try parseBlock(of: tag, until: ["elif", "else", "endif"])
      branches.append((condition, body))
      switch end {
      case "elif": continue
      case "else": return .conditional(branches, otherwise: try parseBlock(of: tag, until: ["endif"]).body)
      default: return .conditional(branches, otherwise: [])
      }
    }
  }

  private mutating func parseFor(_ tag: (name: String, line: Int)) throws(ChatTemplateError) -> TemplateStatement {
    let target = try parseTargets(allowsNamespace: false)
    try expect(.name("in"))
    let items = try parseTuple(withConditional: false, endingAt: "recursive")
    let filter = skip(.name("if")) ? try parseExpression() : nil
    guard current.kind != .name("recursive") else { throw .unsupportedTag(line: tag.line, tag: "for … recursive") }
    loops += 1
    let (body, end) = try parseBlock(of: tag, until: ["endfor", "else"])
    loops -= 1
    let otherwise = end == "else" ? try parseBlock(of: tag, until: ["endfor"]).body : []
    return .loop(
      TemplateLoop(target: target, items: items, filter: filter, body: body, otherwise: otherwise, line: tag.line))
  }

  private mutating func parseSet(_ tag: (name: String, line: Int)) throws(ChatTemplateError) -> TemplateStatement {
    let target = try parseTargets(allowsNamespace: true)
    if skip(.symbol("=")) { return .set(target, try parseTuple(), line: tag.line) }
    let hasFilter = current.kind == .symbol("|")
    let filter = hasFilter ? try parseFilters(of: captured(tag.line), startsInline: false) : nil
    let (body, _) = try parseBlock(of: tag, until: ["endset"])
    return .setBlock(target, filter: filter, body: body, line: tag.line)
  }

  private mutating func parseWith(_ tag: (name: String, line: Int)) throws(ChatTemplateError) -> TemplateStatement {
    var bindings: [(target: TemplateTarget, value: TemplateExpression)] = []
    while current.kind != .tagEnd, current.kind != .symbol(":") {
      if !bindings.isEmpty { try expect(.symbol(",")) }
      let target = try parseTarget(allowsNamespace: false)
      try expect(.symbol("="))
      bindings.append((target, try parseExpression()))
    }
    return .with(bindings, body: try parseBlock(of: tag, until: ["endwith"]).body, line: tag.line)
  }

  private mutating func parseMacro(_ tag: (name: String, line: Int)) throws(ChatTemplateError) -> TemplateStatement {
    let name = try expectName()
    var parameters: [(name: String, defaultValue: TemplateExpression?)] = []
    try expect(.symbol("("))
    while current.kind != .symbol(")") {
      if !parameters.isEmpty { try expect(.symbol(",")) }
      let parameter = try expectName()
      let defaultValue = skip(.symbol("=")) ? try parseExpression() : nil
      if defaultValue == nil, let last = parameters.last, last.defaultValue != nil {
        throw unexpected("a default value")
      }
      parameters.append((parameter, defaultValue))
    }
    try expect(.symbol(")"))
    let body = try parseDetached(tag, until: ["endmacro"])
    return .macro(TemplateMacroDefinition(name: name, parameters: parameters, body: body))
  }

  /// A body that no `break` leaves.
  private mutating func parseDetached(
    _ tag: (name: String, line: Int), until ends: [String]
  ) throws(ChatTemplateError) -> [TemplateStatement] {
    let outer = loops
    loops = 0
    defer { loops = outer }
    return try parseBlock(of: tag, until: ends).body
  }

  private func captured(_ line: Int) -> TemplateExpression {
    TemplateExpression(kind: .capturedText, line: line, depth: 1)
  }

  // MARK: Targets

  private mutating func parseTargets(allowsNamespace: Bool) throws(ChatTemplateError) -> TemplateTarget {
    let first = try parseTarget(allowsNamespace: allowsNamespace)
    guard current.kind == .symbol(",") else { return first }
    var targets = [first]
    while skip(.symbol(",")) {
      guard case .name(let name) = current.kind, name != "in" else { break }
      targets.append(try parseTarget(allowsNamespace: allowsNamespace))
    }
    return .tuple(targets)
  }

  private mutating func parseTarget(allowsNamespace: Bool) throws(ChatTemplateError) -> TemplateTarget {
    if skip(.symbol("(")) {
      nesting += 1
      defer { nesting -= 1 }
      try checkNesting()
      let inner = try parseTargets(allowsNamespace: allowsNamespace)
      try expect(.symbol(")"))
      return inner
    }
    let line = current.line
    let name = try expectName()
    guard !["true", "false", "True", "False", "none", "None"].contains(name) else {
      throw .notAssignable(line: line, target: name)
    }
    guard allowsNamespace, skip(.symbol(".")) else { return .name(name) }
    return .attribute(namespace: name, try expectName())
  }
}
