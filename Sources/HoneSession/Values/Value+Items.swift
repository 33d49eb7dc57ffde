import HoneCore

extension Value {
  /// `self[key]`
  func item(_ key: Value) throws -> Value {
    switch self {
    case .list(let list): return list.items[try index(key, list.items.count)]
    case .tuple(let tuple): return tuple.items[try index(key, tuple.items.count)]
    case .string(let text): return .string(String(try text.scalar(at: key)))
    case .range(let range): return .int(range.item(try index(key, range.count)))
    case .dict(let dict):
      guard let value = try dict.entries[Key(key)] else { throw LanguageError.key(key, among: dict) }
      return value
    case .object(let object as any IndexableObject): return try object.item(at: key)
    default: throw LanguageError.noItems(self)
    }
  }

  func setItem(_ key: Value, to value: Value) throws {
    switch self {
    case .list(let list): list.items[try index(key, list.items.count)] = value
    case .dict(let dict):
      dict.entries[try Key(key)] = value
      guard dict.entries.count <= SessionLimits.elements else {
        dict.entries.removeLast()
        throw LanguageError.tooLarge("one container", SessionLimits.elements)
      }
    default: throw LanguageError.cannotChange(self)
    }
  }

  func deleteItem(_ key: Value) throws {
    switch self {
    case .list(let list): list.items.remove(at: try index(key, list.items.count))
    case .dict(let dict):
      guard try dict.entries.removeValue(forKey: Key(key)) != nil else { throw LanguageError.key(key, among: dict) }
    default: throw LanguageError.cannotChange(self)
    }
  }

  /// A key as an offset into `count` items; negative ones count from the end.
  private func index(_ key: Value, _ count: Int) throws -> Int {
    guard let number = key.asInt else { throw LanguageError.needsIndex(self, key) }
    guard let index = resolvedIndex(number, count: count) else {
      throw LanguageError.index(number, of: self, count: count)
    }
    return index
  }
}

/// The offset that an index means in `count` items, or nil if there is no such item.
package func resolvedIndex(_ index: Int, count: Int) -> Int? {
  let offset = index < 0 ? index + count : index
  return (0..<count).contains(offset) ? offset : nil
}

extension String {
  fileprivate func scalar(at key: Value) throws -> Unicode.Scalar {
    guard let number = key.asInt else { throw LanguageError.needsIndex(.string(self), key) }
    let count = unicodeScalars.count
    guard let index = resolvedIndex(number, count: count) else {
      throw LanguageError.index(number, of: .string(self), count: count)
    }
    return unicodeScalars[unicodeScalars.index(unicodeScalars.startIndex, offsetBy: index)]
  }
}

extension LanguageError {
  package static func index(_ index: Int, of value: Value, count: Int) -> LanguageError {
    let valid = count == 0 ? "it is empty" : "valid are \(-count)...\(count - 1)"
    return LanguageError(
      kind: "IndexError", message: "index \(index) is outside the \(value.typeName) of length \(count); \(valid)")
  }

  package static func key(_ key: Value, among dict: DictObject) -> LanguageError {
    var hint: String?
    let names = dict.entries.keys.prefix(SessionLimits.keysCompared).compactMap { key in
      if case .string(let name) = key.value { name } else { nil }
    }
    if case .string(let name) = key { hint = suggestion(name, names) }
    return LanguageError(kind: "KeyError", message: "there is no key \(key.brief)", hint: hint)
  }

  fileprivate static func needsIndex(_ container: Value, _ key: Value) -> LanguageError {
    TypeError("items of a \(container.typeName) are numbered: the index must be an int; received \(key.described)")
  }

  static func noItems(_ value: Value) -> LanguageError {
    TypeError("\(value.asSubject) has no items that [ ] could pick")
  }

  static func cannotChange(_ value: Value) -> LanguageError {
    let hint: String? =
      switch value {
      case .string: "build a new one: x.replace(…), or slices"
      case .tuple: "a list can change: list(x)"
      default: nil
      }
    return TypeError("items of \(withArticle(value.typeName)) cannot be changed", hint: hint)
  }
}
