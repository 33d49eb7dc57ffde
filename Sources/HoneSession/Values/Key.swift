/// A value that can be a dict key or a set item: equal numbers are one key whatever their type.
package struct Key: Hashable {
  package let value: Value

  package init(_ name: String) { value = .string(name) }
  package init(_ number: Int) { value = .int(number) }

  /// Throws TypeError for a value that can change, as Python does.
  package init(_ value: Value) throws {
    try Self.checkHashable(value, depth: 0)
    self.value = value
  }

  private static func checkHashable(_ value: Value, depth: Int) throws {
    switch value {
    case .list, .dict, .set, .view: throw LanguageError.unhashable(value)
    case .tuple(let tuple):
      guard depth < SessionLimits.valueDepth else { throw LanguageError.tooDeep }
      for item in tuple.items { try checkHashable(item, depth: depth + 1) }
    default: break
    }
  }

  package static func == (left: Key, right: Key) -> Bool {
    // Tuples were measured by `init`, so the comparison cannot run too deep.
    (try? left.value.equals(right.value)) ?? false
  }

  package func hash(into hasher: inout Hasher) { value.hash(into: &hasher) }
}

extension Value {
  fileprivate func hash(into hasher: inout Hasher) {
    switch self {
    case .none: hasher.combine(0)
    case .bool(let flag): hasher.combine(flag ? 1.0 : 0.0)
    case .int(let number): hasher.combine(Double(number))
    case .float(let number): hasher.combine(number)
    case .string(let text): hashBytes(of: text, into: &hasher)
    case .tuple(let tuple):
      hasher.combine(tuple.items.count)
      for item in tuple.items { item.hash(into: &hasher) }
    case .range(let range): hasher.combine(range.count)
    case .command(let command): hasher.combine(command.name)
    case .type(let type): hasher.combine(type.name)
    default: if let identity { hasher.combine(identity) }
    }
  }
}

/// Swift hashes and compares strings by canonical equivalence, Python by code points.
private func hashBytes(of text: String, into hasher: inout Hasher) {
  var text = text
  text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
}
