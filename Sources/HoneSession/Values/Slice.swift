/// `start:stop:step` before it meets a sequence.
struct Slice {
  var start: Int?
  var stop: Int?
  var step: Int

  /// The indices it selects of `count` items, by Python's rules. Throws ValueError for a step of 0.
  func indices(of count: Int) throws -> RangeObject {
    guard step != 0 else { throw ValueError("the step of a slice must not be 0") }
    let lowest = step > 0 ? 0 : -1
    let highest = step > 0 ? count : count - 1
    func place(_ bound: Int?, otherwise: Int) -> Int {
      guard let bound else { return otherwise }
      return min(max(bound < 0 ? bound + count : bound, lowest), highest)
    }
    return RangeObject(
      start: place(start, otherwise: step > 0 ? 0 : count - 1), stop: place(stop, otherwise: step > 0 ? count : -1),
      step: step)
  }

  /// The selected items.
  func select<T>(_ items: [T]) throws -> [T] {
    let indices = try indices(of: items.count)
    if step == 1 { return indices.start < indices.stop ? Array(items[indices.start..<indices.stop]) : [] }
    return (0..<indices.count).map { items[indices.item($0)] }
  }
}

extension Value {
  func slice(_ slice: Slice) throws -> Value {
    switch self {
    case .list(let list): return .list(try slice.select(list.items))
    case .tuple(let tuple): return .tuple(try slice.select(tuple.items))
    case .string(let text):
      var scalars = String.UnicodeScalarView()
      scalars.append(contentsOf: try slice.select(Array(text.unicodeScalars)))
      return .string(String(scalars))
    case .range(let range):
      let indices = try slice.indices(of: range.count)
      let step = range.step.multipliedReportingOverflow(by: indices.step)
      guard !step.overflow else { throw LanguageError.overflow("the step of the range") }
      return .range(
        RangeObject(start: range.item(indices.start), stop: range.item(indices.stop), step: step.partialValue))
    case .object(let object as any IndexableObject):
      return try object.items(at: slice.indices(of: object.count))
    default: throw LanguageError.noItems(self)
    }
  }

  func setSlice(_ slice: Slice, to values: [Value]) throws {
    guard case .list(let list) = self else { throw LanguageError.cannotChange(self) }
    let indices = try slice.indices(of: list.items.count)
    if slice.step == 1 {
      let gone = max(0, indices.stop - indices.start)
      try SessionLimits.checkContainer(items: list.items.count - gone + values.count)
      list.items.replaceSubrange(indices.start..<max(indices.start, indices.stop), with: values)
      return
    }
    guard values.count == indices.count else {
      throw ValueError(
        "a slice with a step keeps its length: it selects \(counted(indices.count, "item")); received \(values.count)")
    }
    for (position, value) in values.enumerated() { list.items[indices.item(position)] = value }
  }

  func deleteSlice(_ slice: Slice) throws {
    guard case .list(let list) = self else { throw LanguageError.cannotChange(self) }
    let indices = try slice.indices(of: list.items.count)
    let gone = Set((0..<indices.count).map { indices.item($0) })
    list.items = list.items.enumerated().filter { !gone.contains($0.offset) }.map(\.element)
  }
}
