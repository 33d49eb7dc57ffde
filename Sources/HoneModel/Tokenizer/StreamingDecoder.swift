import HoneCore

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
