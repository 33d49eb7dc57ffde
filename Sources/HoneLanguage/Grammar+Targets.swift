extension Grammar {
  /// What is done to a target, for the words of its errors.
  enum TargetUse { case assign, delete, loop }

  /// The target and `in` of a `for`.
  mutating func parseLoopTarget() throws(Diagnostic) -> Expression {
    let mark = stars.count
    let start = start
    var target = try parseLoopElement()
    if kind == .comma {
      var elements = [target]
      var tallest = height
      while accept(.comma), kind.startsExpression || kind == .star {
        elements.append(try parseLoopElement())
        tallest = max(tallest, height)
      }
      target = try node(.tuple(elements), from: start, above: tallest)
    }
    let below = height
    try checkTarget(target, for: .loop, starsFrom: mark)
    try expect(.inWord, "'in'")
    height = below
    return target
  }

  private mutating func parseLoopElement() throws(Diagnostic) -> Expression {
    kind == .star ? try parseElement() : try parseBinary(1)
  }

  /// Checks that a value can stand for `target`, and takes the stars since `mark` as its own.
  mutating func checkTarget(_ target: Expression, for use: TargetUse, starsFrom mark: Int) throws(Diagnostic) {
    if case .starred = target.kind { throw SyntaxProblem.loneStar.at(target.range) }
    var own: [SourceRange] = []
    try checkTarget(target, for: use, &own)
    for (index, star) in stars[mark...].enumerated() where index >= own.count || own[index] != star {
      throw SyntaxProblem.refused(.starredValue).at(star)
    }
    stars.removeLast(stars.count - mark)
  }

  private func checkTarget(
    _ target: Expression, for use: TargetUse, _ own: inout [SourceRange]
  ) throws(Diagnostic) {
    switch target.kind {
    case .name, .attribute, .item:
      return
    case .tuple(let elements), .list(let elements):
      var hasStar = false
      for element in elements {
        guard case .starred(let inner) = element.kind else {
          try checkTarget(element, for: use, &own)
          continue
        }
        if use == .delete { throw SyntaxProblem.refused(.starredValue).at(element.range) }
        if hasStar { throw SyntaxProblem.severalStars.at(element.range) }
        hasStar = true
        own.append(element.range)
        try checkTarget(inner, for: use, &own)
      }
    default:
      let name = Self.describe(target.kind)
      let value = text(target.range)
      throw use == .delete
        ? SyntaxProblem.cannotDelete(name, value).at(target.range)
        : SyntaxProblem.cannotAssign(name, value, isEquals: use == .assign).at(target.range)
    }
  }

  /// Python's name for an expression that is no target; empty where its own text says it all.
  static func describe(_ kind: Expression.Kind) -> String {
    switch kind {
    case .none, .bool: ""
    case .integer, .float, .string: "literal"
    case .formatted: "f-string"
    case .name: "name"
    case .list: "list"
    case .tuple: "tuple"
    case .set: "set"
    case .dictionary: "dict literal"
    case .starred: "starred expression"
    case .unary, .binary, .boolean: "expression"
    case .comparison: "comparison"
    case .conditional: "conditional expression"
    case .lambda: "lambda"
    case .call: "function call"
    case .attribute: "attribute"
    case .item, .slice: "item"
    case .comprehension(let form, _, _): form == .generator ? "generator expression" : "\(form.rawValue) comprehension"
    case .dictionaryComprehension: "dict comprehension"
    }
  }
}
