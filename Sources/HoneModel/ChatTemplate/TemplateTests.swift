/// `value is name`.
enum TemplateTests {
  static let names: Set<String> = plain.union(comparisons.keys).union(["in", "sameas", "divisibleby"])

  static let plain: Set<String> = [
    "defined", "undefined", "none", "boolean", "true", "false", "integer", "float", "number", "string", "mapping",
    "sequence", "iterable", "callable", "odd", "even",
  ]

  /// Names that stand for an operator.
  static let comparisons = [
    "eq": "==", "equalto": "==", "ne": "!=", "lt": "<", "lessthan": "<", "le": "<=", "gt": ">", "greaterthan": ">",
    "ge": ">=",
  ]
}

extension TemplateRun {
  func test(_ name: String, _ value: TemplateValue, _ call: TemplateCall) throws(ChatTemplateError) -> Bool {
    if TemplateTests.plain.contains(name) {
      _ = try bind(call, to: [], of: "'is \(name)'")
      return try plainTest(name, value)
    }
    guard TemplateTests.names.contains(name) else { throw .unknownTest(line: line, name: name) }
    guard let other = try bind(call, to: ["other"], of: "'is \(name)'")[0] else {
      throw .wrongArguments(line: line, function: "'is \(name)'")
    }
    if let operation = TemplateTests.comparisons[name] { return try compare(operation, value, other) }
    switch name {
    case "in": return try contains(value, in: other)
    case "divisibleby":
      if case .int(0) = try apply("%", value, other) { return true }
      return false
    default: return value.typeName == other.typeName ? try areEqual(value, other) : false
    }
  }

  private func plainTest(_ name: String, _ value: TemplateValue) throws(ChatTemplateError) -> Bool {
    switch (name, value) {
    case ("defined", _): return !value.isUndefined
    case ("undefined", _): return value.isUndefined
    case ("none", .none), ("boolean", .bool), ("true", .bool(true)), ("false", .bool(false)), ("integer", .int),
      ("float", .float), ("number", .int), ("number", .float), ("number", .bool), ("string", .string),
      ("mapping", .dict), ("callable", .macro), ("callable", .method), ("callable", .function), ("callable", .loop):
      return true
    case ("sequence", .string), ("sequence", .list), ("sequence", .tuple), ("sequence", .dict),
      ("sequence", .undefined):
      return true
    case ("iterable", .string), ("iterable", .list), ("iterable", .tuple), ("iterable", .dict),
      ("iterable", .undefined),
      ("iterable", .loop):
      return true
    case ("odd", _), ("even", _):
      let remainder = try apply("%", value, .int(2))
      return try areEqual(remainder, .int(name == "odd" ? 1 : 0))
    default: return false
    }
  }
}
