import HoneLanguage

extension Evaluator {
  /// The value of an expression; every error that leaves it is `Raised`.
  ///
  /// Each kind of node has its own function, so that the frame of this one, which recursion repeats, stays small.
  func evaluate(_ expression: Expression) throws -> Value {
    do {
      try checkStack()
      switch expression.kind {
      case .none: return .none
      case .bool(let flag): return .bool(flag)
      case .integer(let number): return .int(number)
      case .float(let number): return .float(number)
      case .string(let text): return .string(text)
      case .name(let name): return try lookUp(name)
      case .formatted(let parts): return .string(try format(parts))
      case .list(let items): return .list(try evaluateAll(items))
      case .tuple(let items): return .tuple(try evaluateAll(items))
      case .set(let items): return try makeSet(items)
      case .dictionary(let entries): return try makeDict(entries)
      case .unary(let sign, let operand): return try unary(sign, operand)
      case .binary(let left, let sign, let right): return try binary(left, sign, right)
      case .boolean(let sign, let operands): return try boolean(sign, operands)
      case .comparison(let first, let rest): return try comparison(first, rest)
      case .conditional(let test, let then, let otherwise):
        return try evaluate(evaluate(test).isTrue ? then : otherwise)
      case .lambda(let parameters, let body):
        return .function(try makeFunction("<lambda>", parameters, .expression(body), locals: [], expression.range))
      case .call(let callee, let arguments): return try call(callee, arguments, expression.range)
      case .attribute(let owner, let name): return try attribute(owner, name)
      case .item(let owner, let key): return try item(owner, key)
      case .comprehension(let kind, let element, let clauses): return try comprehension(kind, element, clauses)
      case .dictionaryComprehension(let key, let value, let clauses):
        return try dictionaryComprehension(key, value, clauses)
      case .starred, .slice: throw LanguageError.misplaced
      }
    } catch {
      throw raised(error, at: expression.range)
    }
  }

  /// The items of a display or of a tuple; `*x` stands for all items of `x`.
  @inline(never) func evaluateAll(_ expressions: [Expression]) throws -> [Value] {
    var values: [Value] = []
    values.reserveCapacity(expressions.count)
    for expression in expressions {
      if case .starred(let inner) = expression.kind {
        let items = try evaluate(inner)
        values += try located(inner.range) { try self.items(of: items) }
      } else {
        values.append(try evaluate(expression))
      }
    }
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

  @inline(never) private func unary(_ sign: UnaryOperator, _ operand: Expression) throws -> Value {
    try Arithmetic.apply(sign, evaluate(operand))
  }

  @inline(never) private func binary(_ left: Expression, _ sign: BinaryOperator, _ right: Expression) throws -> Value {
    let left = try evaluate(left)
    return try Arithmetic.apply(left, sign, evaluate(right))
  }

  @inline(never) private func boolean(_ sign: BooleanOperator, _ operands: [Expression]) throws -> Value {
    var value = Value.none
    for operand in operands {
      value = try evaluate(operand)
      if value.isTrue == (sign == .or) { return value }
    }
    return value
  }

  @inline(never) private func comparison(
    _ first: Expression, _ rest: [(ComparisonOperator, Expression)]
  ) throws -> Value {
    var left = try evaluate(first)
    for (sign, expression) in rest {
      let right = try evaluate(expression)
      guard try compare(left, sign, right) else { return .bool(false) }
      left = right
    }
    return .bool(true)
  }

  private func compare(_ left: Value, _ sign: ComparisonOperator, _ right: Value) throws -> Bool {
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

  @inline(never) private func format(_ parts: [FormattedPart]) throws -> String {
    var text = ""
    for part in parts {
      switch part {
      case .text(let literal): text += literal
      case .field(let expression, let conversion, let specification):
        let value = try evaluate(expression)
        let specification = try format(specification)
        text += try located(expression.range) { try value.converted(by: conversion).formatted(specification) }
      }
    }
    return text
  }
}

extension LanguageError {
  fileprivate static let misplaced = LanguageError(kind: "SyntaxError", message: "this cannot stand here")
}
