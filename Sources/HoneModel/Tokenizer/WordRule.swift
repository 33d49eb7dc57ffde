/// The splitting rule that llama-3 and qwen2 share but for the length of numbers:
/// `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,n}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`
struct WordRule {
  /// In scalars.
  let longestNumber: Int

  /// Calls `body` with each piece of `text[range]`, in order.
  func forEachPiece(of text: ScalarText, in range: Range<Int>, _ body: (Range<Int>) -> Void) {
    let stretch = Stretch(text: text, limit: range.upperBound, longestNumber: longestNumber)
    var offset = range.lowerBound
    while offset < range.upperBound {
      let end = stretch.pieceEnd(from: offset)
      body(offset..<end)
      offset = end
    }
  }
}

/// The rule over a text up to `limit`.
private struct Stretch {
  let text: ScalarText
  let limit: Int
  let longestNumber: Int

  /// The alternatives in the rule's order; the first that matches decides.
  func pieceEnd(from start: Int) -> Int {
    if let end = contractionEnd(from: start) { return end }
    let (first, next) = text.characterClass(at: start)
    switch first {
    case .letter: return text.endOfRun(of: .letter, from: next, limit: limit)
    case .number: return numberEnd(from: start)
    case .space, .other: break
    }
    if !isLineBreak(at: start) {
      let end = text.endOfRun(of: .letter, from: next, limit: limit)
      if end > next { return end }
    }
    if first == .other { return symbolsEnd(from: next) }
    if text.bytes[start] == UInt8(ascii: " "), next < limit, text.characterClass(at: next).class == .other {
      return symbolsEnd(from: next)
    }
    return lineEnd(from: start) ?? text.whitespaceEnd(from: start, limit: limit)
  }

  private func isLineBreak(at offset: Int) -> Bool {
    text.bytes[offset] == UInt8(ascii: "\n") || text.bytes[offset] == UInt8(ascii: "\r")
  }

  private func numberEnd(from start: Int) -> Int {
    var end = start
    for _ in 0..<longestNumber where end < limit {
      let (found, next) = text.characterClass(at: end)
      guard found == .number else { break }
      end = next
    }
    return end
  }

  /// `[^\s\p{L}\p{N}]*[\r\n]*`
  private func symbolsEnd(from start: Int) -> Int {
    var end = text.endOfRun(of: .other, from: start, limit: limit)
    while end < limit, isLineBreak(at: end) { end += 1 }
    return end
  }

  /// `\s*[\r\n]+`: up to the last line break of a run of white space.
  private func lineEnd(from start: Int) -> Int? {
    var end: Int?
    var offset = start
    while offset < limit {
      let (found, next) = text.characterClass(at: offset)
      guard found == .space else { break }
      if isLineBreak(at: offset) { end = next }
      offset = next
    }
    return end
  }

  /// `(?i:'s|'t|'re|'ve|'m|'ll|'d)`. Without regard to case, 's' is also U+017F, the long s.
  private func contractionEnd(from start: Int) -> Int? {
    guard text.bytes[start] == UInt8(ascii: "'"), let first = lowercase(at: start + 1) else { return nil }
    switch first {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return start + 2
    case UInt8(ascii: "r"), UInt8(ascii: "v"): return lowercase(at: start + 2) == UInt8(ascii: "e") ? start + 3 : nil
    case UInt8(ascii: "l"): return lowercase(at: start + 2) == UInt8(ascii: "l") ? start + 3 : nil
    case 0xC5: return start + 2 < limit && text.bytes[start + 2] == 0xBF ? start + 3 : nil
    default: return nil
    }
  }

  /// The byte at `offset`, an ASCII letter in lower case.
  private func lowercase(at offset: Int) -> UInt8? {
    guard offset < limit else { return nil }
    let byte = text.bytes[offset]
    return (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
  }
}
