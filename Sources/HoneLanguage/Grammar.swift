/// Builds the tree from tokens by recursive descent; its rules stand in the extensions, one file for each theme.
struct Grammar {
  let bytes: [UInt8]
  let tokens: [Token]
  let lexer: Lexer
  var index = 0
  /// Where the last token ended that was more than a line's end.
  var lastEnd = 0
  /// Levels of expressions inside each other at this point.
  var depth: Int
  /// Height of the tree of the expression parsed last.
  var height = 0
  /// Levels of statements inside each other at this point.
  var statementDepth = 0
  /// Every `*x` parsed and not yet known to be part of a target.
  var stars: [SourceRange] = []
  /// The index of the first token of the call's argument that began last.
  var argumentIndex = -1
  var functionDepth = 0
  var loopDepth = 0
  /// The error thrown lies at the end of the source, where more text could make it good.
  var isMendable = false

  init(_ lexer: Lexer, depth: Int = 0) {
    self.bytes = lexer.bytes
    self.tokens = lexer.tokens
    self.lexer = lexer
    self.depth = depth
  }

  mutating func parseProgram() throws(Diagnostic) -> Program {
    var statements: [Statement] = []
    while kind != .end { try parseStatement(into: &statements) }
    if lexer.unclosed != nil { throw unexpected("an expression") }
    return Program(statements)
  }

  // MARK: The cursor

  var token: Token { tokens[index] }
  var kind: TokenKind { tokens[index].kind }
  var start: Int { Int(tokens[index].start) }

  /// The kind of the token after this one; the last token stays the last.
  var nextKind: TokenKind { tokens[min(index + 1, tokens.count - 1)].kind }

  @discardableResult
  mutating func advance() -> Token {
    let token = tokens[index]
    index += 1
    lastEnd = Int(token.end)
    return token
  }

  mutating func accept(_ expected: TokenKind) -> Bool {
    guard kind == expected else { return false }
    advance()
    return true
  }

  mutating func expect(_ expected: TokenKind, _ name: String) throws(Diagnostic) {
    guard accept(expected) else { throw unexpected(name) }
  }

  /// The range from `start` to the end of the last token.
  func range(from start: Int) -> SourceRange { SourceRange(start, max(start, lastEnd)) }

  func text(_ range: SourceRange) -> String { String(decoding: bytes[range.start..<range.end], as: UTF8.self) }

  mutating func identifier(_ what: String) throws(Diagnostic) -> Identifier {
    guard kind == .name else { throw unexpected(what) }
    let range = advance().range
    return Identifier(name(in: range), range)
  }

  // MARK: Bounds

  /// Goes one level down; the caller comes up again with `depth -= 1`.
  mutating func descend() throws(Diagnostic) {
    depth += 1
    if depth > Limits.nesting + 1 { throw SyntaxProblem.tooDeep.at(token.range) }
  }

  /// An expression from `start` to the last token, on children whose trees are at most `below` high.
  mutating func node(_ kind: Expression.Kind, from start: Int, above below: Int) throws(Diagnostic) -> Expression {
    height = below + 1
    let range = range(from: start)
    if height > Limits.height { throw SyntaxProblem.tooLong.at(start, lastEnd) }
    return Expression(kind, range)
  }

  mutating func leaf(_ kind: Expression.Kind, _ range: SourceRange) -> Expression {
    height = 1
    return Expression(kind, range)
  }

  // MARK: Errors

  /// The error for a token that cannot stand here, most telling first.
  mutating func unexpected(_ expected: String) -> Diagnostic {
    if let failure = lexer.failure, kind == .failure {
      isMendable = lexer.isMendable
      return failure
    }
    if kind == .end || kind == .newline && start >= bytes.count { isMendable = kind == .end }
    if let open = lexer.unclosed, !lexer.isField {
      let isBelow = lineNumber(of: open.offset, in: bytes) < lineNumber(of: start, in: bytes)
      if kind == .end || isBelow { return SyntaxProblem.neverClosed(open.byte).at(open.offset, open.offset + 1) }
    }
    if kind == .indent { return SyntaxProblem.unexpectedIndent.at(token.range) }
    if let refused = Refusal(kind), kind != .fromWord || beginsStatement {
      return SyntaxProblem.refused(refused).at(token.range)
    }
    if kind == .question { return SyntaxProblem.helpMisplaced.at(token.range) }
    return SyntaxProblem.unexpected(spelling, expected: expected, hint: hint).at(token.range)
  }

  /// Elsewhere than here, `from` is no import.
  private var beginsStatement: Bool {
    guard index > 0 else { return true }
    switch kindBefore {
    case .newline, .semicolon, .colon, .indent, .dedent: return true
    default: return false
    }
  }

  /// The token as a message names it.
  private var spelling: String {
    switch kind {
    case .newline: return "end of the line"
    case .end: return lexer.isField ? "end of the field" : "end of the input"
    case .dedent: return "end of the block"
    case .command, .cellCommand, .shell, .help: return "session command"
    default: return SyntaxProblem.quoted(text(token.range))
    }
  }

  private var hint: String? {
    let next = nextKind
    switch kind {
    case .percent: return "a '%' command must begin its line"
    case .exclamation: return "did you mean 'not'?"
    case .ampersand where next == .ampersand || index > 0 && tokens[index - 1].kind == .ampersand:
      return "did you mean 'and'?"
    case .bar where next == .bar || index > 0 && tokens[index - 1].kind == .bar: return "did you mean 'or'?"
    case .greater where index > 0 && tokens[index - 1].kind == .less: return "did you mean '!='?"
    case .assign where index > 0 && tokens[index - 1].kind == .equal: return "did you mean '=='?"
    case .newline where index > 1 && tokens[index - 1].kind == tokens[index - 2].kind:
      return kindBefore == .plus ? "did you mean '+= 1'?" : kindBefore == .minus ? "did you mean '-= 1'?" : nil
    default: return nil
    }
  }

  private var kindBefore: TokenKind { tokens[index - 1].kind }
}
