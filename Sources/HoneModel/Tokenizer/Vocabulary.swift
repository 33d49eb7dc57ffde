/// Everything that a model's files say about its tokens.
package struct Vocabulary: Sendable {
  /// The texts as the file spells them: byte-level tokens in GPT-2's visible alphabet ("Ġthe"), SentencePiece's with ▁ for
  /// a space ("▁the"), the others as they are.
  package var tokens: PackedStrings
  /// One per token, or empty if the file has none: then every token is ordinary.
  package var tokenTypes: [TokenType]
  package var scheme = Scheme.byteLevel
  /// "left right", the most urgent first.
  package var merges: PackedStrings
  /// One per token where neighbours merge into the token of the highest score, as in SentencePiece; else empty.
  package var scores: [Float] = []
  /// The splitting rule of byte-level tokens: `tokenizer.ggml.pre` of a GGUF file, as "smollm".
  package var preTokenizer: String
  /// Whether a piece that is a token as it stands is taken without merging.
  package var ignoresMerges = false
  /// Whether byte-level text is brought to Unicode's composed form (NFC) first.
  package var composes = false
  /// Whole tokens that are looked for in normalized text, not in the text as it comes.
  package var normalizedTokens: Set<Int> = []
  package var beginning: Int?
  package var end: Int?
  /// Whether the model expects `beginning` before a text that it scores (`encode` never adds it).
  package var addsBeginning: Bool

  package init(
    tokens: PackedStrings, tokenTypes: [TokenType], merges: PackedStrings, preTokenizer: String,
    beginning: Int? = nil, end: Int? = nil, addsBeginning: Bool = false
  ) {
    self.tokens = tokens
    self.tokenTypes = tokenTypes
    self.merges = merges
    self.preTokenizer = preTokenizer
    self.beginning = beginning
    self.end = end
    self.addsBeginning = addsBeginning
  }

  package init(
    tokens: [String], tokenTypes: [Int], merges: [String], preTokenizer: String,
    beginning: Int? = nil, end: Int? = nil, addsBeginning: Bool = false
  ) {
    self.init(
      tokens: PackedStrings(tokens), tokenTypes: tokenTypes.map { TokenType(rawValue: UInt8(clamping: $0)) },
      merges: PackedStrings(merges), preTokenizer: preTokenizer, beginning: beginning, end: end,
      addsBeginning: addsBeginning)
  }

  /// How text becomes the units that merge.
  package enum Scheme: Equatable, Sendable {
    /// Bytes, within the pieces of the pre-tokenizer.
    case byteLevel
    /// Unicode scalars, with ▁ for each space; a scalar that is no token becomes the tokens of its bytes.
    case sentencePiece(SpacePrefix)
  }

  /// Where SentencePiece puts a space that the text does not have. Text lies in stretches between whole tokens.
  package enum SpacePrefix: Equatable, Sendable {
    case none
    /// Before a text that starts neither with a whole token nor with a space.
    case first
    /// Before each stretch that does not start with a space.
    case eachUnspaced
    /// Before each stretch.
    case each
  }

  /// Adds unused tokens up to `count`, for a model with more embeddings than tokens.
  package mutating func pad(to count: Int) {
    guard count > tokens.count else { return }
    if tokenTypes.isEmpty { tokenTypes = .init(repeating: .ordinary, count: tokens.count) }
    if !scores.isEmpty { scores += .init(repeating: 0, count: count - tokens.count) }
    tokenTypes += .init(repeating: .unused, count: count - tokenTypes.count)
    for id in tokens.count..<count { tokens.append("[PAD\(id)]") }
  }

  func type(of id: Int) -> TokenType { tokenTypes.isEmpty ? .ordinary : tokenTypes[id] }
}

/// A token's kind, numbered as `tokenizer.ggml.token_type` does.
package struct TokenType: RawRepresentable, Equatable, Sendable {
  package var rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let ordinary = TokenType(rawValue: 1)
  package static let unknown = TokenType(rawValue: 2)
  package static let control = TokenType(rawValue: 3)
  package static let userDefined = TokenType(rawValue: 4)
  package static let unused = TokenType(rawValue: 5)
  /// SentencePiece's token for one byte, spelt "<0x0A>".
  package static let byte = TokenType(rawValue: 6)

  /// Its text stands for itself: recognised whole in what is encoded, and not spelt in the byte-level alphabet.
  var isWhole: Bool { self == .control || self == .userDefined || self == .unknown }
  /// Whether merging may make it.
  var isMergeable: Bool { self == .ordinary || self == .userDefined }
}
