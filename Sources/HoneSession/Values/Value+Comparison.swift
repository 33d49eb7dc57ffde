extension Value {
  /// `==`. Throws RecursionError for values nested too deep, which includes two lists that contain themselves.
  package func equals(_ other: Value, depth: Int = 0) throws -> Bool {
    switch (self, other) {
    case (.none, .none): return true
    case (.string(let a), .string(let b)): return a.sameCodePoints(as: b)
    case (.int(let a), .int(let b)): return a == b
    case (.list(let a), .list(let b)): return try a === b || Self.allEqual(a.items, b.items, depth)
    case (.tuple(let a), .tuple(let b)): return try a === b || Self.allEqual(a.items, b.items, depth)
    case (.dict(let a), .dict(let b)): return try a === b || Self.sameEntries(a, b, depth)
    case (.set(let a), .set(let b)): return Set(a.items) == Set(b.items)
    case (.range(let a), .range(let b)): return a.equals(b)
    case (.view(let a), .view(let b)): return try a.equals(b, depth)
    case (.set, .view), (.view, .set):
      guard let a = try asKeys, let b = try other.asKeys else { return false }
      return Set(a) == Set(b)
    case (.command(let a), .command(let b)): return a.owner == b.owner && a.name == b.name
    case (.type(let a), .type(let b)): return a.name == b.name
    case (.method(let a), .method(let b)):
      return a.command.name == b.command.name && a.receiver.isIdentical(to: b.receiver)
    default: break
    }
    if let order = compareNumbers(self, other) { return order == .equal }
    guard let identity else { return false }
    return identity == other.identity
  }

  /// `is`: the same object, or the same value of a type that has no identity here.
  func isIdentical(to other: Value) -> Bool {
    if let identity { return identity == other.identity }
    guard typeName == other.typeName, other.identity == nil else { return false }
    if case .float(let a) = self, case .float(let b) = other { return a.bitPattern == b.bitPattern }
    return (try? equals(other)) ?? false
  }

  private static func allEqual(_ a: [Value], _ b: [Value], _ depth: Int) throws -> Bool {
    guard a.count == b.count else { return false }
    guard depth < SessionLimits.valueDepth else { throw LanguageError.tooDeep }
    for (x, y) in zip(a, b) where try !x.isIdentical(to: y) && !x.equals(y, depth: depth + 1) { return false }
    return true
  }

  private static func sameEntries(_ a: DictObject, _ b: DictObject, _ depth: Int) throws -> Bool {
    guard a.entries.count == b.entries.count else { return false }
    guard depth < SessionLimits.valueDepth else { throw LanguageError.tooDeep }
    for (key, value) in a.entries {
      guard let other = b.entries[key] else { return false }
      guard try value.isIdentical(to: other) || value.equals(other, depth: depth + 1) else { return false }
    }
    return true
  }
}

extension RangeObject {
  fileprivate func equals(_ other: RangeObject) -> Bool {
    guard count == other.count else { return false }
    return count == 0 || (start == other.start && (count == 1 || step == other.step))
  }
}

extension DictView {
  fileprivate func equals(_ other: DictView, _ depth: Int) throws -> Bool {
    if self === other { return true }
    guard part == other.part, part != .values else { return false }
    return part == .keys
      ? Set(dict.entries.keys) == Set(other.dict.entries.keys)
      : try Value.dict(dict).equals(.dict(other.dict), depth: depth + 1)
  }
}

/// The outcome of comparing two numbers; NaN is unordered.
enum NumberOrder { case less, equal, greater, unordered }

/// Compares ints, floats and bools by their exact values; nil if one is not a number.
func compareNumbers(_ left: Value, _ right: Value) -> NumberOrder? {
  if let a = left.asInt {
    if let b = right.asInt { return a == b ? .equal : a < b ? .less : .greater }
    if case .float(let b) = right { return compare(a, b) }
    return nil
  }
  guard case .float(let a) = left else { return nil }
  if case .float(let b) = right { return a == b ? .equal : a < b ? .less : a > b ? .greater : .unordered }
  guard let b = right.asInt else { return nil }
  return switch compare(b, a) {
  case .less: .greater
  case .greater: .less
  case let same: same
  }
}

/// Exact even where an int has more digits than a float can hold.
private func compare(_ a: Int, _ b: Double) -> NumberOrder {
  if b.isNaN { return .unordered }
  if b >= 0x1p63 { return .less }
  if b < -0x1p63 { return .greater }
  let whole = b.rounded(.towardZero)
  let integer = Int(whole)
  if a != integer { return a < integer ? .less : .greater }
  return b == whole ? .equal : b > whole ? .less : .greater
}

extension Value {
  enum Ordering: String {
    case less = "<"
    case lessEqual = "<="
    case greater = ">"
    case greaterEqual = ">="
  }

  /// `<`, `<=`, `>`, `>=`. Throws TypeError for types that have no order between them.
  func isOrdered(_ ordering: Ordering, _ other: Value, depth: Int = 0) throws -> Bool {
    if let order = compareNumbers(self, other) {
      return switch ordering {
      case .less: order == .less
      case .lessEqual: order == .less || order == .equal
      case .greater: order == .greater
      case .greaterEqual: order == .greater || order == .equal
      }
    }
    switch (self, other) {
    case (.string(let a), .string(let b)): return ordering.holds(a.precedes(b), b.precedes(a))
    case (.list(let a), .list(let b)): return try Self.areOrdered(a.items, ordering, b.items, depth)
    case (.tuple(let a), .tuple(let b)): return try Self.areOrdered(a.items, ordering, b.items, depth)
    case (.set, .set), (.set, .view), (.view, .set), (.view, .view):
      guard let a = try asKeys, let b = try other.asKeys else { fallthrough }
      return ordering.holds(subset: Set(a), of: Set(b))
    default: throw LanguageError.unorderable(self, ordering.rawValue, other)
    }
  }

  private static func areOrdered(_ a: [Value], _ ordering: Ordering, _ b: [Value], _ depth: Int) throws -> Bool {
    guard depth < SessionLimits.valueDepth else { throw LanguageError.tooDeep }
    for (x, y) in zip(a, b) where try !x.isIdentical(to: y) && !x.equals(y, depth: depth + 1) {
      return try x.isOrdered(ordering, y, depth: depth + 1)
    }
    return ordering.holds(a.count < b.count, b.count < a.count)
  }
}

extension Value.Ordering {
  /// For a total order: whether it holds, given whether the left is less and whether the right is.
  fileprivate func holds(_ leftIsLess: Bool, _ rightIsLess: Bool) -> Bool {
    switch self {
    case .less: leftIsLess
    case .lessEqual: !rightIsLess
    case .greater: rightIsLess
    case .greaterEqual: !leftIsLess
    }
  }

  fileprivate func holds(subset a: Set<Key>, of b: Set<Key>) -> Bool {
    switch self {
    case .less: a.isStrictSubset(of: b)
    case .lessEqual: a.isSubset(of: b)
    case .greater: a.isStrictSuperset(of: b)
    case .greaterEqual: a.isSuperset(of: b)
    }
  }
}

extension String {
  /// Python's equality: Swift's own holds "é" and "e" with an accent for the same.
  func sameCodePoints(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }

  /// Python's order, which is the order of the UTF-8 bytes.
  func precedes(_ other: String) -> Bool { utf8.lexicographicallyPrecedes(other.utf8) }
}
