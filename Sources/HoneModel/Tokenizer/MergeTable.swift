/// From two neighbouring tokens to what they merge into, and how urgently.
struct MergeTable: PairMerges {
  /// A merge packed into a number: the rank (the smaller, the more urgent) above, the resulting token below.
  struct Merge {
    /// Its rank is above that of every merge.
    static let none = Merge(packed: .max)
    let packed: UInt64

    init(packed: UInt64) { self.packed = packed }
    init(rank: UInt32, result: Int32) { packed = UInt64(rank) << 32 | UInt64(UInt32(bitPattern: result)) }

    var rank: UInt64 { packed >> 32 }
    var result: Int32 { Int32(truncatingIfNeeded: packed) }
    var exists: Bool { packed != .max }
  }

  private struct Entry { var pair, merge: UInt64 }
  private static let free = UInt64.max
  private var entries: [Entry]
  private let mask: Int

  /// A merge of texts that are not tokens, or that makes none, can never apply and is left out.
  init(_ merges: PackedStrings, tokens: TokenIndex) {
    mask = powerOfTwo(atLeast: merges.count * 2) - 1
    entries = [Entry](repeating: Entry(pair: MergeTable.free, merge: .max), count: mask + 1)
    for rank in 0..<merges.count {
      let whole = merges.range(rank)
      // The first space separates: the byte-level alphabet has none, and a merge has no empty side.
      guard let gap = merges.storage[whole].firstIndex(of: UInt8(ascii: " ")) else { continue }
      let (left, right) = (whole.lowerBound..<gap, gap + 1..<whole.upperBound)
      guard let first = tokens.find(left, of: merges), let second = tokens.find(right, of: merges),
        let result = tokens.find(left, joinedWith: right, of: merges)
      else { continue }
      insert(MergeTable.key(first, second), UInt64(rank) << 32 | UInt64(result))
    }
  }

  @inline(__always) func merge(_ left: Int32, _ right: Int32) -> Merge {
    Merge(packed: entries[slot(of: MergeTable.key(left, right))].merge)
  }

  private mutating func insert(_ pair: UInt64, _ merge: UInt64) {
    let slot = slot(of: pair)
    if entries[slot].pair == MergeTable.free { entries[slot] = Entry(pair: pair, merge: merge) }
  }

  /// Where `pair` is, or the free slot where it would go (whose merge is `none`).
  @inline(__always) private func slot(of pair: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: (pair &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask  // 2⁶⁴ / golden ratio
    while entries[slot].pair != pair, entries[slot].pair != MergeTable.free { slot = (slot + 1) & mask }
    return slot
  }

  @inline(__always) private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }
}
