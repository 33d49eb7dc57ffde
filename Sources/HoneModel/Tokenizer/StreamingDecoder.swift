/// Turns tokens into text as they come, holding back the bytes of a scalar that is not yet complete.
///
/// What it gives, put together, is `Tokenizer.decode` of all the tokens.
package struct StreamingDecoder {
  private var spelling: Spelling
  private var pending: [UInt8] = []

  /// `continuing` as for `Tokenizer.decode`.
  package init(_ tokenizer: Tokenizer, continuing: Bool = false) {
    spelling = Spelling(tokenizer, continuing: continuing)
  }

  /// The text that `id` completes; empty where more bytes are needed.
  package mutating func append(_ id: Int) -> String {
    pending += spelling.bytes(of: id)
    let whole = pending.count - pending.incompleteUTF8Tail
    defer { pending.removeFirst(whole) }
    return String(decoding: pending[..<whole], as: UTF8.self)
  }

  /// What was held back, as U+FFFD.
  package mutating func finish() -> String {
    defer { pending.removeAll() }
    return String(decoding: pending, as: UTF8.self)
  }
}

/// The bytes of tokens that follow one another, without the spaces that encoding put before them.
struct Spelling {
  private let tokenizer: Tokenizer
  private var dropsSpace: Bool

  init(_ tokenizer: Tokenizer, continuing: Bool) {
    self.tokenizer = tokenizer
    dropsSpace = !continuing && tokenizer.vocabulary.scheme.prefixesText
  }

  mutating func bytes(of id: Int) -> [UInt8] {
    let vocabulary = tokenizer.vocabulary, isWhole = vocabulary.type(of: id).isWhole
    var bytes = tokenizer.bytes(of: id)
    if isWhole, vocabulary.scheme == .sentencePiece(.each), vocabulary.normalizedTokens.contains(id) {
      bytes.insert(UInt8(ascii: " "), at: 0)  // what it is looked for with
    }
    // A whole token that holds a space may as well have come of merging, with no stretch after it.
    if isWhole, !bytes.contains(UInt8(ascii: " ")) {
      dropsSpace = vocabulary.scheme.prefixesStretches
      return bytes
    }
    defer { dropsSpace = false }
    return dropsSpace && bytes.first == UInt8(ascii: " ") ? Array(bytes.dropFirst()) : bytes
  }
}

extension Vocabulary.Scheme {
  fileprivate var prefixesText: Bool {
    switch self {
    case .byteLevel, .sentencePiece(.none): false
    case .sentencePiece: true
    }
  }

  fileprivate var prefixesStretches: Bool {
    self == .sentencePiece(.each) || self == .sentencePiece(.eachUnspaced)
  }
}
