/// Byte-level byte-pair encoding of text that holds no whole token (Sennrich et al. 2016; over bytes as in GPT-2).
struct ByteLevelEncoder: Sendable {
  private let preTokenizer: PreTokenizer
  private let merges: MergeTable
  /// The token of each byte by itself, or -1.
  private let byteTokens: [Int32]
  /// The vocabulary, where a piece that is a token is taken as it is.
  private let pieces: TokenIndex?

  init(_ vocabulary: Vocabulary, _ preTokenizer: PreTokenizer, index: TokenIndex) {
    self.preTokenizer = preTokenizer
    merges = MergeTable(vocabulary.merges, tokens: index)
    byteTokens = ByteAlphabet.spellings.map { index.find($0) ?? -1 }
    pieces = vocabulary.ignoresMerges ? index : nil
  }

  /// A byte that has no token is left out, as transformers does.
  func encode(
    _ text: UnsafeBufferPointer<UInt8>, _ merger: inout PairMerger, _ cache: inout PieceCache, _ output: inout [Int]
  ) {
    preTokenizer.forEachPiece(of: ScalarText(bytes: text), in: text.indices) { range in
      let piece = UnsafeBufferPointer(rebasing: text[range])
      let key = piece.count <= PieceCache.longestPiece ? PieceCache.Key(piece) : nil
      if let key, cache.append(key, to: &output) { return }
      merge(piece, &merger)
      for token in merger.tokens { output.append(Int(token)) }
      if let key { cache.store(merger.tokens, for: key) }
    }
  }

  @inline(__always) private func merge(_ piece: UnsafeBufferPointer<UInt8>, _ merger: inout PairMerger) {
    let whole = pieces.flatMap { $0.find(piece.flatMap { ByteAlphabet.spellings[Int($0)] }) }
    merger.encode(merges) { start in
      if let whole {
        start.append(whole)
      } else {
        for byte in piece where byteTokens[Int(byte)] >= 0 { start.append(byteTokens[Int(byte)]) }
      }
    }
  }
}
