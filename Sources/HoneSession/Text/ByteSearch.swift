/// Searching in UTF-8. A match of whole characters is a match of whole code points, so that bytes suffice; Swift's own
/// search would take "e" not to be in "é" written with a combining accent.
struct ByteText {
  let bytes: [UInt8]

  init(_ text: some StringProtocol) { bytes = Array(text.utf8) }
  init(_ bytes: some Sequence<UInt8>) { self.bytes = Array(bytes) }

  static func string(_ bytes: some Collection<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }

  /// The offset of the first match in `range`.
  func first(_ needle: ByteText, in range: Range<Int>) -> Int? {
    guard let head = needle.bytes.first else { return range.lowerBound }
    var offset = range.lowerBound
    while offset + needle.bytes.count <= range.upperBound {
      if bytes[offset] == head, matches(needle, at: offset) { return offset }
      offset += 1
    }
    return nil
  }

  /// The offset of the last match in `range`.
  func last(_ needle: ByteText, in range: Range<Int>) -> Int? {
    var offset = range.upperBound - needle.bytes.count
    while offset >= range.lowerBound {
      if matches(needle, at: offset) { return offset }
      offset -= 1
    }
    return nil
  }

  /// The offsets of all matches that do not overlap, from the left, at most `limit`.
  func all(_ needle: ByteText, limit: Int = .max) -> [Int] {
    var offsets: [Int] = []
    var start = 0
    while offsets.count < limit, let offset = first(needle, in: start..<bytes.count) {
      offsets.append(offset)
      start = offset + needle.bytes.count
    }
    return offsets
  }

  func matches(_ needle: ByteText, at offset: Int) -> Bool {
    guard offset >= 0, offset + needle.bytes.count <= bytes.count else { return false }
    for index in needle.bytes.indices where bytes[offset + index] != needle.bytes[index] { return false }
    return true
  }

  /// The code points before a byte offset.
  func codePoints(before offset: Int) -> Int {
    bytes[..<offset].reduce(into: 0) { count, byte in if byte & 0xC0 != 0x80 { count += 1 } }
  }

  /// The byte offset of a code point; `count` of them is the end.
  func offset(ofCodePoint index: Int) -> Int {
    var left = index
    for (offset, byte) in bytes.enumerated() where byte & 0xC0 != 0x80 {
      if left == 0 { return offset }
      left -= 1
    }
    return bytes.count
  }
}

extension String {
  /// The byte range of the first occurrence, by code points.
  func range(ofBytes part: String) -> Range<Int>? {
    let text = ByteText(self)
    let needle = ByteText(part)
    return text.first(needle, in: 0..<text.bytes.count).map { $0..<$0 + needle.bytes.count }
  }
}
