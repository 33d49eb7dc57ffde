import Synchronization

/// Text to tokens and back, after a model's own vocabulary: byte-level BPE or SentencePiece.
///
/// Making one is cheap; the tables are built when the first text is encoded. Safe to use from several threads.
package final class Tokenizer: Sendable {
  package let vocabulary: Vocabulary
  private let scheme: EncodingScheme
  private let tables = Mutex<Tables?>(nil)
  private let cache = Mutex(PieceCache())

  /// Throws `TokenizerError`.
  package init(vocabulary: Vocabulary) throws {
    let count = vocabulary.tokens.count
    guard count > 0 else { throw TokenizerError.noTokens }
    guard vocabulary.tokenTypes.isEmpty || vocabulary.tokenTypes.count == count else {
      throw TokenizerError.tokenTypeCount(tokens: count, types: vocabulary.tokenTypes.count)
    }
    guard vocabulary.scores.isEmpty || vocabulary.scores.count == count else {
      throw TokenizerError.scoreCount(tokens: count, scores: vocabulary.scores.count)
    }
    for (role, id) in [("beginning", vocabulary.beginning), ("end", vocabulary.end)] {
      if let id, !(0..<count).contains(id) {
        throw TokenizerError.tokenOutsideVocabulary(role: role, id: id, count: count)
      }
    }
    scheme = try EncodingScheme(vocabulary)
    self.vocabulary = vocabulary
  }

  package var count: Int { vocabulary.tokens.count }

  /// The tokens of `text`. Control, user-defined and unknown tokens that it spells out are recognised; none are added.
  /// A byte for which a byte-level vocabulary has no token is left out, as transformers does.
  package func encode(_ text: String) -> [Int] {
    var text = text
    let tables = preparedTables()
    return text.withUTF8 { bytes in
      let tokens = cache.withLockIfAvailable { tables.encode(bytes, &$0) }
      if let tokens { return tokens }
      var ownCache = PieceCache()  // another thread is using the shared one
      return tables.encode(bytes, &ownCache)
    }
  }

  /// The tokens of a text with nothing before it: the beginning token first where the model expects it, unless the text
  /// spells it out, as chat templates do.
  package func encodeFromBeginning(_ text: String) -> [Int] {
    let ids = encode(text)
    guard vocabulary.addsBeginning, let beginning = vocabulary.beginning, ids.first != beginning else { return ids }
    return [beginning] + ids
  }

  /// The text of `ids`, each of them in `0..<count`; bytes that are not UTF-8 become U+FFFD. The space that SentencePiece
  /// puts before a text is taken away, unless the tokens continue another text.
  package func decode(_ ids: [Int], continuing: Bool = false) -> String {
    var spelling = Spelling(self, continuing: continuing)
    return String(decoding: ids.flatMap { spelling.bytes(of: $0) }, as: UTF8.self)
  }

  /// What token `id`, in `0..<count`, stands for; a control token stands for its own spelling.
  package func bytes(of id: Int) -> [UInt8] {
    let spelling = vocabulary.tokens.bytes(id), type = vocabulary.type(of: id)
    switch vocabulary.scheme {
    case .byteLevel: return type.isWhole ? Array(spelling) : ByteAlphabet.bytes(spelledBy: spelling)
    case .sentencePiece:
      if type == .control { return Array(spelling) }
      if type == .byte, let byte = SentencePieceEncoder.byte(spelledBy: spelling) { return [byte] }
      return TextNormalizer.bytes(spelledBy: spelling)
    }
  }

  private func preparedTables() -> Tables {
    tables.withLock { tables in
      if let tables { return tables }
      let built = Tables(vocabulary, scheme)
      tables = built
      return built
    }
  }
}

/// What is known of the scheme before any table is built.
private enum EncodingScheme {
  case byteLevel(PreTokenizer)
  case sentencePiece(byteTokens: [Int32])

  init(_ vocabulary: Vocabulary) throws(TokenizerError) {
    switch vocabulary.scheme {
    case .byteLevel: self = .byteLevel(try PreTokenizer(named: vocabulary.preTokenizer))
    case .sentencePiece:
      let byteTokens = SentencePieceEncoder.byteTokens(vocabulary)
      let found = byteTokens.count { $0 >= 0 }
      guard found == 256 else { throw .byteTokens(found: found) }
      self = .sentencePiece(byteTokens: byteTokens)
    }
  }
}

/// What encoding looks things up in. Never changes once built.
private final class Tables: Sendable {
  private let encoder: Encoder
  private let normalizer: TextNormalizer
  private let wholeTokens: WholeTokens
  private let normalizedTokens: WholeTokens

  private enum Encoder {
    case byteLevel(ByteLevelEncoder)
    case sentencePiece(SentencePieceEncoder)
  }

  init(_ vocabulary: Vocabulary, _ scheme: EncodingScheme) {
    let index = TokenIndex(vocabulary.tokens), normalizer = TextNormalizer(vocabulary)
    encoder =
      switch scheme {
      case .byteLevel(let rule): .byteLevel(ByteLevelEncoder(vocabulary, rule, index: index))
      case .sentencePiece(let bytes): .sentencePiece(SentencePieceEncoder(vocabulary, byteTokens: bytes, index: index))
      }
    self.normalizer = normalizer
    let wholes = vocabulary.tokenTypes.enumerated().filter(\.element.isWhole).map {
      (id: $0.offset, spelling: Array(vocabulary.tokens.bytes($0.offset)))
    }
    wholeTokens = WholeTokens(wholes.filter { !vocabulary.normalizedTokens.contains($0.id) })
    normalizedTokens = WholeTokens(
      wholes.filter { vocabulary.normalizedTokens.contains($0.id) && !$0.spelling.isEmpty }.map { id, spelling in
        var normalized: [UInt8] = []
        spelling.withUnsafeBufferPointer { normalizer.apply($0, first: true) { normalized = Array($0) } }
        return (id, normalized)
      })
  }

  func encode(_ text: UnsafeBufferPointer<UInt8>, _ cache: inout PieceCache) -> [Int] {
    var output: [Int] = [], merger = PairMerger()
    output.reserveCapacity(text.count / 3)
    wholeTokens.split(text) { stretch in
      let raw = UnsafeBufferPointer(rebasing: text[stretch])
      normalizer.apply(raw, first: stretch.lowerBound == 0) { normalized in
        normalizedTokens.split(normalized) { stretch in
          encode(UnsafeBufferPointer(rebasing: normalized[stretch]), &merger, &cache, &output)
        } token: {
          output.append($0)
        }
      }
    } token: {
      output.append($0)
    }
    return output
  }

  private func encode(
    _ text: UnsafeBufferPointer<UInt8>, _ merger: inout PairMerger, _ cache: inout PieceCache, _ output: inout [Int]
  ) {
    switch encoder {
    case .byteLevel(let encoder): encoder.encode(text, &merger, &cache, &output)
    case .sentencePiece(let encoder): encoder.encode(text, &merger, &output)
    }
  }
}
