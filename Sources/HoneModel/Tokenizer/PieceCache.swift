/// Remembers how recent short pieces were encoded. Direct-mapped and of fixed size: a new piece replaces the one in its slot.
struct PieceCache {
  static let longestPiece = 16
  static let mostTokens = 4

  struct Key: Equatable {
    fileprivate var low: UInt64 = 0
    fileprivate var high: UInt64 = 0
    fileprivate var length: Int

    /// `piece` holds 1...16 bytes.
    @inline(__always) init(_ piece: UnsafeBufferPointer<UInt8>) {
      length = piece.count
      for i in 0..<min(8, piece.count) { low |= UInt64(piece[i]) << UInt64(8 * i) }
      for i in 8..<max(8, piece.count) { high |= UInt64(piece[i]) << UInt64(8 * (i - 8)) }
    }

    @inline(__always) fileprivate var slot: Int {
      let mixed = (low ^ high &* 0x9E37_79B9_7F4A_7C15 ^ UInt64(length)) &* 0xD6E8_FEB8_6659_FD93
      return Int(truncatingIfNeeded: mixed >> 40) & (PieceCache.slots - 1)
    }
  }

  private struct Entry {
    var key: Key
    var count: Int8
    var tokens: SIMD4<Int32>
  }

  fileprivate static let slots = 8192
  private var entries: [Entry?] = []

  /// Appends the piece's tokens to `output`; false if the piece is not known.
  @inline(__always) func append(_ key: Key, to output: inout [Int]) -> Bool {
    guard !entries.isEmpty, let entry = entries[key.slot], entry.key == key else { return false }
    for i in 0..<Int(entry.count) { output.append(Int(entry.tokens[i])) }
    return true
  }

  mutating func store(_ tokens: [Int32], for key: Key) {
    guard tokens.count <= PieceCache.mostTokens else { return }
    if entries.isEmpty { entries = [Entry?](repeating: nil, count: PieceCache.slots) }
    var packed = SIMD4<Int32>()
    for (i, token) in tokens.enumerated() { packed[i] = token }
    entries[key.slot] = Entry(key: key, count: Int8(tokens.count), tokens: packed)
  }
}
