extension Grammar {
  /// One compound statement, or one line of simple ones.
  mutating func parseStatement(into statements: inout [Statement]) throws(Diagnostic) {
    switch kind {
    case .ifWord: statements.append(try parseIf())
    case .whileWord: statements.append(try parseWhile())
    case .forWord: statements.append(try parseFor())
    case .defWord: statements.append(try parseFunction())
    case .tryWord: statements.append(try parseTry())
    case .command, .cellCommand, .shell, .help: statements.append(try parseSessionLine())
    case .elseWord, .elifWord, .exceptWord, .finallyWord:
      throw SyntaxProblem.orphanClause(text(token.range)).at(token.range)
    case .at: throw SyntaxProblem.refused(.decorator).at(token.range)
    case .name where lexer.hasQuestion && isHelpLine: statements.append(try parseHelpSuffix())
    case .name where isMatch: throw SyntaxProblem.refused(.match).at(token.range)
    default: try parseSimpleLine(into: &statements)
    }
  }

  /// Simple statements with `;` between them, to the end of the line.
  mutating func parseSimpleLine(into statements: inout [Statement]) throws(Diagnostic) {
    while true {
      let begin = start
      let statement = try parseSimple()
      if let star = stars.first { throw SyntaxProblem.refused(.starredValue).at(star) }
      statements.append(statement)
      guard accept(.semicolon) else {
        if kind == .newline { break }
        throw afterStatement(statement, from: begin)
      }
      if kind == .newline {
        if case .expression(let value, hidden: _) = statement.kind {
          statements[statements.count - 1].kind = .expression(value, hidden: true)
        }
        break
      }
    }
    index += 1
  }

  /// The error for what follows a simple statement on its line.
  private mutating func afterStatement(_ statement: Statement, from begin: Int) -> Diagnostic {
    if case .expression(let value, hidden: _) = statement.kind {
      if case .name(let name) = value.kind, kind.startsExpression, name == "print" || name == "exec" {
        return SyntaxProblem.missingParentheses(name).at(begin, Int(token.end))
      }
      if kind == .colon, value.isTarget, nextKind.startsExpression {
        return SyntaxProblem.refused(.annotation).at(token.range)
      }
    }
    if kind.isCompound { return SyntaxProblem.compoundAfterSimple(text(token.range)).at(token.range) }
    return unexpected("an operator, ';' or the end of the line")
  }

  private mutating func parseSimple() throws(Diagnostic) -> Statement {
    let start = start
    switch kind {
    case .passWord: return simple(.pass)
    case .breakWord:
      if loopDepth == 0 { throw SyntaxProblem.outsideLoop("break").at(token.range) }
      return simple(.break)
    case .continueWord:
      if loopDepth == 0 { throw SyntaxProblem.outsideLoop("continue").at(token.range) }
      return simple(.continue)
    case .returnWord:
      if functionDepth == 0 { throw SyntaxProblem.returnOutsideFunction.at(token.range) }
      advance()
      let value = endsStatement ? nil : try parseExpressions()
      return Statement(.return(value), range(from: start))
    case .delWord:
      return try parseDelete()
    case .assertWord:
      advance()
      let condition = try parseExpression()
      let message = accept(.comma) ? try parseExpression() : nil
      return Statement(.assert(condition, message: message), range(from: start))
    case .raiseWord:
      return try parseRaise()
    case let kind where kind.isCompound:
      throw SyntaxProblem.compoundAfterSimple(text(token.range)).at(token.range)
    default:
      return try parseExpressionStatement()
    }
  }

  private var endsStatement: Bool { kind == .newline || kind == .semicolon }

  private mutating func simple(_ statement: Statement.Kind) -> Statement {
    let range = advance().range
    return Statement(statement, range)
  }

  private mutating func parseRaise() throws(Diagnostic) -> Statement {
    let start = start
    advance()
    if endsStatement { return Statement(.raise(nil, cause: nil), range(from: start)) }
    let error = try parseExpression()
    let cause = accept(.fromWord) ? try parseExpression() : nil
    return Statement(.raise(error, cause: cause), range(from: start))
  }

  private mutating func parseDelete() throws(Diagnostic) -> Statement {
    let start = start
    let mark = stars.count
    advance()
    var targets: [Expression] = []
    repeat {
      let target = try parseExpression()
      try checkTarget(target, for: .delete, starsFrom: mark)
      targets.append(target)
    } while accept(.comma) && !endsStatement
    return Statement(.delete(targets), range(from: start))
  }

  /// An expression, or the assignment that it turns out to begin.
  private mutating func parseExpressionStatement() throws(Diagnostic) -> Statement {
    let start = start
    let mark = stars.count
    var value = try parseExpressions()
    if let operation = kind.augmented {
      guard value.isTarget else {
        let name = Self.describe(value.kind)
        throw SyntaxProblem.cannotAugment(name, text(value.range), operation).at(value.range)
      }
      advance()
      let operand = try parseExpressions()
      return Statement(.augmented(target: value, operation, value: operand), range(from: start))
    }
    if kind == .atAssign { throw SyntaxProblem.refused(.matrixProduct).at(token.range) }
    guard kind == .assign else { return Statement(.expression(value, hidden: false), range(from: start)) }
    var targets: [Expression] = []
    while kind == .assign {
      try checkTarget(value, for: .assign, starsFrom: mark)
      advance()
      targets.append(value)
      value = try parseExpressions()
    }
    return Statement(.assignment(targets: targets, value: value), range(from: start))
  }
}

extension Expression {
  /// A name, an attribute or an item.
  var isTarget: Bool {
    switch kind {
    case .name, .attribute, .item: true
    default: false
    }
  }
}

extension TokenKind {
  /// Begins a statement with a block of its own.
  var isCompound: Bool {
    switch self {
    case .ifWord, .whileWord, .forWord, .defWord, .tryWord: true
    default: false
    }
  }
}
