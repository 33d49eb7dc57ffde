/// The HTML blocks of CommonMark 0.31 (section 4.6): inside one, a fence is text.
enum MarkdownHTML {
  /// What ends a block: one of these strings anywhere on a line, or a blank line.
  enum End: Sendable, Equatable {
    case text([String])
    case blankLine
  }

  /// How the block that begins at `start` ends, or nil where none begins.
  /// - Parameter inParagraph: a lone tag of a name that is not a block's cannot interrupt a paragraph.
  static func opening(at start: Int, of line: MarkdownLine, in bytes: [UInt8], inParagraph: Bool) -> End? {
    let text = bytes[start..<line.content.upperBound]
    guard text.first == UInt8(ascii: "<") else { return nil }
    if text.starts(with: "<!--".utf8) { return .text(["-->"]) }
    if text.starts(with: "<?".utf8) { return .text(["?>"]) }
    if text.starts(with: "<![CDATA[".utf8) { return .text(["]]>"]) }
    if text.starts(with: "<!".utf8), text.dropFirst(2).first?.isLetter == true { return .text([">"]) }
    return tag(text, inParagraph: inParagraph)
  }

  private static func tag(_ text: ArraySlice<UInt8>, inParagraph: Bool) -> End? {
    let isClosing = text.dropFirst().first == UInt8(ascii: "/")
    let rest = text.dropFirst(isClosing ? 2 : 1)
    guard rest.first?.isLetter == true else { return nil }
    let bytes = rest.prefix { $0.isLetter || $0.isDigit || $0 == UInt8(ascii: "-") }
    let name = String(decoding: bytes.map(\.lowercased), as: UTF8.self)
    let after = rest.dropFirst(bytes.count)
    guard after.isEmpty || [.space, .tab, UInt8(ascii: ">"), UInt8(ascii: "/")].contains(after[after.startIndex]) else {
      return nil
    }
    if !isClosing, literalNames.contains(name) { return .text(literalNames.map { "</\($0)>" }) }
    if blockNames.contains(name) { return .blankLine }
    return !inParagraph && isLoneTag(after) ? .blankLine : nil
  }

  /// Whether the tag that `text` is the rest of closes on this line with nothing behind it.
  private static func isLoneTag(_ text: ArraySlice<UInt8>) -> Bool {
    var quote: UInt8?
    for position in text.indices {
      let byte = text[position]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ">") {
        return text[(position + 1)...].allSatisfy(\.isBlank)
      }
    }
    return false
  }

  private static let literalNames = ["pre", "script", "style", "textarea"]
  private static let blockNames = Set(
    """
    address article aside base basefont blockquote body caption center col colgroup dd details dialog dir div dl dt \
    fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend li link \
    main menu menuitem nav noframes ol optgroup option p param search section summary table tbody td tfoot th thead \
    title tr track ul
    """.split(separator: " ").map(String.init))
}
