extension Grammar {
  /// One expression, or a tuple of them without brackets; elements may be starred where it turns out to be a target.
  mutating func parseExpressions() throws(Diagnostic) -> Expression {
    let start = start
    let first = try parseElement()
    guard kind == .comma else { return first }
    var elements = [first]
    var tallest = height
    while accept(.comma), kind.startsExpression || kind == .star {
      elements.append(try parseElement())
      tallest = max(tallest, height)
    }
    return try node(.tuple(elements), from: start, above: tallest)
  }

  /// An expression or `*x`, which is only for targets.
  mutating func parseElement() throws(Diagnostic) -> Expression {
    guard kind == .star else { return try parseExpression() }
    let start = start
    advance()
    let value = try parseBinary(1)
    let star = try node(.starred(value), from: start, above: height)
    stars.append(star.range)
    return star
  }

  /// An expression with everything that binds loosest: the conditional and `lambda`.
  mutating func parseExpression() throws(Diagnostic) -> Expression {
    try descend()
    defer { depth -= 1 }
    if kind == .lambdaWord { return try parseLambda() }
    let start = start
    let then = try parseDisjunction()
    guard kind == .ifWord else { return then }
    var tallest = height
    advance()
    let test = try parseDisjunction()
    tallest = max(tallest, height)
    guard accept(.elseWord) else {
      if kind == .end || kind == .failure { throw unexpected("'else'") }
      throw SyntaxProblem.expectedElse.at(start, lastEnd)
    }
    let otherwise = try parseExpression()
    return try node(
      .conditional(test: test, then: then, otherwise: otherwise), from: start, above: max(tallest, height))
  }

  private mutating func parseLambda() throws(Diagnostic) -> Expression {
    let start = start
    advance()
    let parameters = try parseParameters(until: .colon)
    let defaults = height
    try expect(.colon, "':'")
    let body = try parseExpression()
    return try node(.lambda(parameters, body), from: start, above: max(defaults, height))
  }

  mutating func parseDisjunction() throws(Diagnostic) -> Expression {
    let start = start
    let first = try parseConjunction()
    guard kind == .orWord else { return first }
    var operands = [first]
    var tallest = height
    while accept(.orWord) {
      operands.append(try parseConjunction())
      tallest = max(tallest, height)
    }
    return try node(.boolean(.or, operands), from: start, above: tallest)
  }

  private mutating func parseConjunction() throws(Diagnostic) -> Expression {
    let start = start
    let first = try parseInversion()
    guard kind == .andWord else { return first }
    var operands = [first]
    var tallest = height
    while accept(.andWord) {
      operands.append(try parseInversion())
      tallest = max(tallest, height)
    }
    return try node(.boolean(.and, operands), from: start, above: tallest)
  }

  private mutating func parseInversion() throws(Diagnostic) -> Expression {
    guard kind == .notWord else { return try parseComparison() }
    try descend()
    defer { depth -= 1 }
    let start = start
    advance()
    let operand = try parseInversion()
    return try node(.unary(.not, operand), from: start, above: height)
  }

  private mutating func parseComparison() throws(Diagnostic) -> Expression {
    let start = start
    let first = try parseBinary(1)
    guard var comparison = acceptComparison() else { return first }
    var tallest = height
    var links: [(ComparisonOperator, Expression)] = []
    while true {
      links.append((comparison, try parseBinary(1)))
      tallest = max(tallest, height)
      guard let next = acceptComparison() else { break }
      comparison = next
    }
    return try node(.comparison(first, links), from: start, above: tallest)
  }

  private mutating func acceptComparison() -> ComparisonOperator? {
    let comparison: ComparisonOperator
    switch kind {
    case .equal: comparison = .equal
    case .notEqual: comparison = .notEqual
    case .less: comparison = .less
    case .lessEqual: comparison = .lessEqual
    case .greater: comparison = .greater
    case .greaterEqual: comparison = .greaterEqual
    case .inWord: comparison = .in
    case .notWord where nextKind == .inWord:
      advance()
      comparison = .notIn
    case .isWord where nextKind == .notWord:
      advance()
      comparison = .isNot
    case .isWord: comparison = .is
    default: return nil
    }
    advance()
    return comparison
  }

  /// Operators from `|` down, those of at least `precedence`.
  mutating func parseBinary(_ precedence: Int) throws(Diagnostic) -> Expression {
    let start = start
    var left = try parseUnary()
    while let (operation, level) = kind.binary, level >= precedence {
      let below = height
      advance()
      let right = try parseBinary(level + 1)
      left = try node(.binary(left, operation, right), from: start, above: max(below, height))
    }
    return left
  }

  private mutating func parseUnary() throws(Diagnostic) -> Expression {
    let operation: UnaryOperator
    switch kind {
    case .minus: operation = .minus
    case .plus: operation = .plus
    case .tilde: operation = .invert
    default: return try parsePower()
    }
    try descend()
    defer { depth -= 1 }
    let start = start
    advance()
    let operand = try parseUnary()
    return try node(.unary(operation, operand), from: start, above: height)
  }

  private mutating func parsePower() throws(Diagnostic) -> Expression {
    let start = start
    let base = try parsePrimary()
    guard kind == .doubleStar else { return base }
    let below = height
    try descend()
    defer { depth -= 1 }
    advance()
    let exponent = try parseUnary()
    return try node(.binary(base, .power, exponent), from: start, above: max(below, height))
  }
}
