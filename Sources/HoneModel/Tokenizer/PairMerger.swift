import HeapModule

/// Says what two neighbouring tokens merge into.
protocol PairMerges {
  func merge(_ left: Int32, _ right: Int32) -> MergeTable.Merge
}

/// Byte-pair encoding of one piece: while neighbours can merge, the most urgent pair does, the leftmost first.
/// Keeps its scratch arrays from piece to piece.
struct PairMerger {
  /// Up to here a scan for the best pair beats a heap.
  private static let longestScanned = 64

  private(set) var tokens: [Int32] = []
  private var merges: [MergeTable.Merge] = []

  /// Merges what `start` appends to the empty array it is given; leaves the result in `tokens`.
  @inline(__always) mutating func encode(_ table: some PairMerges, start: (inout [Int32]) -> Void) {
    tokens.removeAll(keepingCapacity: true)
    start(&tokens)
    guard tokens.count > 1 else { return }
    merges.removeAll(keepingCapacity: true)
    for i in 1..<tokens.count { merges.append(table.merge(tokens[i - 1], tokens[i])) }
    if tokens.count <= PairMerger.longestScanned { mergeByScanning(table) } else { mergeByHeap(table) }
  }

  private mutating func mergeByScanning(_ table: some PairMerges) {
    while true {
      var best = MergeTable.Merge.none
      var at = 0
      for i in merges.indices where merges[i].rank < best.rank { (best, at) = (merges[i], i) }
      guard best.exists else { return }
      tokens[at] = best.result
      tokens.remove(at: at + 1)
      merges.remove(at: at)
      if at > 0 { merges[at - 1] = table.merge(tokens[at - 1], tokens[at]) }
      if at < merges.count { merges[at] = table.merge(tokens[at], tokens[at + 1]) }
    }
  }

  /// n log n: tokens stay in place and are linked; a heap entry that a later merge overtook is skipped.
  private mutating func mergeByHeap(_ table: some PairMerges) {
    let count = tokens.count
    var next = Array(1...count)
    var previous = Array(-1..<count - 1)
    merges.append(.none)
    var heap = Heap(merges.indices.compactMap { merges[$0].exists ? entry($0) : nil })
    while let entry = heap.popMin() {
      let at = Int(entry & 0xFFFF_FFFF)
      guard tokens[at] >= 0, merges[at].exists, merges[at].rank == entry >> 32 else { continue }
      let absorbed = next[at]
      tokens[at] = merges[at].result
      tokens[absorbed] = -1
      next[at] = next[absorbed]
      if next[at] < count { previous[next[at]] = at }
      merges[at] = next[at] < count ? table.merge(tokens[at], tokens[next[at]]) : .none
      if merges[at].exists { heap.insert(self.entry(at)) }
      let before = previous[at]
      if before >= 0 {
        merges[before] = table.merge(tokens[before], tokens[at])
        if merges[before].exists { heap.insert(self.entry(before)) }
      }
    }
    tokens.removeAll { $0 < 0 }
  }

  /// Ordered by rank, then by position.
  private func entry(_ position: Int) -> UInt64 { merges[position].rank << 32 | UInt64(position) }
}
