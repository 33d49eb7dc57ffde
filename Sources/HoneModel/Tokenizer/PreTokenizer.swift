/// Cuts text into the pieces within which tokens are merged. Each case is one published splitting rule, by the name that
/// `tokenizer.ggml.pre` gives it.
enum PreTokenizer: String, CaseIterable {
  /// Every number scalar by itself, what lies between them as GPT-2 does.
  case smollm
  /// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`
  case gpt2 = "gpt-2"
  /// `WordRule` with numbers in groups of up to three.
  case llama3 = "llama-bpe"
  /// `WordRule` with every number scalar by itself. Qwen3's files give this name too.
  case qwen2

  init(named name: String) throws(TokenizerError) {
    let known = PreTokenizer.allCases.map(\.rawValue)
    // "default" is what converters wrote where they did not know the rule; a guess would give other tokens in silence.
    guard !name.isEmpty, name != "default" else { throw .noPreTokenizer(known: known) }
    guard let rule = PreTokenizer(rawValue: name) ?? PreTokenizer.aliases[name] else {
      throw .unknownPreTokenizer(name: name, known: known)
    }
    self = rule
  }

  /// Names of the same rules in other files.
  private static let aliases: [String: PreTokenizer] = [
    "llama3": .llama3, "llama-v3": .llama3, "deepseek-r1-qwen": .qwen2,
  ]

  /// Calls `body` with each piece of `text[range]`, in order; together they cover it.
  func forEachPiece(of text: ScalarText, in range: Range<Int>, _ body: (Range<Int>) -> Void) {
    switch self {
    case .smollm: forEachPieceBetweenNumbers(of: text, in: range, body)
    case .gpt2: forEachGPT2Piece(of: text, in: range, body)
    case .llama3: WordRule(longestNumber: 3).forEachPiece(of: text, in: range, body)
    case .qwen2: WordRule(longestNumber: 1).forEachPiece(of: text, in: range, body)
    }
  }

  private func forEachPieceBetweenNumbers(of text: ScalarText, in range: Range<Int>, _ body: (Range<Int>) -> Void) {
    var start = range.lowerBound
    var offset = start
    while offset < range.upperBound {
      let (found, next) = text.characterClass(at: offset)
      if found == .number {
        forEachGPT2Piece(of: text, in: start..<offset, body)
        body(offset..<next)
        start = next
      }
      offset = next
    }
    forEachGPT2Piece(of: text, in: start..<range.upperBound, body)
  }

  private func forEachGPT2Piece(of text: ScalarText, in range: Range<Int>, _ body: (Range<Int>) -> Void) {
    var offset = range.lowerBound
    while offset < range.upperBound {
      let end = gpt2PieceEnd(text, from: offset, limit: range.upperBound)
      body(offset..<end)
      offset = end
    }
  }

  private func gpt2PieceEnd(_ text: ScalarText, from start: Int, limit: Int) -> Int {
    if let end = contractionEnd(text, from: start, limit: limit) { return end }
    let (first, afterFirst) = text.characterClass(at: start)
    if first != .space { return text.endOfRun(of: first, from: afterFirst, limit: limit) }
    if text.bytes[start] == UInt8(ascii: " "), afterFirst < limit {
      let (second, afterSecond) = text.characterClass(at: afterFirst)
      if second != .space { return text.endOfRun(of: second, from: afterSecond, limit: limit) }
    }
    return text.whitespaceEnd(from: start, limit: limit)
  }

  private func contractionEnd(_ text: ScalarText, from start: Int, limit: Int) -> Int? {
    let bytes = text.bytes
    guard bytes[start] == UInt8(ascii: "'"), start + 1 < limit else { return nil }
    switch bytes[start + 1] {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return start + 2
    case UInt8(ascii: "r"), UInt8(ascii: "v"):
      return start + 2 < limit && bytes[start + 2] == UInt8(ascii: "e") ? start + 3 : nil
    case UInt8(ascii: "l"): return start + 2 < limit && bytes[start + 2] == UInt8(ascii: "l") ? start + 3 : nil
    default: return nil
    }
  }
}
