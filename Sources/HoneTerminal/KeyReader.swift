import Foundation

/// Bytes typed at the terminal, read in blocks and kept from one line to the next.
final class KeyReader {
  private var bytes: [UInt8] = []
  private var position = 0
  /// Meets the signals that came; true where one ends the reading.
  private let wasStopped: () -> Bool

  init(wasStopped: @escaping () -> Bool) { self.wasStopped = wasStopped }

  /// Whether a byte can be had without waiting.
  var hasMore: Bool { hasMore(within: 0) }

  func hasMore(within milliseconds: Int32) -> Bool {
    if position < bytes.count { return true }
    var ready = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
    return poll(&ready, 1, milliseconds) > 0
  }

  /// Forgets what was typed ahead.
  func forget() { (bytes, position) = ([], 0) }

  /// Puts text before what is read next.
  func push(_ text: String) {
    bytes = Array(text.utf8) + bytes[position...]
    position = 0
  }

  /// Nil at the end of the input and after a signal that ends the reading; what was read before that is forgotten.
  func byte() -> UInt8? {
    if position < bytes.count, wasStopped() {
      forget()
      return nil
    }
    while position == bytes.count {
      if wasStopped() { return nil }
      Signals.wait(for: STDIN_FILENO)
      // The terminal drops what was typed before a Ctrl-C, so that what is read now was typed after it.
      if wasStopped() { return nil }
      guard hasMore else { continue }
      var block = [UInt8](repeating: 0, count: 65_536)
      let count = read(STDIN_FILENO, &block, block.count)
      if count > 0 {
        (bytes, position) = (Array(block[..<count]), 0)
      } else if count == 0 || errno != EINTR {
        return nil
      }
    }
    defer { position += 1 }
    return bytes[position]
  }

  func scalar() -> Unicode.Scalar? {
    guard let first = byte() else { return nil }
    var character = [first]
    let length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    while character.count < length, let next = byte() { character.append(next) }
    return String(decoding: character, as: UTF8.self).unicodeScalars.first ?? "\u{FFFD}"
  }

  /// Pasted text up to the terminal's closing mark.
  func paste() -> String {
    let mark = Array("\u{1B}[201~".utf8)
    var text: [UInt8] = []
    while !text.suffix(mark.count).elementsEqual(mark) {
      guard let byte = byte() else { return String(decoding: text, as: UTF8.self) }
      text.append(byte)
    }
    return String(decoding: text.dropLast(mark.count), as: UTF8.self)
  }
}
