import HoneModel

/// A vocabulary small enough to follow by eye: the 256 bytes by number, then what `merges` make, then whole tokens.
func smallVocabulary(
  merges: [String] = [], whole: [String] = [], preTokenizer: String = "gpt-2", without missing: Set<UInt8> = []
) -> Vocabulary {
  var tokens = (UInt8.min...UInt8.max).map { missing.contains($0) ? "no byte \($0)" : visible($0) }
  tokens += merges.map { $0.replacing(" ", with: "") } + whole
  let types = tokens.indices.map { $0 < tokens.count - whole.count ? 1 : 3 }
  return Vocabulary(tokens: tokens, tokenTypes: types, merges: merges, preTokenizer: preTokenizer)
}

func smallTokenizer(
  merges: [String] = [], whole: [String] = [], preTokenizer: String = "gpt-2", without missing: Set<UInt8> = []
) throws -> Tokenizer {
  try Tokenizer(
    vocabulary: smallVocabulary(merges: merges, whole: whole, preTokenizer: preTokenizer, without: missing))
}

/// GPT-2's spelling of a byte, written out here by its published rule.
private func visible(_ byte: UInt8) -> String {
  let printable = Array(UInt8(0x21)...0x7E) + Array(0xA1...0xAC) + Array(0xAE...0xFF)
  if printable.contains(byte) { return String(Character(Unicode.Scalar(byte))) }
  let others = (UInt8.min...UInt8.max).filter { !printable.contains($0) }
  return String(Character(Unicode.Scalar(0x100 + UInt32(others.firstIndex(of: byte)!))!))  // one of the 68 others
}
