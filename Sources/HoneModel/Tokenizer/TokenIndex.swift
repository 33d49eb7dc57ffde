/// FNV-1a over bytes that may arrive in parts. (Fowler, Noll, Vo; 64-bit parameters.)
struct ByteHash {
  private(set) var state: UInt64 = 0xcbf2_9ce4_8422_2325

  @inline(__always) mutating func add(_ byte: UInt8) { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }

  /// A slot in a table of `mask + 1` slots; the high bits are folded in because FNV mixes upwards.
  @inline(__always) func slot(mask: Int) -> Int { Int(truncatingIfNeeded: state ^ state >> 29) & mask }
}

/// From a token's spelling to its number. Of two tokens spelt alike the first is found.
struct TokenIndex {
  private let tokens: PackedStrings
  private var slots: [Int32]
  private let mask: Int

  init(_ tokens: PackedStrings) {
    self.tokens = tokens
    mask = powerOfTwo(atLeast: tokens.count * 2) - 1
    slots = [Int32](repeating: -1, count: mask + 1)
    for id in 0..<tokens.count {
      let range = tokens.range(id)
      let (slot, found) = probe(hash(range, of: tokens), range.count) { tokens.storage[range.lowerBound + $0] }
      if found == nil { slots[slot] = Int32(id) }
    }
  }

  /// The token spelt by the bytes at `range` of `texts`.
  func find(_ range: Range<Int>, of texts: PackedStrings) -> Int32? {
    probe(hash(range, of: texts), range.count) { texts.storage[range.lowerBound + $0] }.found
  }

  /// The token spelt by two ranges of `texts`, wherever they lie.
  func find(_ left: Range<Int>, joinedWith right: Range<Int>, of texts: PackedStrings) -> Int32? {
    var hash = hash(left, of: texts)
    for offset in right { hash.add(texts.storage[offset]) }
    let gap = right.lowerBound - left.upperBound
    return probe(hash, left.count + right.count) { i in
      texts.storage[left.lowerBound + (i < left.count ? i : i + gap)]
    }.found
  }

  func find(_ spelling: [UInt8]) -> Int32? { spelling.withUnsafeBufferPointer(find) }

  func find(_ spelling: UnsafeBufferPointer<UInt8>) -> Int32? {
    var hash = ByteHash()
    for byte in spelling { hash.add(byte) }
    return probe(hash, spelling.count) { spelling[$0] }.found
  }

  /// The token spelt by what tokens `left` and `right` spell.
  func find(_ left: Int32, joinedWith right: Int32) -> Int32? {
    find(tokens.range(Int(left)), joinedWith: tokens.range(Int(right)), of: tokens)
  }

  private func hash(_ range: Range<Int>, of texts: PackedStrings) -> ByteHash {
    var hash = ByteHash()
    for offset in range { hash.add(texts.storage[offset]) }
    return hash
  }

  /// The slot that holds the spelling of `count` bytes, or the free one where it would go.
  @inline(__always) private func probe(_ hash: ByteHash, _ count: Int, _ byte: (Int) -> UInt8) -> (
    slot: Int, found: Int32?
  ) {
    var slot = hash.slot(mask: mask)
    while slots[slot] >= 0 {
      let range = tokens.range(Int(slots[slot]))
      if range.count == count, (0..<count).allSatisfy({ tokens.storage[range.lowerBound + $0] == byte($0) }) {
        return (slot, slots[slot])
      }
      slot = (slot + 1) & mask
    }
    return (slot, nil)
  }
}

func powerOfTwo(atLeast count: Int) -> Int {
  var size = 16
  while size < count { size *= 2 }
  return size
}
