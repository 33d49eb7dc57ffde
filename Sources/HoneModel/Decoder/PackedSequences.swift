import HoneCompute

/// Keys and values of every layer, by position in the cache.
package final class KeyValueCache {
  package let layers: [KeysAndValues]
  package let capacity: Int

  package init(_ configuration: ModelConfiguration, capacity: Int) {
    self.capacity = capacity
    layers = (0..<configuration.layers).map { _ in
      KeysAndValues(capacity: capacity, columns: configuration.attention.keyWidth)
    }
  }

  /// Takes the first `rows` rows of another cache of the same model.
  func copy(from other: KeyValueCache, rows: Int) {
    for (mine, its) in zip(layers, other.layers) { mine.copy(from: its, rows: rows) }
  }
}

/// Tokens of several sequences one after another, never padded: segments keep them apart.
package struct PackedSequences: Sendable {
  package private(set) var tokens: [Int32] = []
  package private(set) var positions: [Int32] = []
  package private(set) var segments: [Segment] = []
  /// The cache row of the first token.
  package let base: Int

  package init(base: Int = 0) { self.base = base }

  package var count: Int { tokens.count }

  /// Adds a sequence whose first token stands at `position` and sees the cache rows of `contexts`. Returns its rows.
  @discardableResult package mutating func append(
    _ sequence: some Collection<Int>, position: Int, contexts: [Range<Int>] = []
  ) -> Range<Int> {
    let rows = tokens.count..<tokens.count + sequence.count
    guard !rows.isEmpty else { return rows }
    for (index, token) in sequence.enumerated() {
      tokens.append(Int32(token))
      positions.append(Int32(position + index))
    }
    segments.append(Segment(rows: rows, contexts: contexts.filter { !$0.isEmpty }, own: base + rows.lowerBound))
    return rows
  }

  /// The cache rows that the batch rows `rows` are written to.
  package func cacheRows(_ rows: Range<Int>) -> Range<Int> { base + rows.lowerBound..<base + rows.upperBound }
}
