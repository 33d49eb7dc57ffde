import HoneLanguage

extension Evaluator {
  /// The value of an expression; every error that leaves it is `Raised`.
  ///
  /// Each kind of node has a function of its own that takes it apart, so that the frames that recursion repeats stay
  /// small.
  func evaluate(_ expression: Expression) throws -> Value {
    do {
      try checkStack()
      switch expression.kind {
      case .none, .bool, .integer, .float, .string: return literal(expression)
      case .name(let name): return try lookUp(name)
      case .formatted: return try formatted(expression)
      case .list, .tuple, .set, .dictionary: return try display(expression)
      case .unary: return try unary(expression)
      case .binary: return try binary(expression)
      case .boolean: return try boolean(expression)
      case .comparison: return try comparison(expression)
      case .conditional: return try conditional(expression)
      case .lambda: return try lambda(expression)
      case .call: return try call(expression)
      case .attribute: return try attribute(expression)
      case .item: return try item(expression)
      case .comprehension, .dictionaryComprehension: return try comprehension(expression)
      case .starred, .slice: throw LanguageError.misplaced
      }
    } catch {
      throw raised(error, at: expression.range)
    }
  }

  @inline(never) private func literal(_ expression: Expression) -> Value {
    switch expression.kind {
    case .bool(let flag): .bool(flag)
    case .integer(let number): .int(number)
    case .float(let number): .float(number)
    case .string(let text): .string(text)
    case .none: .none
    default: wrongNode()
    }
  }

  @inline(never) private func display(_ expression: Expression) throws -> Value {
    switch expression.kind {
    case .list(let items): .list(try evaluateAll(items))
    case .tuple(let items): .tuple(try evaluateAll(items))
    case .set(let items): try makeSet(items)
    case .dictionary(let entries): try makeDict(entries)
    default: wrongNode()
    }
  }

  @inline(never) private func evaluateAll(_ expressions: [Expression]) throws -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(expressions.count)
    for expression in expressions { values.append(try evaluate(expression)) }
    return values
  }

  @inline(never) private func makeSet(_ expressions: [Expression]) throws -> Value {
    let set = SetObject()
    for value in try evaluateAll(expressions) { set.items.append(try Key(value)) }
    return .set(set)
  }

  @inline(never) private func makeDict(_ entries: [(key: Expression, value: Expression)]) throws -> Value {
    let dict = DictObject()
    for entry in entries {
      let keyValue = try evaluate(entry.key)
      let key = try located(entry.key.range) { try Key(keyValue) }
      dict.entries[key] = try evaluate(entry.value)
    }
    return .dict(dict)
  }

  @inline(never) private func unary(_ expression: Expression) throws -> Value {
    guard case .unary(let sign, let operand) = expression.kind else { wrongNode() }
    return try Arithmetic.apply(sign, evaluate(operand))
  }

  @inline(never) private func binary(_ expression: Expression) throws -> Value {
    guard case .binary(let left, let sign, let right) = expression.kind else { wrongNode() }
    let first = try evaluate(left)
    return try Arithmetic.apply(first, sign, evaluate(right))
  }

  @inline(never) private func boolean(_ expression: Expression) throws -> Value {
    guard case .boolean(let sign, let operands) = expression.kind else { wrongNode() }
    var value = Value.none
    for operand in operands {
      value = try evaluate(operand)
      if value.isTrue == (sign == .or) { return value }
    }
    return value
  }

  @inline(never) private func conditional(_ expression: Expression) throws -> Value {
    guard case .conditional(let test, let then, let otherwise) = expression.kind else { wrongNode() }
    return try evaluate(evaluate(test).isTrue ? then : otherwise)
  }

  @inline(never) private func lambda(_ expression: Expression) throws -> Value {
    guard case .lambda(let parameters, let body) = expression.kind else { wrongNode() }
    return .function(try makeFunction("<lambda>", parameters, .expression(body), locals: [], expression.range))
  }

  @inline(never) private func comparison(_ expression: Expression) throws -> Value {
    guard case .comparison(let first, let rest) = expression.kind else { wrongNode() }
    var left = try evaluate(first)
    for (sign, expression) in rest {
      let right = try evaluate(expression)
      guard try compare(left, sign, right) else { return .bool(false) }
      left = right
    }
    return .bool(true)
  }

  @inline(never) private func compare(_ left: Value, _ sign: ComparisonOperator, _ right: Value) throws -> Bool {
    switch sign {
    case .equal: try left.equals(right)
    case .notEqual: try !left.equals(right)
    case .less: try left.isOrdered(.less, right)
    case .lessEqual: try left.isOrdered(.lessEqual, right)
    case .greater: try left.isOrdered(.greater, right)
    case .greaterEqual: try left.isOrdered(.greaterEqual, right)
    case .in: try contains(right, left)
    case .notIn: try !contains(right, left)
    case .is: left.isIdentical(to: right)
    case .isNot: !left.isIdentical(to: right)
    }
  }

  @inline(never) private func formatted(_ expression: Expression) throws -> Value {
    guard case .formatted(let parts) = expression.kind else { wrongNode() }
    return .string(try format(parts))
  }

  private func format(_ parts: [FormattedPart]) throws -> String {
    var text = ""
    for part in parts {
      switch part {
      case .text(let literal): text += literal
      case .field(let expression, let conversion, let specification):
        let value = try evaluate(expression)
        let specification = try format(specification)
        text += try located(expression.range) { try value.converted(by: conversion).formatted(specification) }
        try located(expression.range) { try SessionLimits.checkString(bytes: text.utf8.count) }
      }
    }
    return text
  }
}

extension LanguageError {
  fileprivate static let misplaced = LanguageError(kind: "SyntaxError", message: "this cannot stand here")
}
