/// A source cut into lines: turns UTF-8 offsets into lines and columns.
///
/// Lines end with a line feed, a carriage return or both, as in Python.
package struct SourceText: Sendable {
  package let bytes: [UInt8]
  /// The offset at which each line starts; never empty.
  package let lineStarts: [Int]

  package init(_ source: String) {
    let bytes = Array(source.utf8)
    var starts = [0]
    for (offset, byte) in bytes.enumerated() {
      let isReturn = byte == ASCII.carriageReturn && !(offset + 1 < bytes.count && bytes[offset + 1] == ASCII.lineFeed)
      if byte == ASCII.lineFeed || isReturn { starts.append(offset + 1) }
    }
    self.bytes = bytes
    self.lineStarts = starts
  }

  /// The index of the line that holds `offset`, from 0; an offset past the end belongs to the last line.
  package func line(at offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// UTF-8 bytes between the start of the line and `offset`.
  package func column(at offset: Int) -> Int { offset - lineStarts[line(at: offset)] }

  /// The offsets of a line, from 0, without what ends it.
  package func lineRange(_ line: Int) -> Range<Int> {
    let start = lineStarts[line]
    var end = line + 1 < lineStarts.count ? lineStarts[line + 1] : bytes.count
    while end > start, bytes[end - 1] == ASCII.lineFeed || bytes[end - 1] == ASCII.carriageReturn { end -= 1 }
    return start..<end
  }

  package func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

  /// The terminal columns between the start of the line and `offset`, with tabs at every fourth column.
  package func displayColumn(at offset: Int) -> Int {
    let start = lineStarts[line(at: offset)]
    return DisplayText(text(start..<max(start, min(offset, bytes.count)))).columns
  }
}

enum ASCII {
  static let tab = UInt8(ascii: "\t")
  static let lineFeed = UInt8(ascii: "\n")
  static let formFeed: UInt8 = 12
  static let carriageReturn = UInt8(ascii: "\r")
  static let space = UInt8(ascii: " ")
  static let backslash = UInt8(ascii: "\\")

  static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

  static func isHexadecimal(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 32) &- 97 < 6 }

  /// Whether a name can start with it; every byte of a character beyond ASCII counts.
  static func startsName(_ byte: UInt8) -> Bool { (byte | 32) &- 97 < 26 || byte == 95 || byte >= 128 }

  static func continuesName(_ byte: UInt8) -> Bool { startsName(byte) || isDigit(byte) }

  static func isBlank(_ byte: UInt8) -> Bool { byte == space || byte == tab || byte == formFeed }

  static func isNewline(_ byte: UInt8) -> Bool { byte == lineFeed || byte == carriageReturn }
}
