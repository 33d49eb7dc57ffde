import Foundation

extension Grammar {
  mutating func parseAtom() throws(Diagnostic) -> Expression {
    let range = token.range
    switch kind {
    case .name:
      advance()
      return leaf(.name(name(in: range)), range)
    case .integer:
      advance()
      return leaf(.integer(try integer(in: range)), range)
    case .float:
      advance()
      return leaf(.float(try float(in: range)), range)
    case .string:
      return try parseStrings()
    case .noneWord:
      advance()
      return leaf(.none, range)
    case .trueWord, .falseWord:
      let isTrue = kind == .trueWord
      advance()
      return leaf(.bool(isTrue), range)
    case .leftParenthesis: return try parseParentheses()
    case .leftBracket: return try parseList()
    case .leftBrace: return try parseBraces()
    default: throw unexpected("an expression")
    }
  }

  /// A name as Python compares names: in Unicode's compatibility form where it goes beyond ASCII.
  func name(in range: SourceRange) -> String {
    let slice = bytes[range.start..<range.end]
    let name = String(decoding: slice, as: UTF8.self)
    return slice.contains { $0 >= 128 } ? name.precomposedStringWithCompatibilityMapping : name
  }

  private func integer(in range: SourceRange) throws(Diagnostic) -> Int {
    let digits = bytes[range.start..<range.end].filter { $0 != UInt8(ascii: "_") }
    var radix = 10
    if digits.count > 2, digits[0] == UInt8(ascii: "0") {
      switch digits[1] | 32 {
      case UInt8(ascii: "x"): radix = 16
      case UInt8(ascii: "o"): radix = 8
      case UInt8(ascii: "b"): radix = 2
      default: break
      }
    }
    let text = String(decoding: radix == 10 ? digits[...] : digits[2...], as: UTF8.self)
    guard let value = Int(text, radix: radix) else {
      let isSmallest = UInt(text, radix: radix) == UInt(Int.max) + 1
      throw SyntaxProblem.integerTooLarge(self.text(range), isSmallest: isSmallest).at(range)
    }
    return value
  }

  private func float(in range: SourceRange) throws(Diagnostic) -> Double {
    let text = String(decoding: bytes[range.start..<range.end].filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
    guard let value = Double(text) else { throw SyntaxProblem.invalidNumber(text, kind: "decimal").at(range) }
    return value
  }

  private mutating func parseParentheses() throws(Diagnostic) -> Expression {
    let start = start, isArgument = index == argumentIndex
    advance()
    if accept(.rightParenthesis) { return try node(.tuple([]), from: start, above: 0) }
    let begin = self.start
    let first = try parseElement()
    if kind == .forWord || kind == .asyncWord {
      let end = lastEnd
      let generator = isArgument ? try parseComprehension(.generator, first, from: start) : nil
      if generator != nil, kind == .end || kind == .failure { throw unexpected("',' or ')'") }
      // More than the generator is no argument: `f((x for x in y) + z)`.
      guard let generator, kind == .comma || kind == .rightParenthesis else {
        throw SyntaxProblem.generatorOutsideCall.at(start, end)
      }
      return generator
    }
    guard kind == .comma else {
      try checkAfterElement(from: begin)
      let below = height
      try expect(.rightParenthesis, "',' or ')'")
      if case .starred = first.kind { throw SyntaxProblem.refused(.starredValue).at(first.range) }
      height = below
      return first
    }
    let (elements, tallest) = try parseElements(first, .rightParenthesis, "',' or ')'")
    return try node(.tuple(elements), from: start, above: tallest)
  }

  private mutating func parseList() throws(Diagnostic) -> Expression {
    let start = start
    advance()
    if accept(.rightBracket) { return try node(.list([]), from: start, above: 0) }
    let first = try parseElement()
    if kind == .forWord || kind == .asyncWord { return try parseComprehension(.list, first, from: start) }
    let (elements, tallest) = try parseElements(first, .rightBracket, "',' or ']'")
    return try node(.list(elements), from: start, above: tallest)
  }

  /// The elements after the first, and the closing bracket.
  private mutating func parseElements(
    _ first: Expression, _ closing: TokenKind, _ expected: String
  ) throws(Diagnostic) -> ([Expression], tallest: Int) {
    var elements = [first]
    var tallest = height
    var begin = first.range.start
    while accept(.comma), kind != closing {
      begin = start
      elements.append(try parseElement())
      tallest = max(tallest, height)
    }
    if kind != closing { try checkAfterElement(from: begin) }
    try expect(closing, expected)
    return (elements, tallest)
  }

  private mutating func parseBraces() throws(Diagnostic) -> Expression {
    let start = start
    advance()
    if accept(.rightBrace) { return try node(.dictionary([]), from: start, above: 0) }
    if kind == .doubleStar { throw SyntaxProblem.refused(.dictionaryUnpacking).at(token.range) }
    let first = try parseElement()
    if kind == .colon { return try parseDictionary(first, from: start) }
    if kind == .forWord || kind == .asyncWord { return try parseComprehension(.set, first, from: start) }
    let (elements, tallest) = try parseElements(first, .rightBrace, "',' or '}'")
    return try node(.set(elements), from: start, above: tallest)
  }

  private mutating func parseDictionary(_ firstKey: Expression, from start: Int) throws(Diagnostic) -> Expression {
    var tallest = height
    var key = firstKey
    var entries: [(key: Expression, value: Expression)] = []
    while true {
      if kind != .colon, kind != .end, kind != .failure { throw SyntaxProblem.expectedDictionaryColon.at(key.range) }
      try expect(.colon, "':'")
      if kind == .comma || kind == .rightBrace { throw SyntaxProblem.expectedDictionaryValue.at(token.range) }
      let value = try parseExpression()
      tallest = max(tallest, height)
      if entries.isEmpty, kind == .forWord || kind == .asyncWord {
        let clauses = try parseClauses()
        tallest = max(tallest, height)
        try expect(.rightBrace, "'}'")
        return try node(.dictionaryComprehension(key: key, value: value, clauses), from: start, above: tallest)
      }
      entries.append((key, value))
      guard accept(.comma) else {
        try checkAfterElement(from: value.range.start)
        break
      }
      if kind == .rightBrace { break }
      if kind == .doubleStar { throw SyntaxProblem.refused(.dictionaryUnpacking).at(token.range) }
      key = try parseExpression()
      tallest = max(tallest, height)
    }
    try expect(.rightBrace, "',' or '}'")
    return try node(.dictionary(entries), from: start, above: tallest)
  }

  private mutating func parseComprehension(
    _ form: ComprehensionKind, _ element: Expression, from start: Int
  ) throws(Diagnostic) -> Expression {
    let below = height
    let clauses = try parseClauses()
    let tallest = max(below, height)
    switch form {
    case .list: try expect(.rightBracket, "']'")
    case .set: try expect(.rightBrace, "'}'")
    case .generator: try expect(.rightParenthesis, "')'")
    }
    return try node(.comprehension(form, element, clauses), from: start, above: tallest)
  }

  /// `for … in … if …`, once or more; each clause counts as one level of height.
  mutating func parseClauses() throws(Diagnostic) -> [ComprehensionClause] {
    var clauses: [ComprehensionClause] = []
    var tallest = 0
    while kind == .forWord {
      advance()
      let target = try parseLoopTarget()
      tallest = max(tallest, height)
      let source = try parseDisjunction()
      tallest = max(tallest, height)
      var conditions: [Expression] = []
      while accept(.ifWord) {
        conditions.append(try parseDisjunction())
        tallest = max(tallest, height)
      }
      clauses.append(ComprehensionClause(target: target, source: source, conditions: conditions))
    }
    if kind == .asyncWord { throw unexpected("'for'") }
    height = tallest + clauses.count
    return clauses
  }
}
