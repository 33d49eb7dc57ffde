/// A fenced code block at the top level of a Markdown file. All ranges are offsets into the file's bytes.
struct Fence: Sendable {
  var marker: UInt8
  var length: Int
  /// Spaces before the opening fence, 0...3; as many are taken off the lines inside.
  var indent: Int
  var info: Range<Int>
  /// The lines inside, their terminators included.
  var body: Range<Int>
  /// From the first byte of the opening line to past the closing line's terminator, or the end of the file.
  var whole: Range<Int>
  var isClosed: Bool

  /// The opening fence that `line` is, or nil. The ranges of what follows are still empty.
  static func opening(_ line: MarkdownLine, in bytes: [UInt8]) -> Fence? {
    let (columns, start) = line.indent(in: bytes)
    guard columns < 4, start < line.content.upperBound else { return nil }
    let marker = bytes[start]
    guard marker == .backtick || marker == .tilde else { return nil }
    let run = bytes[start..<line.content.upperBound].prefix { $0 == marker }
    guard run.count >= 3 else { return nil }
    let info = trimmed(run.endIndex..<line.content.upperBound, of: bytes)
    if marker == .backtick, bytes[info].contains(.backtick) { return nil }
    return Fence(
      marker: marker, length: run.count, indent: columns, info: info, body: line.end..<line.end,
      whole: line.content.lowerBound..<line.end, isClosed: false)
  }

  func isClosed(by line: MarkdownLine, in bytes: [UInt8]) -> Bool {
    let (columns, start) = line.indent(in: bytes)
    guard columns < 4 else { return false }
    let run = bytes[start..<line.content.upperBound].prefix { $0 == marker }
    return run.count >= length && bytes[run.endIndex..<line.content.upperBound].allSatisfy(\.isBlank)
  }

  /// What stands inside: indentation of the fence taken off, `\n` between lines and none after the last.
  func text(in bytes: [UInt8]) -> String {
    let lines = MarkdownLine.split(Array(bytes[body])).map { line in
      let content = bytes[(body.lowerBound + line.content.lowerBound)..<(body.lowerBound + line.content.upperBound)]
      let spaces = content.prefix(indent).prefix { $0 == .space }.count
      return String(decoding: content.dropFirst(spaces), as: UTF8.self)
    }
    return lines.joined(separator: "\n")
  }

  private static func trimmed(_ range: Range<Int>, of bytes: [UInt8]) -> Range<Int> {
    var (lower, upper) = (range.lowerBound, range.upperBound)
    while lower < upper, bytes[lower].isBlank { lower += 1 }
    while upper > lower, bytes[upper - 1].isBlank { upper -= 1 }
    return lower..<upper
  }
}

/// The words after a fence's language: `name=train check=num noeval`. Those hone does not know are kept.
package struct FenceAttributes: Sendable, Equatable {
  package var language: String
  /// In the order written; a word without `=` has a nil value.
  package var items: [Item]

  package struct Item: Sendable, Equatable {
    package var key: String
    package var value: String?
  }

  /// Reads an info string. A value may stand in double quotes, which keep its spaces.
  package init(_ info: String) {
    var words = FenceAttributes.words(info)
    language = words.isEmpty ? "" : words.removeFirst()
    items = words.map { word in
      guard let equals = word.firstIndex(of: "=") else { return Item(key: word, value: nil) }
      return Item(key: String(word[..<equals]), value: String(word[word.index(after: equals)...]))
    }
  }

  package func has(_ flag: String) -> Bool { items.contains { $0.key == flag && $0.value == nil } }

  /// The value of the first `key=…`.
  package subscript(key: String) -> String? { items.first { $0.key == key && $0.value != nil }?.value }

  private static func words(_ info: String) -> [String] {
    var words: [String] = []
    var word = ""
    var (isQuoted, hasWord) = (false, false)
    for character in info {
      if character == "\"" {
        isQuoted.toggle()
        hasWord = true
      } else if character.isWhitespace && !isQuoted {
        if hasWord { words.append(word) }
        (word, hasWord) = ("", false)
      } else {
        word.append(character)
        hasWord = true
      }
    }
    if hasWord { words.append(word) }
    return words
  }
}
