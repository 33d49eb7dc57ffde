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
    if case .success(let node) = Result(catching: root), node != nil, node?.mapping == nil { return nil }
  }

  /// Throws if the text is no YAML, or if the notebook says that it is of a later format.
  package func check() throws(NotebookError) {
    let node: Node?
    do {
      node = try root()
    } catch let error as NotebookError {
      throw error
    } catch {
      throw .frontMatter(reason: FrontMatter.reason(error))
    }
    guard let value = node?.mapping?["hone"] else { return }
    guard let version = value.int, version == FrontMatter.version else {
      throw .version(value.scalar?.string ?? "a \(value.mapping == nil ? "list" : "mapping")")
    }
  }

  /// Nil where there is nothing between the lines.
  private func root() throws -> Node? {
    guard text.utf8.count <= FrontMatter.longest else {
      throw NotebookError.frontMatter(reason: "it is longer than \(FrontMatter.longest >> 10) kB")
    }
    guard FrontMatter.depth(text) <= FrontMatter.deepest else {
      throw NotebookError.frontMatter(reason: "it is nested deeper than \(FrontMatter.deepest)")
    }
    return try Yams.compose(yaml: text)
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
