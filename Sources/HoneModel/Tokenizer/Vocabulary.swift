/// Everything that a model file says about its tokens.
package struct Vocabulary: Sendable {
  /// The texts as the file spells them: byte-level tokens in GPT-2's visible alphabet ("Ġthe"), the others as they are.
  package var tokens: PackedStrings
  /// One per token, or empty if the file has none: then every token is ordinary.
  package var tokenTypes: [TokenType]
  /// "left right", the most urgent first.
  package var merges: PackedStrings
  /// `tokenizer.ggml.pre` of a GGUF file, as "smollm".
  package var preTokenizer: String
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
}

/// A token's kind, numbered as `tokenizer.ggml.token_type` does.
package struct TokenType: RawRepresentable, Equatable, Sendable {
  package var rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  package static let ordinary = TokenType(rawValue: 1)
  package static let control = TokenType(rawValue: 3)
  package static let userDefined = TokenType(rawValue: 4)

  /// Its text stands for itself: recognised whole in what is encoded, and not spelt in the byte-level alphabet.
  var isWhole: Bool { self == .control || self == .userDefined }
}
