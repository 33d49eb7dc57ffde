extension Grammar {
  /// `:` and the block below it. `owner` names the statement for messages: "'if' statement".
  private mutating func parseBlock(of owner: String, from header: Int) throws(Diagnostic) -> [Statement] {
    if let star = stars.first { throw SyntaxProblem.refused(.starredValue).at(star) }
    try parseColon()
    statementDepth += 1
    defer { statementDepth -= 1 }
    if statementDepth > Limits.statements { throw SyntaxProblem.tooManyBlocks.at(token.range) }
    var body: [Statement] = []
    guard kind == .newline else {
      try parseSimpleLine(into: &body)
      return body
    }
    index += 1
    guard kind == .indent else {
      if kind == .failure { throw unexpected("a block") }
      isMendable = kind == .end || kind == .dedent && start >= bytes.count
      let line = lineNumber(of: header, in: bytes)
      throw SyntaxProblem.expectedBlock(owner, line: line).at(token.start == token.end ? shownRange : token.range)
    }
    index += 1
    while kind != .dedent, kind != .end { try parseStatement(into: &body) }
    if kind == .dedent { index += 1 }
    return body
  }

  /// The first visible token from here, as line ends and indents have no text of their own.
  private var shownRange: SourceRange {
    var next = index
    while next + 1 < tokens.count, tokens[next].kind == .dedent || tokens[next].kind == .indent { next += 1 }
    return tokens[next].range
  }

  private mutating func parseColon() throws(Diagnostic) {
    if accept(.colon) { return }
    switch kind {
    case .assign: throw SyntaxProblem.assignmentInExpression.at(token.range)
    case .newline: throw SyntaxProblem.expectedColon.at(token.range)
    default: throw unexpected("':'")
    }
  }

  mutating func parseIf() throws(Diagnostic) -> Statement {
    let depth = statementDepth
    defer { statementDepth = depth }
    var branches: [(start: Int, test: Expression, body: [Statement])] = []
    var name = "if"
    repeat {
      let start = start
      advance()
      let test = try parseNamedTest()
      branches.append((start, test, try parseBlock(of: "'\(name)' statement", from: start)))
      statementDepth += 1
      name = "elif"
    } while kind == .elifWord
    var otherwise = try parseElse()
    while let branch = branches.popLast() {
      let node = Statement.Kind.if(branch.test, then: branch.body, otherwise: otherwise)
      otherwise = [Statement(node, range(from: branch.start))]
    }
    return otherwise[0]  // the first branch, as there is always one
  }

  private mutating func parseNamedTest() throws(Diagnostic) -> Expression {
    let test = try parseExpression()
    if kind == .comma { throw unexpected("':'") }
    return test
  }

  private mutating func parseElse() throws(Diagnostic) -> [Statement] {
    guard kind == .elseWord else { return [] }
    let start = start
    advance()
    if kind == .ifWord { throw SyntaxProblem.elseIf.at(start, Int(token.end)) }
    return try parseBlock(of: "'else' statement", from: start)
  }

  mutating func parseWhile() throws(Diagnostic) -> Statement {
    let start = start
    advance()
    let test = try parseNamedTest()
    let body = try parseLoopBody(of: "'while' statement", from: start)
    let otherwise = try parseElse()
    return Statement(.while(test, body: body, otherwise: otherwise), range(from: start))
  }

  mutating func parseFor() throws(Diagnostic) -> Statement {
    let start = start
    advance()
    let target = try parseLoopTarget()
    let source = try parseExpressions()
    let body = try parseLoopBody(of: "'for' statement", from: start)
    let otherwise = try parseElse()
    return Statement(.for(target: target, source: source, body: body, otherwise: otherwise), range(from: start))
  }

  private mutating func parseLoopBody(of owner: String, from start: Int) throws(Diagnostic) -> [Statement] {
    loopDepth += 1
    defer { loopDepth -= 1 }
    return try parseBlock(of: owner, from: start)
  }

  mutating func parseFunction() throws(Diagnostic) -> Statement {
    let start = start
    advance()
    let name = try identifier("a name after 'def'")
    try expect(.leftParenthesis, "'('")
    let parameters = try parseParameters(until: .rightParenthesis)
    try expect(.rightParenthesis, "',' or ')'")
    let loops = loopDepth
    functionDepth += 1
    loopDepth = 0
    defer {
      functionDepth -= 1
      loopDepth = loops
    }
    let body = try parseBlock(of: "function definition", from: start)
    return Statement(.function(name, parameters, body), range(from: start))
  }

  /// Parameters up to, and without, `closing`; `height` is that of the tallest default value.
  mutating func parseParameters(until closing: TokenKind) throws(Diagnostic) -> ParameterList {
    var parameters: [(name: Identifier, defaultValue: Expression?)] = []
    var names: Set<String> = []
    var tallest = 0
    var hasDefault = false
    while kind != closing {
      switch kind {
      case .star, .doubleStar: throw SyntaxProblem.refused(.starParameter).at(token.range)
      case .slash: throw SyntaxProblem.refused(.positionalOnly).at(token.range)
      default: break
      }
      let name = try identifier("a parameter's name")
      if !names.insert(name.name).inserted { throw SyntaxProblem.repeatedParameter(name.name).at(name.range) }
      if kind == .colon, closing != .colon { throw SyntaxProblem.refused(.annotation).at(token.range) }
      var value: Expression?
      if accept(.assign) {
        value = try parseExpression()
        tallest = max(tallest, height)
        hasDefault = true
      } else if hasDefault {
        throw SyntaxProblem.defaultMissing(name.name).at(name.range)
      }
      parameters.append((name, value))
      guard accept(.comma) else { break }
    }
    height = tallest
    return ParameterList(parameters)
  }

  mutating func parseTry() throws(Diagnostic) -> Statement {
    let start = start
    advance()
    let body = try parseBlock(of: "'try' statement", from: start)
    var handlers: [ExceptionHandler] = []
    while kind == .exceptWord {
      if let last = handlers.last, last.type == nil {
        throw SyntaxProblem.bareExceptNotLast.at(last.range.start, last.range.start + 6)  // under 'except'
      }
      handlers.append(try parseHandler())
    }
    let otherwise = handlers.isEmpty ? [] : try parseElse()
    var finally: [Statement] = []
    if kind == .finallyWord {
      let start = self.start
      advance()
      finally = try parseBlock(of: "'finally' statement", from: start)
    } else if handlers.isEmpty {
      if kind == .failure { throw unexpected("'except' or 'finally'") }
      isMendable = kind == .end || kind == .dedent && self.start >= bytes.count
      throw SyntaxProblem.expectedExcept.at(shownRange)
    }
    return Statement(
      .try(body, handlers: handlers, otherwise: otherwise, finally: finally), range(from: start))
  }

  private mutating func parseHandler() throws(Diagnostic) -> ExceptionHandler {
    let start = start
    advance()
    if kind == .star { throw SyntaxProblem.refused(.exceptionGroup).at(token.range) }
    var type: Expression?
    var name: Identifier?
    if kind != .colon {
      let begin = self.start
      type = try parseExpression()
      if kind == .comma { throw SyntaxProblem.severalExceptions.at(begin, Int(token.end)) }
      if accept(.asWord) { name = try identifier("a name after 'as'") }
    }
    let body = try parseBlock(of: "'except' statement", from: start)
    return ExceptionHandler(type: type, name: name, body: body, range: range(from: start))
  }
}
