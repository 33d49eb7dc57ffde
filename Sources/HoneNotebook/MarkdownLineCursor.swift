/// A place on a line of prose, with columns counted as CommonMark does: a tab goes to the next multiple of four, and a
/// container's mark can take a part of it.
struct MarkdownLineCursor {
  let bytes: [UInt8]
  private(set) var offset = 0
  private var column = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// Where the first byte stands that is no blank.
  var nextOffset: Int {
    var next = offset
    while next < bytes.count, bytes[next].isBlank { next += 1 }
    return next
  }

  var next: UInt8? { nextOffset < bytes.count ? bytes[nextOffset] : nil }
  var isBlank: Bool { nextOffset == bytes.count }

  /// The columns of blanks from here on.
  var indent: Int {
    var (columns, at) = (column, offset)
    while at < bytes.count, bytes[at].isBlank {
      columns += bytes[at] == .tab ? 4 - columns % 4 : 1
      at += 1
    }
    return columns - column
  }

  /// From here on, as Fence and the like want it.
  var line: MarkdownLine { MarkdownLine(content: min(offset, bytes.count)..<bytes.count, end: bytes.count) }

  /// All that is left; of a tab that is taken in part, spaces.
  var rest: [UInt8] {
    guard offset < bytes.count, bytes[offset] == .tab, column % 4 != 0 else { return Array(bytes[offset...]) }
    return Array(repeating: .space, count: 4 - column % 4) + bytes[(offset + 1)...]
  }

  /// All that is left without the blanks before it.
  var text: [UInt8] { Array(bytes[nextOffset...]) }

  /// Takes at most so many columns of blanks.
  mutating func skip(columns: Int) {
    var left = columns
    while left > 0, offset < bytes.count, bytes[offset].isBlank {
      let width = bytes[offset] == .tab ? 4 - column % 4 : 1
      if width <= left { offset += 1 }
      column += min(width, left)
      left -= min(width, left)
    }
  }

  mutating func skip(bytes count: Int) {
    offset += count
    column += count
  }

  /// Takes `>` and a blank behind it; false where there is none.
  mutating func skipQuoteMark() -> Bool {
    guard indent < 4, next == UInt8(ascii: ">") else { return false }
    skip(columns: indent)
    skip(bytes: 1)
    skip(columns: 1)
    return true
  }
}

extension MarkdownLineCursor {
  /// The level and the text of `## text ##`.
  var heading: (level: Int, text: [UInt8])? {
    let text = self.text
    let level = text.prefix { $0 == UInt8(ascii: "#") }.count
    guard (1...6).contains(level), text.count == level || text[level].isBlank else { return nil }
    var rest = text.dropFirst(level).drop(while: \.isBlank).trimmedAtEnd
    let closing = rest.reversed().prefix { $0 == UInt8(ascii: "#") }.count
    let before = rest.dropLast(closing)
    if before.isEmpty || before.last?.isBlank == true { rest = before.trimmedAtEnd }
    return (level, Array(rest))
  }

  /// The level of the heading that a line of `=` or `-` makes of the paragraph above it.
  var setextLevel: Int? {
    let text = bytes[nextOffset...].trimmedAtEnd
    guard indent < 4, let first = text.first, text.allSatisfy({ $0 == first }) else { return nil }
    return first == UInt8(ascii: "=") ? 1 : first == UInt8(ascii: "-") ? 2 : nil
  }

  struct ListMark {
    var style: MarkdownBlock.ListStyle
    /// Bytes of the mark.
    var width: Int
    /// Columns from here to the item's content.
    var indent: Int
    var isEmpty: Bool

    /// An item can interrupt a paragraph when it has content and, if numbered, the number 1.
    var canInterrupt: Bool { !isEmpty && (style.start ?? 1) == 1 }
  }

  /// The mark of a list item that begins here.
  var listMark: ListMark? {
    let text = bytes[nextOffset...]
    guard let first = text.first, !ListMarker.isThematicBreak(text) else { return nil }
    var style = MarkdownBlock.ListStyle(mark: first, start: nil)
    var width = 1
    if first.isDigit {
      let digits = text.prefix(while: \.isDigit)
      guard digits.count <= 9, let mark = text.dropFirst(digits.count).first, ".)".utf8.contains(mark) else {
        return nil
      }
      style = .init(mark: mark, start: Int(String(decoding: digits, as: UTF8.self)))
      width = digits.count + 1
    } else if !"-+*".utf8.contains(first) {
      return nil
    }
    let before = indent
    var behind = self
    behind.skip(columns: before)
    behind.skip(bytes: width)
    let (blanks, isEmpty) = (behind.indent, behind.isBlank)
    guard isEmpty || blanks > 0 else { return nil }
    return ListMark(
      style: style, width: width, indent: before + width + (isEmpty || blanks > 4 ? 1 : blanks), isEmpty: isEmpty)
  }
}

extension ArraySlice<UInt8> {
  /// Without the blanks at its end.
  var trimmedAtEnd: ArraySlice<UInt8> {
    var text = self
    while text.last?.isBlank == true { text.removeLast() }
    return text
  }
}
