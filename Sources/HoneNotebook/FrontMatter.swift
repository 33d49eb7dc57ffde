import Yams

/// The YAML between `---` lines at the head of a notebook. Kept byte for byte; keys that hone does not know are the user's.
package struct FrontMatter: Sendable {
  /// The bytes of both `---` lines and what is between.
  var range: Range<Int>
  package var text: String

  /// The notebook format that this version reads.
  package static let version = 1
  static let longest = 64 << 10
  static let deepest = 32
  static let mostAliases = 16

  /// The front matter that begins at `start`, or nil: then a `---` there is a line across the page.
  init?(_ bytes: [UInt8], from start: Int) {
    let lines = MarkdownLine.split(bytes, from: start)
    func word(_ line: MarkdownLine) -> String {
      var end = line.content.upperBound
      while end > line.content.lowerBound, bytes[end - 1].isBlank { end -= 1 }
      return end - line.content.lowerBound > 3
        ? "" : String(decoding: bytes[line.content.lowerBound..<end], as: UTF8.self)
    }
    guard let first = lines.first, word(first) == "---" else { return nil }
    guard let last = lines.dropFirst().first(where: { ["---", "..."].contains(word($0)) }) else { return nil }
    text = String(decoding: bytes[first.end..<last.content.lowerBound], as: UTF8.self)
    range = start..<last.end
    if let node = try? FrontMatter.compose(text), node.mapping == nil { return nil }
  }

  /// Throws if the text is no YAML, or if the notebook says that it is of a later format.
  package func check() throws(NotebookError) {
    guard let value = try mapping()?["hone"] else { return }
    guard let version = value.int, version == FrontMatter.version else {
      throw .version(value.scalar?.string ?? "a \(value.mapping == nil ? "list" : "mapping")")
    }
  }

  /// Nil where there is nothing between the lines.
  func mapping() throws(NotebookError) -> Node.Mapping? { try FrontMatter.compose(text)?.mapping }

  /// Reads YAML of any origin: one that would exhaust the stack, the memory or the reader's patience is refused.
  static func compose(_ text: String) throws(NotebookError) -> Node? {
    guard text.utf8.count <= longest else { throw .frontMatter(reason: "it is longer than \(longest >> 10) kB") }
    guard depth(text) <= deepest else { throw .frontMatter(reason: "it is nested deeper than \(deepest)") }
    guard aliases(text) <= mostAliases else {
      throw .frontMatter(reason: "it refers to anchors more than \(mostAliases) times")
    }
    do {
      return try Yams.compose(yaml: text)
    } catch {
      throw .frontMatter(reason: reason(error))
    }
  }

  /// An upper bound of the references as `*name`: a few dozen can stand for more nodes than any memory holds.
  private static func aliases(_ text: String) -> Int {
    let bytes = Array(text.utf8)
    return bytes.indices.count { index in
      guard bytes[index] == UInt8(ascii: "*"), index + 1 < bytes.count else { return false }
      let next = bytes[index + 1]
      return next.isLetter || next.isDigit || next >= 0x80 || next == UInt8(ascii: "_") || next == UInt8(ascii: "-")
    }
  }

  /// An upper bound of the nesting, so that a hostile file does not exhaust the stack of the YAML reader.
  private static func depth(_ text: String) -> Int {
    var (depth, deepest, indent, deepestIndent) = (0, 0, 0, 0)
    var atLineStart = true
    for byte in text.utf8 {
      if byte == .lineFeed {
        (indent, atLineStart) = (0, true)
      } else if atLineStart, byte == .space || [UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":")].contains(byte)
      {
        indent += 1
        deepestIndent = max(deepestIndent, indent)
      } else {
        atLineStart = false
        if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") { depth += 1 }
        if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") { depth -= 1 }
        deepest = max(deepest, depth)
      }
    }
    return deepest + deepestIndent / 2
  }

  private static func reason(_ error: any Error) -> String {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      "line \(mark.line + 1): \(problem)"  // of the file, whose first line is `---`
    case .duplicatedKeysInMapping: "a key is there twice"
    default: "it is not YAML"
    }
  }
}
