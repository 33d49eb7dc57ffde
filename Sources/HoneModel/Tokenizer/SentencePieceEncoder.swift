/// SentencePiece's byte-pair encoding (Kudo and Richardson 2018) of text in which ▁ stands for each space.
struct SentencePieceEncoder: Sendable {
  private let index: TokenIndex
  private let merges: Merges
  /// The token of each byte by itself.
  private let byteTokens: [Int32]

  private enum Merges {
    case ranked(MergeTable)
    case scored(ScoredMerges)
  }

  /// `byteTokens` has 256 of them.
  init(_ vocabulary: Vocabulary, byteTokens: [Int32], index: TokenIndex) {
    self.index = index
    self.byteTokens = byteTokens
    merges =
      vocabulary.scores.isEmpty
      ? .ranked(MergeTable(vocabulary.merges, tokens: index)) : .scored(ScoredMerges(vocabulary, tokens: index))
  }

  func encode(_ text: UnsafeBufferPointer<UInt8>, _ merger: inout PairMerger, _ output: inout [Int]) {
    switch merges {
    case .ranked(let table): merger.encode(table) { addScalars(of: text, to: &$0) }
    case .scored(let table): merger.encode(table) { addScalars(of: text, to: &$0) }
    }
    for token in merger.tokens { output.append(Int(token)) }
  }

  private func addScalars(of text: UnsafeBufferPointer<UInt8>, to tokens: inout [Int32]) {
    tokens.reserveCapacity(text.count)
    let scalars = ScalarText(bytes: text)
    var offset = 0
    while offset < text.count {
      let next = scalars.scalar(at: offset).next
      if let token = index.find(UnsafeBufferPointer(rebasing: text[offset..<next])) {
        tokens.append(token)
      } else {
        for byte in text[offset..<next] { tokens.append(byteTokens[Int(byte)]) }
      }
      offset = next
    }
  }

  /// The token of each byte, -1 where there is none.
  static func byteTokens(_ vocabulary: Vocabulary) -> [Int32] {
    var tokens = [Int32](repeating: -1, count: 256)
    for (id, type) in vocabulary.tokenTypes.enumerated() where type == .byte {
      if let byte = byte(spelledBy: vocabulary.tokens.bytes(id)) { tokens[Int(byte)] = Int32(id) }
    }
    return tokens
  }

  /// "<0x0A>" is byte 10.
  static func byte(spelledBy text: ArraySlice<UInt8>) -> UInt8? {
    guard text.count == 6, text.starts(with: "<0x".utf8), text.last == UInt8(ascii: ">") else { return nil }
    return UInt8(String(decoding: text.dropFirst(3).prefix(2), as: UTF8.self), radix: 16)
  }
}
