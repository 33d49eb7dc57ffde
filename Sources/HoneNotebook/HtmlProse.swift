/// Prose as HTML. Nothing of it is passed on unread: HTML in it is shown as text, comments are left out.
struct HtmlProse {
  /// The address that an image is shown from; nil where the page cannot hold it.
  let image: (String) -> String?
  /// How many headings of a name there were.
  private var names: [String: Int] = [:]
  /// The text of the first heading.
  private(set) var title: String?

  init(image: @escaping (String) -> String?) { self.image = image }

  mutating func html(_ document: MarkdownBlock, _ references: MarkdownReferences) -> String {
    document.children.map { html($0, references, isTight: false) }.joined()
  }

  private mutating func html(_ block: MarkdownBlock, _ references: MarkdownReferences, isTight: Bool) -> String {
    func inside(_ isTight: Bool) -> String {
      block.children.map { html($0, references, isTight: isTight) }.joined()
    }
    func inline(_ text: [UInt8]) -> String { MarkdownInlines.html(text, references, image: image) }
    switch block.kind {
    case .document: return inside(false)
    case .quote: return "<blockquote>\n\(inside(false))</blockquote>\n"
    case .list(let style):
      let name = style.start == nil ? "ul" : "ol"
      let start = style.start.map { $0 == 1 ? "" : " start=\"\($0)\"" } ?? ""
      return "<\(name)\(start)>\n\(inside(block.isTight))</\(name)>\n"
    case .item: return "<li>\(inside(isTight))</li>\n"
    case .paragraph:
      guard !block.lines.isEmpty else { return "" }
      return isTight ? inline(block.text) + "\n" : "<p>\(inline(block.text))</p>\n"
    case .heading(let level):
      let name = name(of: block.text)
      if title == nil { title = HtmlProse.plain(block.text) }
      return "<h\(level) id=\"\(name)\">\(inline(block.text))</h\(level)>\n"
    case .code(let fence): return HtmlProse.code(block, isFenced: fence != nil)
    case .html: return HtmlProse.literal(block)
    case .rule: return "<hr>\n"
    case .table(let alignments): return table(block, alignments, inline)
    }
  }

  private static func code(_ block: MarkdownBlock, isFenced: Bool) -> String {
    var lines = block.lines
    if !isFenced { while lines.last?.allSatisfy(\.isBlank) == true { lines.removeLast() } }
    let text = lines.map { String(decoding: $0, as: UTF8.self) + "\n" }.joined()
    let language = FenceAttributes(String(decoding: block.info, as: UTF8.self)).language
    return HtmlCode.block(text, language: language)
  }

  /// HTML as the text that it is. A comment shows nothing on a page, so it shows nothing here.
  private static func literal(_ block: MarkdownBlock) -> String {
    let text = String(decoding: block.text, as: UTF8.self)
    if text.trimmed.hasPrefix("<!--"), text.trimmed.hasSuffix("-->") { return "" }
    return "<pre class=\"raw\">\(HtmlText.escaped(text))</pre>\n"
  }

  private func table(
    _ block: MarkdownBlock, _ alignments: [MarkdownBlock.Alignment], _ inline: ([UInt8]) -> String
  ) -> String {
    let rows = block.lines.enumerated().map { index, line in
      let cells = MarkdownTable.cells(line)
      let name = index == 0 ? "th" : "td"
      let parts = alignments.enumerated().map { column, alignment in
        let style = alignment == .none ? "" : " class=\"\(alignment.rawValue)\""
        return "<\(name)\(style)>\(column < cells.count ? inline(cells[column]) : "")</\(name)>"
      }
      return "<tr>\(parts.joined())</tr>\n"
    }
    return "<table>\n<thead>\n\(rows[0])</thead>\n<tbody>\n\(rows.dropFirst().joined())</tbody>\n</table>\n"
  }

  /// What a link `#name` finds, as GitHub makes it of a heading.
  private mutating func name(of heading: [UInt8]) -> String {
    let words = HtmlProse.plain(heading).lowercased().unicodeScalars.compactMap { scalar -> Character? in
      if scalar == " " { return "-" }
      return scalar.properties.isAlphabetic || scalar.properties.numericType != nil
        || "-_".unicodeScalars.contains(scalar)
        ? Character(scalar) : nil
    }
    let name = HtmlText.escaped(String(words))
    let count = names[name, default: 0]
    names[name] = count + 1
    return count == 0 ? name : "\(name)-\(count)"
  }

  /// A heading without its marks.
  private static func plain(_ text: [UInt8]) -> String {
    let marks = "*`".utf8
    return MarkdownText.unescaped(text.filter { !marks.contains($0) }[...]).trimmed
  }
}
