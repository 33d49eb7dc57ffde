import Foundation

extension TemplateRun {
  func wrongOperands(_ operation: String, _ values: TemplateValue...) -> ChatTemplateError {
    for case .undefined(let name, let owner) in values { return .undefined(line: line, name: name, owner: owner) }
    return .wrongTypes(line: line, operation: operation, types: values.map(\.typeName))
  }

  func negate(_ value: TemplateValue) throws(ChatTemplateError) -> TemplateValue {
    if case .float(let number) = value { return .float(-number) }
    guard let number = value.asInt else { throw wrongOperands("-", value) }
    return .int(try checked(Int(0).subtractingReportingOverflow(number)))
  }

  func apply(
    _ operation: String, _ left: TemplateValue, _ right: TemplateValue
  ) throws(ChatTemplateError) -> TemplateValue {
    switch (operation, left, right) {
    case ("+", .string(let first), .string(let second)):
      try charge(first.utf8.count + second.utf8.count)
      return .string(first + second)
    case ("+", .list(let first), .list(let second)): return .list(try sequence(first.items + second.items))
    case ("+", .tuple(let first), .tuple(let second)): return .tuple(try sequence(first.items + second.items))
    case ("*", .string, _), ("*", .list, _), ("*", .tuple, _): return try repeated(left, right)
    case ("*", _, .string), ("*", _, .list), ("*", _, .tuple): return try repeated(right, left)
    default: break
    }
    if let first = left.asInt, let second = right.asInt { return try applyToInts(operation, first, second) }
    guard let first = left.asDouble, let second = right.asDouble else { throw wrongOperands(operation, left, right) }
    return .float(try applyToDoubles(operation, first, second))
  }

  private func repeated(_ value: TemplateValue, _ times: TemplateValue) throws(ChatTemplateError) -> TemplateValue {
    guard let times = times.asInt.map({ max($0, 0) }) else { throw wrongOperands("*", value, times) }
    switch value {
    case .string(let text):
      try charge(text.utf8.count.multipliedReportingOverflow(by: times))
      return .string(String(repeating: text, count: text.isEmpty ? 0 : times))
    case .list(let items): return .list(try repeated(items, times))
    case .tuple(let items): return .tuple(try repeated(items, times))
    default: preconditionFailure("only text and sequences are repeated")
    }
  }

  private func repeated(_ sequence: TemplateSequence, _ times: Int) throws(ChatTemplateError) -> TemplateSequence {
    let (count, overflows) = sequence.items.count.multipliedReportingOverflow(by: times)
    guard !overflows, count <= TemplateLimits.steps else { throw .tooMuch(line: line, .steps) }
    return try self.sequence(Array((0..<(count == 0 ? 0 : times)).map { _ in sequence.items }.joined()))
  }

  private func charge(_ product: (partialValue: Int, overflow: Bool)) throws(ChatTemplateError) {
    try charge(product.overflow ? Int.max : product.partialValue)
  }

  private func checked(_ result: (partialValue: Int, overflow: Bool)) throws(ChatTemplateError) -> Int {
    guard !result.overflow else { throw .overflow(line: line) }
    return result.partialValue
  }

  private func applyToInts(_ operation: String, _ left: Int, _ right: Int) throws(ChatTemplateError) -> TemplateValue {
    switch operation {
    case "+": return .int(try checked(left.addingReportingOverflow(right)))
    case "-": return .int(try checked(left.subtractingReportingOverflow(right)))
    case "*": return .int(try checked(left.multipliedReportingOverflow(by: right)))
    case "**" where right >= 0: return .int(try power(left, right))
    case "//", "%":
      guard right != 0 else { throw .divisionByZero(line: line) }
      let quotient = try checked(left.dividedReportingOverflow(by: right))
      let remainder = left - quotient * right
      let isBelow = remainder != 0 && (remainder < 0) != (right < 0)
      return .int(operation == "%" ? remainder + (isBelow ? right : 0) : quotient - (isBelow ? 1 : 0))
    default: return .float(try applyToDoubles(operation, Double(left), Double(right)))
    }
  }

  private func power(_ base: Int, _ exponent: Int) throws(ChatTemplateError) -> Int {
    if exponent == 0 { return 1 }
    if base.magnitude <= 1 { return base == -1 && exponent.isMultiple(of: 2) ? 1 : base }
    var result = 1
    for _ in 0..<exponent { result = try checked(result.multipliedReportingOverflow(by: base)) }
    return result
  }

  private func applyToDoubles(_ operation: String, _ left: Double, _ right: Double) throws(ChatTemplateError) -> Double
  {
    if ["/", "//", "%"].contains(operation), right == 0 { throw .divisionByZero(line: line) }
    switch operation {
    case "+": return left + right
    case "-": return left - right
    case "*": return left * right
    case "/": return left / right
    case "//": return (left / right).rounded(.down)
    case "**":
      if left == 0, right < 0 { throw .divisionByZero(line: line) }
      return pow(left, right)
    case "%":
      let remainder = left.truncatingRemainder(dividingBy: right)
      return remainder != 0 && (remainder < 0) != (right < 0) ? remainder + right : remainder
    default: preconditionFailure("the parser knows no operator '\(operation)'")
    }
  }

  // MARK: Comparisons

  func compare(_ operation: String, _ left: TemplateValue, _ right: TemplateValue) throws(ChatTemplateError) -> Bool {
    switch operation {
    case "==": return try areEqual(left, right)
    case "!=": return try !areEqual(left, right)
    case "in": return try contains(left, in: right)
    case "not in": return try !contains(left, in: right)
    case "<": return try isLess(left, right, operation)
    case ">": return try isLess(right, left, operation)
    case "<=": return try isLess(left, right, operation) ? true : try areEqual(left, right)
    case ">=": return try isLess(right, left, operation) ? true : try areEqual(left, right)
    default: preconditionFailure("the parser knows no comparison '\(operation)'")
    }
  }

  func areEqual(_ left: TemplateValue, _ right: TemplateValue) throws(ChatTemplateError) -> Bool {
    try step()
    switch (left, right) {
    case (.undefined, .undefined), (.none, .none): return true
    case (.string(let first), .string(let second)):
      guard first.utf8.count == second.utf8.count else { return false }
      try charge(first)
      return first.utf8.elementsEqual(second.utf8)
    case (.list(let first), .list(let second)), (.tuple(let first), .tuple(let second)):
      guard first.items.count == second.items.count else { return false }
      try enter()
      defer { leave() }
      for (one, other) in zip(first.items, second.items) where try !areEqual(one, other) { return false }
      return true
    case (.dict(let first), .dict(let second)): return try areEqual(first, second)
    case (.namespace(let first), .namespace(let second)): return first === second
    case (.loop(let first), .loop(let second)): return first === second
    case (.macro(let first), .macro(let second)): return first === second
    case (.function(let first), .function(let second)): return first == second
    default:
      if let first = left.asInt, let second = right.asInt { return first == second }
      guard let first = left.asDouble, let second = right.asDouble else { return false }
      return first == second
    }
  }

  private func areEqual(_ left: TemplateDictionary, _ right: TemplateDictionary) throws(ChatTemplateError) -> Bool {
    guard left.entries.count == right.entries.count else { return false }
    try enter()
    defer { leave() }
    for (key, value) in left.entries {
      guard let index = try entryIndex(of: key, in: right.entries), try areEqual(value, right.entries[index].value)
      else { return false }
    }
    return true
  }

  func isLess(
    _ left: TemplateValue, _ right: TemplateValue, _ operation: String = "<"
  ) throws(ChatTemplateError) -> Bool {
    try step()
    switch (left, right) {
    case (.string(let first), .string(let second)):
      try charge(min(first.utf8.count, second.utf8.count))
      return first.utf8.lexicographicallyPrecedes(second.utf8)
    case (.list(let first), .list(let second)), (.tuple(let first), .tuple(let second)):
      try enter()
      defer { leave() }
      for (one, other) in zip(first.items, second.items) where try !areEqual(one, other) {
        return try isLess(one, other, operation)
      }
      return first.items.count < second.items.count
    default:
      if let first = left.asInt, let second = right.asInt { return first < second }
      guard let first = left.asDouble, let second = right.asDouble else { throw wrongOperands(operation, left, right) }
      return first < second
    }
  }

  func contains(_ value: TemplateValue, in container: TemplateValue) throws(ChatTemplateError) -> Bool {
    switch container {
    case .undefined: return false
    case .string(let text):
      guard case .string(let part) = value else { throw wrongOperands("in", value, container) }
      try charge(text.utf8.count + part.utf8.count)
      return text.containsBytes(of: part)
    case .list(let items), .tuple(let items):
      for item in items.items where try areEqual(item, value) { return true }
      return false
    case .dict(let entries): return try entryIndex(of: value, in: entries.entries) != nil
    default: throw wrongOperands("in", value, container)
    }
  }
}
