import Synchronization

/// Byte-level byte-pair encoding (Sennrich et al. 2016; over bytes as in GPT-2), after a model's own vocabulary.
///
/// Making one is cheap; the tables are built when the first text is encoded. Safe to use from several threads.
package final class Tokenizer: Sendable {
  package let vocabulary: Vocabulary
  private let preTokenizer: PreTokenizer
  private let tables = Mutex<Tables?>(nil)
  private let cache = Mutex(PieceCache())

  /// Throws `TokenizerError`.
  package init(vocabulary: Vocabulary) throws {
    let count = vocabulary.tokens.count
    guard count > 0 else { throw TokenizerError.noTokens }
    guard vocabulary.tokenTypes.isEmpty || vocabulary.tokenTypes.count == count else {
      throw TokenizerError.tokenTypeCount(tokens: count, types: vocabulary.tokenTypes.count)
    }
    for (role, id) in [("beginning", vocabulary.beginning), ("end", vocabulary.end)] {
      if let id, !(0..<count).contains(id) {
        throw TokenizerError.tokenOutsideVocabulary(role: role, id: id, count: count)
      }
    }
    preTokenizer = try PreTokenizer(named: vocabulary.preTokenizer)
    self.vocabulary = vocabulary
  }

  package var count: Int { vocabulary.tokens.count }

  /// The tokens of `text`. Control and user-defined tokens that it spells out are recognised; none are added.
  /// A byte for which the vocabulary has no token is left out, as transformers does.
  package func encode(_ text: String) -> [Int] {
    var text = text
    let tables = preparedTables()
    return text.withUTF8 { bytes in
      let tokens = cache.withLockIfAvailable { encode(bytes, tables, &$0) }
      if let tokens { return tokens }
      var ownCache = PieceCache()  // another thread is using the shared one
      return encode(bytes, tables, &ownCache)
    }
  }

  /// The text of `ids`, each of them in `0..<count`; bytes that are not UTF-8 become U+FFFD.
  package func decode(_ ids: [Int]) -> String {
    String(decoding: ids.flatMap(bytes(of:)), as: UTF8.self)
  }

  /// What token `id`, in `0..<count`, stands for; a control token stands for its own spelling.
  package func bytes(of id: Int) -> [UInt8] {
    let spelling = vocabulary.tokens.bytes(id)
    if !vocabulary.tokenTypes.isEmpty, vocabulary.tokenTypes[id].isWhole { return Array(spelling) }
    return ByteAlphabet.bytes(spelledBy: spelling)
  }

  private func encode(_ text: UnsafeBufferPointer<UInt8>, _ tables: Tables, _ cache: inout PieceCache) -> [Int] {
    var output: [Int] = []
    output.reserveCapacity(text.count / 3)
    var merger = PairMerger()
    var start = 0
    while start < text.count {
      let whole = tables.wholeTokens.next(in: text, from: start)
      let end = whole?.range.lowerBound ?? text.count
      preTokenizer.forEachPiece(of: ScalarText(bytes: text), in: start..<end) { piece in
        encode(UnsafeBufferPointer(rebasing: text[piece]), tables, &merger, &cache, &output)
      }
      if let whole { output.append(whole.token) }
      start = whole?.range.upperBound ?? end
    }
    return output
  }

  @inline(__always) private func encode(
    _ piece: UnsafeBufferPointer<UInt8>, _ tables: Tables, _ merger: inout PairMerger, _ cache: inout PieceCache,
    _ output: inout [Int]
  ) {
    let key = piece.count <= PieceCache.longestPiece ? PieceCache.Key(piece) : nil
    if let key, cache.append(key, to: &output) { return }
    merger.encode(piece, byteTokens: tables.byteTokens, table: tables.merges)
    for token in merger.tokens { output.append(Int(token)) }
    if let key { cache.store(merger.tokens, for: key) }
  }

  private func preparedTables() -> Tables {
    tables.withLock { tables in
      if let tables { return tables }
      let built = Tables(vocabulary)
      tables = built
      return built
    }
  }
}

/// What encoding looks things up in. Never changes once built.
private final class Tables: Sendable {
  let merges: MergeTable
  let wholeTokens: WholeTokens
  /// The token of each byte by itself, or -1.
  let byteTokens: [Int32]

  init(_ vocabulary: Vocabulary) {
    let index = TokenIndex(vocabulary.tokens)
    merges = MergeTable(vocabulary.merges, tokens: index)
    wholeTokens = WholeTokens(vocabulary)
    byteTokens = ByteAlphabet.spellings.map { index.find($0) ?? -1 }
  }
}
