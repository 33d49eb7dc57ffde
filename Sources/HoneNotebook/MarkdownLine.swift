/// One line of a file: its bytes without the terminator, and where the next line begins.
struct MarkdownLine {
  var content: Range<Int>
  /// Past the terminator: `\n`, `\r\n` or a lone `\r`, as CommonMark has it.
  var end: Int

  /// All lines of `bytes` from `start` on. A file that ends in a terminator has no empty line after it.
  static func split(_ bytes: [UInt8], from start: Int = 0) -> [MarkdownLine] {
    var lines: [MarkdownLine] = []
    var lineStart = start
    var position = start
    while position < bytes.count {
      let byte = bytes[position]
      guard byte == .lineFeed || byte == .carriageReturn else {
        position += 1
        continue
      }
      let isPair = byte == .carriageReturn && position + 1 < bytes.count && bytes[position + 1] == .lineFeed
      let end = position + (isPair ? 2 : 1)
      lines.append(MarkdownLine(content: lineStart..<position, end: end))
      (lineStart, position) = (end, end)
    }
    if lineStart < bytes.count { lines.append(MarkdownLine(content: lineStart..<bytes.count, end: bytes.count)) }
    return lines
  }

  /// The columns of white space that the line begins with (a tab goes to the next multiple of four) and where they end.
  func indent(in bytes: [UInt8]) -> (columns: Int, start: Int) {
    var columns = 0
    for position in content {
      switch bytes[position] {
      case .space: columns += 1
      case .tab: columns += 4 - columns % 4
      default: return (columns, position)
      }
    }
    return (columns, content.upperBound)
  }

  func isBlank(in bytes: [UInt8]) -> Bool { indent(in: bytes).start == content.upperBound }
}

extension UInt8 {
  static let tab = UInt8(ascii: "\t"), space = UInt8(ascii: " ")
  static let lineFeed = UInt8(ascii: "\n"), carriageReturn = UInt8(ascii: "\r")
  static let backtick = UInt8(ascii: "`"), tilde = UInt8(ascii: "~")

  var isBlank: Bool { self == .space || self == .tab }
  var isLetter: Bool { (self | 0x20) >= UInt8(ascii: "a") && (self | 0x20) <= UInt8(ascii: "z") }
  var isDigit: Bool { self >= UInt8(ascii: "0") && self <= UInt8(ascii: "9") }
  var lowercased: UInt8 { self >= UInt8(ascii: "A") && self <= UInt8(ascii: "Z") ? self | 0x20 : self }
}
