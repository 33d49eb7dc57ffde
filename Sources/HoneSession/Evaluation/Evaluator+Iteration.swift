extension Evaluator {
  /// What `for` goes through. Throws TypeError for what has no items.
  func makeIterator(_ value: Value) throws -> IteratorObject {
    switch value {
    case .list(let list): IteratorObject("list_iterator", .list(list, next: 0))
    case .tuple(let tuple): IteratorObject("tuple_iterator", .items(tuple.items, next: 0))
    case .string(let text): IteratorObject("str_iterator", .text(Array(text.unicodeScalars), next: 0))
    case .range(let range): IteratorObject("range_iterator", .range(range, next: 0))
    case .dict(let dict):
      IteratorObject("dict_keyiterator", .view(DictView(dict, .keys), next: 0, count: dict.entries.count))
    case .view(let view):
      IteratorObject("dict_\(view.part.rawValue)iterator", .view(view, next: 0, count: view.dict.entries.count))
    case .set(let set): IteratorObject("set_iterator", .set(set, next: 0, count: set.items.count))
    case .iterator(let iterator): iterator
    case .object(let object as any IterableObject):
      IteratorObject("\(object.typeName)_iterator", .custom(object.makeItems()))
    case .object(let object as any IndexableObject):
      IteratorObject("\(object.typeName)_iterator", .indexed(object, next: 0))
    default: throw LanguageError.notIterable(value)
    }
  }

  /// The next item, or nil at the end.
  func next(_ iterator: IteratorObject) throws -> Value? {
    switch iterator.source {
    case .done: return nil
    case .items(let items, let index):
      guard index < items.count else { return finish(iterator) }
      iterator.source = .items(items, next: index + 1)
      return items[index]
    case .list(let list, let index):
      guard index < list.items.count else { return finish(iterator) }
      iterator.source = .list(list, next: index + 1)
      return list.items[index]
    case .range(let range, let index):
      guard index < range.count else { return finish(iterator) }
      iterator.source = .range(range, next: index + 1)
      return .int(range.item(index))
    case .text(let scalars, let index):
      guard index < scalars.count else { return finish(iterator) }
      iterator.source = .text(scalars, next: index + 1)
      return .string(String(scalars[index]))
    case .view(let view, let index, let count):
      guard view.dict.entries.count == count else { throw LanguageError.changedSize("dict") }
      guard index < count else { return finish(iterator) }
      iterator.source = .view(view, next: index + 1, count: count)
      return view.item(index)
    case .set(let set, let index, let count):
      guard set.items.count == count else { throw LanguageError.changedSize("set") }
      guard index < count else { return finish(iterator) }
      iterator.source = .set(set, next: index + 1, count: count)
      return set.items[index].value
    case .indexed(let object, let index):
      guard index < object.count else { return finish(iterator) }
      iterator.source = .indexed(object, next: index + 1)
      return try object.item(at: .int(index))
    case .custom(let produce): return try produce() ?? finish(iterator)
    case .enumerate, .zip, .map, .filter: return try nextDerived(iterator)
    }
  }

  private func finish(_ iterator: IteratorObject) -> Value? {
    iterator.source = .done
    return nil
  }

  /// Iterators over iterators; they may be nested as deep as the stack allows.
  private func nextDerived(_ iterator: IteratorObject) throws -> Value? {
    try checkStack()
    switch iterator.source {
    case .enumerate(let inner, let index):
      guard let item = try next(inner) else { return finish(iterator) }
      let (following, overflow) = index.addingReportingOverflow(1)
      guard !overflow else { throw LanguageError.overflow("the count of enumerate()") }
      iterator.source = .enumerate(inner, next: following)
      return .tuple([.int(index), item])
    case .zip(let inner, let strict):
      guard let items = try nextOfEach(inner, strict: strict) else { return finish(iterator) }
      return .tuple(items)
    case .map(let function, let inner):
      guard let items = try nextOfEach(inner) else { return finish(iterator) }
      return try call(function, items)
    case .filter(let function, let inner):
      while let item = try next(inner) {
        try step()
        if case .none = function {
          if item.isTrue { return item }
        } else if try call(function, [item]).isTrue {
          return item
        }
      }
      return finish(iterator)
    default: return nil
    }
  }

  private func nextOfEach(_ iterators: [IteratorObject], strict: Bool = false) throws -> [Value]? {
    guard !iterators.isEmpty else { return nil }
    var items: [Value] = []
    for (place, iterator) in iterators.enumerated() {
      guard let item = try next(iterator) else {
        if strict, try place > 0 || iterators.dropFirst().contains(where: { try next($0) != nil }) {
          throw ValueError("zip() with strict=True needs items of one length; number \(place + 1) ends early")
        }
        return nil
      }
      items.append(item)
    }
    return items
  }

  /// All items of a value. Throws MemoryError for more than one container may hold.
  func items(of value: Value) throws -> [Value] {
    switch value {
    case .list(let list): return list.items
    case .tuple(let tuple): return tuple.items
    case .set(let set): return set.items.map(\.value)
    case .view(let view): return view.items
    default: break
    }
    let iterator = try makeIterator(value)
    var items: [Value] = []
    while let item = try next(iterator) {
      items.append(item)
      try check(count: items.count)
      if items.count & 0xFFF == 0 { try step() }
    }
    return items
  }

  /// `needle in container`
  func contains(_ container: Value, _ needle: Value) throws -> Bool {
    switch container {
    case .string(let text):
      guard case .string(let part) = needle else { throw LanguageError.needsString(needle, container) }
      return text.range(ofBytes: part) != nil
    case .dict(let dict): return try dict.entries[Key(needle)] != nil
    case .set(let set): return try set.items.contains(Key(needle))
    case .range(let range) where needle.asDouble != nil: return range.contains(needle)
    case .view(let view) where view.part == .keys: return try view.dict.entries[Key(needle)] != nil
    default:
      let iterator = try makeIterator(container)
      while let item = try next(iterator) {
        if try item.isIdentical(to: needle) || item.equals(needle) { return true }
        try step()
      }
      return false
    }
  }
}

extension DictView {
  /// `index` is in bounds.
  fileprivate func item(_ index: Int) -> Value {
    let (key, value) = dict.entries.elements[index]
    return switch part {
    case .keys: key.value
    case .values: value
    case .items: .tuple([key.value, value])
    }
  }
}

extension RangeObject {
  func contains(_ needle: Value) -> Bool {
    guard count > 0 else { return false }
    let last = item(count - 1)
    guard case .int(let number) = needle.wholeNumber else { return false }
    guard number >= min(start, last), number <= max(start, last) else { return false }
    // Both ends are in 64 bits, their distance may not be.
    return UInt(bitPattern: number &- start).dividedByMagnitude(of: step, descending: step < 0)
  }
}

extension UInt {
  fileprivate func dividedByMagnitude(of step: Int, descending: Bool) -> Bool {
    (descending ? 0 &- self : self) % step.magnitude == 0
  }
}

extension Value {
  /// The int that a whole number of any type equals.
  var wholeNumber: Value {
    if let number = asInt { return .int(number) }
    if case .float(let number) = self, let whole = Int(exactly: number) { return .int(whole) }
    return .none
  }
}

extension LanguageError {
  fileprivate static func needsString(_ needle: Value, _ text: Value) -> LanguageError {
    TypeError("only a str can be in a str; received \(needle.described)")
  }
}
