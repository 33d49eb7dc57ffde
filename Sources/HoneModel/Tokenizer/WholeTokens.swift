/// The control and user-defined tokens, which are recognised wherever a text spells them out.
struct WholeTokens {
  private struct Spelling {
    var bytes: [UInt8]
    var token: Int
  }

  /// By first byte; the longest first, so that it wins.
  private var byFirstByte = [[Spelling]](repeating: [], count: 256)

  /// A spelling that is empty or not UTF-8 occurs in no text.
  init(_ vocabulary: Vocabulary) {
    for (token, type) in vocabulary.tokenTypes.enumerated() where type.isWhole {
      let bytes = Array(vocabulary.tokens.bytes(token))
      guard let first = bytes.first, String(validating: bytes, as: UTF8.self) != nil else { continue }
      byFirstByte[Int(first)].append(Spelling(bytes: bytes, token: token))
    }
    for i in byFirstByte.indices { byFirstByte[i].sort { $0.bytes.count > $1.bytes.count } }
  }

  /// The first whole token at or after `start`.
  func next(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> (range: Range<Int>, token: Int)? {
    for offset in start..<text.count {
      for spelling in byFirstByte[Int(text[offset])] where matches(spelling.bytes, text, at: offset) {
        return (offset..<offset + spelling.bytes.count, spelling.token)
      }
    }
    return nil
  }

  private func matches(_ bytes: [UInt8], _ text: UnsafeBufferPointer<UInt8>, at offset: Int) -> Bool {
    guard bytes.count <= text.count - offset else { return false }
    return bytes.indices.allSatisfy { text[offset + $0] == bytes[$0] }
  }
}
