/// Finds the fences and the HTML comments that stand at the top level of a Markdown file, by CommonMark 0.31.
///
/// What is inside a list item, a block quote, an HTML block or another fence is prose, whatever it looks like.
struct MarkdownScanner {
  enum Block {
    case fence(Fence)
    /// From `<!--` to past the first `-->`.
    case comment(Range<Int>)
  }

  private(set) var blocks: [Block] = []
  /// Where a fence or an HTML block begins that the file ends without closing.
  private(set) var openTail: Int?
  /// Whether a line put behind the last one would continue a paragraph or an HTML block.
  private(set) var endsInText = false

  private let bytes: [UInt8]
  private var fence: Fence?
  private var html: (end: MarkdownHTML.End, start: Int)?
  /// Column from which lines belong to the list item that is open at the top level.
  private var itemIndent: Int?
  /// Whether that item has had nothing but its marker so far.
  private var isItemEmpty = false
  private var inParagraph = false

  init(_ bytes: [UInt8], from start: Int) {
    self.bytes = bytes
    for line in MarkdownLine.split(bytes, from: start) { read(line) }
    finish()
  }

  private mutating func finish() {
    if var fence {
      openTail = fence.whole.lowerBound
      fence.whole = fence.whole.lowerBound..<bytes.count
      fence.body = min(fence.body.lowerBound, bytes.count)..<bytes.count
      blocks.append(.fence(fence))
    } else if let html, html.end != .blankLine {
      openTail = html.start
    }
    endsInText = inParagraph || html != nil
  }

  private mutating func read(_ line: MarkdownLine) {
    if fence != nil { return readInsideFence(line) }
    if html != nil { return readInsideHTML(line) }
    if line.isBlank(in: bytes) { return readBlank() }
    let (columns, start) = line.indent(in: bytes)
    if let itemIndent {
      if columns >= itemIndent {
        isItemEmpty = false
        inParagraph = opensParagraph(start, line)
        return
      }
      if inParagraph, isText(start, line) { return }  // A lazy continuation: the item stays open.
    }
    let hadItem = itemIndent != nil
    itemIndent = nil
    if columns >= 4 {
      if hadItem { inParagraph = false }
      return
    }
    readBlockStart(line, columns: columns, start: start, inParagraph: inParagraph && !hadItem)
  }

  private mutating func readBlockStart(_ line: MarkdownLine, columns: Int, start: Int, inParagraph interrupts: Bool) {
    if let opened = Fence.opening(line, in: bytes) {
      (fence, inParagraph) = (opened, false)
    } else if let end = MarkdownHTML.opening(at: start, of: line, in: bytes, inParagraph: interrupts) {
      (html, inParagraph) = ((end, start), false)
      closeHTML(on: line, searchingFrom: start + 2)
    } else if let item = ListMarker(line, columns: columns, start: start, in: bytes), !interrupts || item.canInterrupt {
      itemIndent = item.contentColumn
      isItemEmpty = item.isEmpty
      inParagraph = !item.isEmpty && opensParagraph(item.contentStart, line)
    } else {
      inParagraph = opensParagraph(start, line)
    }
  }

  private mutating func readBlank() {
    inParagraph = false
    if isItemEmpty { (itemIndent, isItemEmpty) = (nil, false) }  // An item can begin with one blank line at most.
  }

  private mutating func readInsideFence(_ line: MarkdownLine) {
    guard var open = fence, open.isClosed(by: line, in: bytes) else { return }
    open.body = open.body.lowerBound..<line.content.lowerBound
    open.whole = open.whole.lowerBound..<line.end
    open.isClosed = true
    blocks.append(.fence(open))
    fence = nil
  }

  private mutating func readInsideHTML(_ line: MarkdownLine) {
    if html?.end == .blankLine {
      if line.isBlank(in: bytes) { html = nil }
    } else {
      closeHTML(on: line, searchingFrom: line.content.lowerBound)
    }
  }

  private mutating func closeHTML(on line: MarkdownLine, searchingFrom start: Int) {
    guard let open = html, case .text(let ends) = open.end, start <= line.content.upperBound else { return }
    let text = bytes[start..<line.content.upperBound].map(\.lowercased)
    guard let found = ends.compactMap({ text.firstRange(of: Array($0.utf8))?.upperBound }).min() else { return }
    if ends == ["-->"] { blocks.append(.comment(open.start..<(start + found))) }
    html = nil
  }

  /// Whether the line leaves a paragraph open, in the containers that it opens itself.
  private func opensParagraph(_ start: Int, _ line: MarkdownLine) -> Bool {
    guard start < line.content.upperBound else { return false }
    let rest = MarkdownLine(content: start..<line.content.upperBound, end: line.end)
    if bytes[start] == UInt8(ascii: ">") {
      let inside = MarkdownLine(content: (start + 1)..<line.content.upperBound, end: line.end)
      return opensParagraph(inside.indent(in: bytes).start, line)
    }
    if let item = ListMarker(rest, columns: 0, start: start, in: bytes) {
      return !item.isEmpty && opensParagraph(item.contentStart, line)
    }
    return isText(start, line)
  }

  /// Whether what begins at `start` is paragraph text: what a lazy continuation line can be.
  private func isText(_ start: Int, _ line: MarkdownLine) -> Bool {
    let rest = MarkdownLine(content: start..<line.content.upperBound, end: line.end)
    let first = bytes[start]
    if first == UInt8(ascii: ">") || first == UInt8(ascii: "#") { return false }
    if Fence.opening(rest, in: bytes) != nil || ListMarker.isThematicBreak(bytes[rest.content]) { return false }
    if MarkdownHTML.opening(at: start, of: line, in: bytes, inParagraph: true) != nil { return false }
    return ListMarker(rest, columns: 0, start: start, in: bytes) == nil
  }
}

/// The marker that opens a list item: `-`, `+`, `*`, `1.` or `1)` and white space behind it.
struct ListMarker {
  var contentColumn: Int
  var contentStart: Int
  var isEmpty: Bool
  /// An item can interrupt a paragraph when it has content and, if numbered, the number 1.
  var canInterrupt: Bool

  init?(_ line: MarkdownLine, columns: Int, start: Int, in bytes: [UInt8]) {
    let text = bytes[start..<line.content.upperBound]
    guard let first = text.first, !ListMarker.isThematicBreak(text) else { return nil }
    var width = 1
    var isOne = true
    if first.isDigit {
      let digits = text.prefix { $0.isDigit }
      guard digits.count <= 9, let after = text.dropFirst(digits.count).first else { return nil }
      guard after == UInt8(ascii: ".") || after == UInt8(ascii: ")") else { return nil }
      isOne = Array(digits) == [UInt8(ascii: "1")]
      width = digits.count + 1
    } else if ![UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*")].contains(first) {
      return nil
    }
    let rest = MarkdownLine(content: (start + width)..<line.content.upperBound, end: line.end)
    let (spaces, contentStart) = rest.indent(in: bytes)
    isEmpty = contentStart == line.content.upperBound
    guard isEmpty || spaces > 0 else { return nil }
    contentColumn = columns + width + (isEmpty || spaces > 4 ? 1 : spaces)
    self.contentStart = contentStart
    canInterrupt = !isEmpty && isOne
  }

  /// Three or more of one of `*`, `-` and `_` with nothing but blanks between.
  static func isThematicBreak(_ text: ArraySlice<UInt8>) -> Bool {
    guard let first = text.first, [UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "_")].contains(first) else {
      return false
    }
    return text.allSatisfy { $0 == first || $0.isBlank } && text.count { $0 == first } >= 3
  }
}
