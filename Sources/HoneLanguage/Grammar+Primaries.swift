extension Grammar {
  /// An atom and the attributes, calls and items after it.
  mutating func parsePrimary() throws(Diagnostic) -> Expression {
    let start = start
    var value = try parseAtom()
    while true {
      let below = height
      switch kind {
      case .dot:
        advance()
        let attribute = try identifier("a name after '.'")
        value = try node(.attribute(value, attribute), from: start, above: below)
      case .leftParenthesis:
        let arguments = try parseArguments()
        value = try node(.call(value, arguments), from: start, above: max(below, height))
      case .leftBracket:
        let item = try parseItem()
        value = try node(.item(value, item), from: start, above: max(below, height))
      default:
        return value
      }
    }
  }

  /// `(…)` of a call; `height` is that of the tallest argument.
  private mutating func parseArguments() throws(Diagnostic) -> [Argument] {
    let opening = start
    advance()
    var arguments: [Argument] = []
    var names: Set<String> = []
    var tallest = 0
    while kind != .rightParenthesis {
      let begin = start
      let argument = try parseArgument()
      if kind == .forWord || kind == .asyncWord {
        let generator = try parseGenerator(argument, from: opening, isAlone: arguments.isEmpty)
        return [Argument(keyword: nil, value: generator)]
      }
      tallest = max(tallest, height)
      if let keyword = argument.keyword {
        if !names.insert(keyword.name).inserted {
          throw SyntaxProblem.repeatedKeyword(keyword.name).at(keyword.range)
        }
      } else if !names.isEmpty {
        throw SyntaxProblem.positionalAfterKeyword.at(argument.value.range)
      }
      arguments.append(argument)
      if !accept(.comma) {
        try checkAfterElement(from: begin)
        break
      }
    }
    try expect(.rightParenthesis, "',' or ')'")
    height = tallest
    return arguments
  }

  private mutating func parseArgument() throws(Diagnostic) -> Argument {
    if kind == .star || kind == .doubleStar { throw SyntaxProblem.refused(.argumentUnpacking).at(token.range) }
    if nextKind == .assign {
      switch kind {
      case .name:
        let keyword = try identifier("a name")
        advance()
        argumentIndex = index
        return Argument(keyword: keyword, value: try parseExpression())
      case .noneWord, .trueWord, .falseWord:
        throw SyntaxProblem.cannotAssign("", text(token.range), isEquals: false).at(token.range)
      default: break
      }
    }
    let begin = start
    argumentIndex = index
    let value = try parseExpression()
    if kind == .assign { throw SyntaxProblem.assignmentInArgument(text(range(from: begin))).at(begin, Int(token.end)) }
    return Argument(keyword: nil, value: value)
  }

  /// `f(x for x in y)`: the call's brackets are the generator's own.
  private mutating func parseGenerator(
    _ argument: Argument, from opening: Int, isAlone: Bool
  ) throws(Diagnostic) -> Expression {
    let below = height
    guard argument.keyword == nil, isAlone else { throw SyntaxProblem.generatorNotAlone.at(argument.value.range) }
    let clauses = try parseClauses()
    let tallest = max(below, height)
    if kind == .comma { throw SyntaxProblem.generatorNotAlone.at(opening + 1, lastEnd) }
    try expect(.rightParenthesis, "')'")
    return try node(.comprehension(.generator, argument.value, clauses), from: opening, above: tallest)
  }

  /// What stands in an item's brackets: an expression, a slice, or a tuple of them.
  private mutating func parseItem() throws(Diagnostic) -> Expression {
    advance()
    let start = start
    var item = try parseSlice()
    if kind == .comma {
      item = try parseIndexTuple(item, from: start)
    }
    try checkAfterElement(from: start)
    let below = height
    try expect(.rightBracket, "']'")
    height = below
    return item
  }

  private mutating func parseIndexTuple(_ first: Expression, from start: Int) throws(Diagnostic) -> Expression {
    var elements = [first]
    var tallest = height
    while accept(.comma), kind != .rightBracket {
      elements.append(try parseSlice())
      tallest = max(tallest, height)
    }
    return try node(.tuple(elements), from: start, above: tallest)
  }

  private mutating func parseSlice() throws(Diagnostic) -> Expression {
    if kind == .star { throw SyntaxProblem.refused(.starredValue).at(token.range) }
    let start = start
    var tallest = 0
    var lower: Expression?
    if kind != .colon {
      let value = try parseExpression()
      guard kind == .colon else { return value }
      lower = value
      tallest = height
    }
    advance()
    let upper = try parseBound()
    tallest = max(tallest, upper == nil ? 0 : height)
    var step: Expression?
    if accept(.colon) {
      step = try parseBound()
      tallest = max(tallest, step == nil ? 0 : height)
    }
    return try node(.slice(lower, upper, step), from: start, above: tallest)
  }

  private mutating func parseBound() throws(Diagnostic) -> Expression? {
    kind == .colon || kind == .comma || kind == .rightBracket ? nil : try parseExpression()
  }

  /// Between two elements in brackets stands a comma: says so where another expression follows at once.
  mutating func checkAfterElement(from begin: Int) throws(Diagnostic) {
    if kind == .assign { throw SyntaxProblem.assignmentInExpression.at(token.range) }
    guard kind.startsExpression, kind != .lambdaWord, kind != .notWord else { return }
    if let open = lexer.unclosed, lineNumber(of: open.offset, in: bytes) < lineNumber(of: start, in: bytes) { return }
    throw SyntaxProblem.forgottenComma.at(begin, Int(token.end))
  }
}
