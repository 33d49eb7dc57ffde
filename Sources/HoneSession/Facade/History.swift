/// Sources and results of the numbered cells: `In`, `Out`, `_`, `__`, `_3`.
struct History {
  private(set) var sources: [String] = []
  private var results: [(index: Int, value: Value)] = []
  /// The last three results, the newest first; also those of cells without a number.
  private var recent: [Value] = []

  /// Returns the number of the new cell.
  mutating func begin(_ source: String) -> Int {
    sources.append(source)
    return sources.count
  }

  mutating func replaceLast(_ source: String) { sources[sources.count - 1] = source }

  mutating func record(_ value: Value, index: Int?) {
    recent = Array(([value] + recent).prefix(3))
    if let index { results.append((index, value)) }
  }

  func value(named name: String) -> Value? {
    switch name {
    case "_", "__", "___": return name.count <= recent.count ? recent[name.count - 1] : nil
    case "In": return .list([.string("")] + sources.map { .string($0) })
    case "Out":
      let out = DictObject()
      for (index, value) in results { out.entries[Key(index)] = value }
      return .dict(out)
    default:
      guard name.first == "_", let index = Int(name.dropFirst()) else { return nil }
      return results.last { $0.index == index }?.value
    }
  }

  mutating func forgetResults() {
    results = []
    recent = []
  }
}
