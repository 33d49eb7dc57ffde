/// Turns tokens into text as they come, holding back the bytes of a scalar that is not yet complete.
///
/// What it gives, put together, is `Tokenizer.decode` of all the tokens.
package struct StreamingDecoder {
  private let tokenizer: Tokenizer
  private var pending: [UInt8] = []

  package init(_ tokenizer: Tokenizer) { self.tokenizer = tokenizer }

  /// The text that `id` completes; empty where more bytes are needed.
  package mutating func append(_ id: Int) -> String {
    pending += tokenizer.bytes(of: id)
    let whole = pending.count - incompleteTail
    defer { pending.removeFirst(whole) }
    return String(decoding: pending[..<whole], as: UTF8.self)
  }

  /// What was held back, as U+FFFD.
  package mutating func finish() -> String {
    defer { pending.removeAll() }
    return String(decoding: pending, as: UTF8.self)
  }

  /// How many bytes at the end begin a scalar without ending it.
  private var incompleteTail: Int {
    for length in 1...3 where length <= pending.count {
      let byte = pending[pending.count - length]
      if byte & 0xC0 == 0x80 { continue }
      let needed = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
      return needed > length ? length : 0
    }
    return 0
  }
}
