/// The tokens that stand for themselves (`TokenType.isWhole`), which are recognised wherever a text spells them out.
///
/// Vocabularies have thousands that begin alike ("<unused0>", …): they are looked up by hash, one look for each length.
struct WholeTokens {
  private let ids: [Int]
  private let index: TokenIndex
  /// By first byte, the lengths that occur; the longest first, so that it wins.
  private var lengths = [[Int]](repeating: [], count: 256)

  /// A spelling that is empty or not UTF-8 occurs in no text.
  init(_ wholes: [(id: Int, spelling: [UInt8])]) {
    var tokens = PackedStrings(), ids: [Int] = []
    for (id, spelling) in wholes {
      guard let first = spelling.first, String(validating: spelling, as: UTF8.self) != nil else { continue }
      spelling.withUnsafeBytes { tokens.append($0) }
      ids.append(id)
      if !lengths[Int(first)].contains(spelling.count) { lengths[Int(first)].append(spelling.count) }
    }
    for i in lengths.indices { lengths[i].sort(by: >) }
    index = TokenIndex(tokens)
    self.ids = ids
  }

  var isEmpty: Bool { ids.isEmpty }

  /// Hands out `text` in order: each whole token, and each stretch of other text that is not empty.
  func split(_ text: UnsafeBufferPointer<UInt8>, stretch: (Range<Int>) -> Void, token: (Int) -> Void) {
    var start = 0
    while start < text.count {
      let whole = next(in: text, from: start)
      let end = whole?.range.lowerBound ?? text.count
      if end > start { stretch(start..<end) }
      if let whole { token(whole.token) }
      start = whole?.range.upperBound ?? end
    }
  }

  /// The first whole token at or after `start`.
  private func next(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> (range: Range<Int>, token: Int)? {
    guard !isEmpty else { return nil }
    return lengths.withUnsafeBufferPointer { lengths in
      for offset in start..<text.count where !lengths[Int(text[offset])].isEmpty {
        for length in lengths[Int(text[offset])] where length <= text.count - offset {
          let range = offset..<offset + length
          if let found = index.find(UnsafeBufferPointer(rebasing: text[range])) { return (range, ids[Int(found)]) }
        }
      }
      return nil
    }
  }
}
