import HoneLanguage
import OrderedCollections

/// The operators of the language.
enum Arithmetic {
  static func apply(_ sign: UnaryOperator, _ operand: Value) throws -> Value {
    switch (sign, operand) {
    case (.not, _): return .bool(!operand.isTrue)
    case (.minus, .float(let number)): return .float(-number)
    case (.plus, .float): return operand
    default: break
    }
    guard let number = operand.asInt else { throw LanguageError.operand(sign.rawValue, operand) }
    switch sign {
    case .plus: return .int(number)
    case .invert: return .int(~number)
    case .minus, .not:
      guard number != .min else { throw LanguageError.overflow("-(\(number))") }
      return .int(-number)
    }
  }

  static func apply(_ left: Value, _ sign: BinaryOperator, _ right: Value) throws -> Value {
    if case .int(let a) = left, case .int(let b) = right { return try apply(a, sign, b) }
    if let a = left.asInt, let b = right.asInt {
      if case .bool(let p) = left, case .bool(let q) = right, let flag = logical(p, sign, q) { return .bool(flag) }
      return try apply(a, sign, b)
    }
    if let a = left.asDouble, let b = right.asDouble, let result = try apply(a, sign, b) { return .float(result) }
    return try combine(left, sign, right)
  }

  private static func logical(_ a: Bool, _ sign: BinaryOperator, _ b: Bool) -> Bool? {
    switch sign {
    case .bitAnd: a && b
    case .bitOr: a || b
    case .bitXor: a != b
    default: nil
    }
  }

  /// Containers and strings.
  private static func combine(_ left: Value, _ sign: BinaryOperator, _ right: Value) throws -> Value {
    switch (left, sign, right) {
    case (.string(let a), .add, .string(let b)):
      try SessionLimits.checkString(bytes: a.utf8.count + b.utf8.count)
      return .string(a + b)
    case (.list(let a), .add, .list(let b)):
      return .list(try checked(a.items.count + b.items.count) { a.items + b.items })
    case (.tuple(let a), .add, .tuple(let b)):
      return .tuple(try checked(a.items.count + b.items.count) { a.items + b.items })
    case (.dict(let a), .bitOr, .dict(let b)):
      try SessionLimits.checkContainer(items: a.entries.count + b.entries.count)
      return .dict(DictObject(a.entries.merging(b.entries) { _, new in new }))
    case (_, .multiply, _): return try multiply(left, right)
    case (.string(let format), .modulo, _): return .string(try PercentFormat(format).filled(with: right))
    default: break
    }
    if let result = try combineSets(left, sign, right) { return .set(SetObject(result)) }
    throw LanguageError.operands(left, sign.rawValue, right)
  }

  /// Sets and the views of a dict. A view takes anything to go through on its other side, a set does not.
  private static func combineSets(_ left: Value, _ sign: BinaryOperator, _ right: Value) throws -> OrderedSet<Key>? {
    guard [.bitOr, .bitAnd, .bitXor, .subtract].contains(sign) else { return nil }
    guard let a = try left.asKeys ?? right.otherSide(left), let b = try right.asKeys ?? left.otherSide(right) else {
      return nil
    }
    try SessionLimits.checkContainer(items: a.count + b.count)
    return combine(a, sign, b)
  }

  private static func combine(_ a: OrderedSet<Key>, _ sign: BinaryOperator, _ b: OrderedSet<Key>) -> OrderedSet<Key>? {
    switch sign {
    case .bitOr: a.union(b)
    case .bitAnd: a.intersection(b)
    case .bitXor: a.symmetricDifference(b)
    case .subtract: a.subtracting(b)
    default: nil
    }
  }

  /// A sequence several times, with the number on either side.
  private static func multiply(_ left: Value, _ right: Value) throws -> Value {
    let (sequence, times) = left.asInt == nil ? (left, right.asInt) : (right, left.asInt)
    guard let times else { throw LanguageError.operands(left, "*", right) }
    let count = max(times, 0)
    switch sequence {
    case .string(let text):
      let bytes = text.utf8.count.multipliedReportingOverflow(by: count)
      try SessionLimits.checkString(bytes: bytes.overflow ? .max : bytes.partialValue)
      return .string(String(repeating: text, count: count))
    case .list(let list): return .list(try repeated(list.items, count))
    case .tuple(let tuple): return .tuple(try repeated(tuple.items, count))
    default: throw LanguageError.operands(left, "*", right)
    }
  }

  private static func repeated(_ items: [Value], _ count: Int) throws -> [Value] {
    let total = items.count.multipliedReportingOverflow(by: count)
    return try checked(total.overflow ? .max : total.partialValue) {
      var result: [Value] = []
      result.reserveCapacity(total.partialValue)
      if !items.isEmpty { for _ in 0..<count { result += items } }
      return result
    }
  }

  private static func checked(_ count: Int, _ make: () -> [Value]) throws -> [Value] {
    try SessionLimits.checkContainer(items: count)
    return make()
  }
}

extension Value {
  /// The items of a set or of a dict's keys or items view. Throws TypeError where the items hold a list.
  var asKeys: OrderedSet<Key>? {
    get throws {
      switch self {
      case .set(let set): set.items
      case .view(let view) where view.part == .keys: view.dict.entries.keys
      case .view(let view) where view.part == .items: OrderedSet(try view.items.map { try Key($0) })
      default: nil
      }
    }
  }

  /// What stands across from this view, as a set; nil if this is no view.
  fileprivate func otherSide(_ other: Value) throws -> OrderedSet<Key>? {
    guard case .view(let view) = self, view.part != .values else { return nil }
    switch other {
    case .list(let list): return OrderedSet(try list.items.map { try Key($0) })
    case .tuple(let tuple): return OrderedSet(try tuple.items.map { try Key($0) })
    case .string(let text): return OrderedSet(text.unicodeScalars.map { Key(String($0)) })
    case .dict(let dict): return dict.entries.keys
    default: return nil
    }
  }
}
