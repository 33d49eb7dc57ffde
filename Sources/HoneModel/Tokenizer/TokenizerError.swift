/// What can be wrong with the vocabulary that a model's files carry.
package enum TokenizerError: Error, Equatable {
  case unknownPreTokenizer(name: String, known: [String])
  /// The file has "default" or nothing for the name of its splitting rule.
  case noPreTokenizer(known: [String])
  case noTokens
  case tokenTypeCount(tokens: Int, types: Int)
  case scoreCount(tokens: Int, scores: Int)
  case tokenOutsideVocabulary(role: String, id: Int, count: Int)
  /// SentencePiece needs the tokens <0x00>...<0xFF>.
  case byteTokens(found: Int)

  // Of a folder with Hugging Face's files.
  case noTokenizerFile(folder: String, sentencePieceModel: Bool)
  /// The text at `offset` bytes is not JSON, or not of the expected kind.
  case json(path: String, offset: Int, expected: String)
  /// Well-formed, but it contradicts itself.
  case contradiction(path: String, what: String)
  /// A part of tokenizer.json asks for what hone does not do: `part` is "normalizer", `found` what it says.
  case unsupported(path: String, part: String, found: String, accepted: String)
  case unknownSplitPattern(path: String, pattern: String)
  case specialToken(path: String, role: String, text: String)
  case chatTemplates(path: String, names: [String])
}
