/// Reads prose into blocks line by line, as CommonMark 0.31's appendix describes: each line first goes on with the blocks that
/// are open, then opens new ones; what is left is text.
struct MarkdownBlockParser {
  /// Blocks inside each other at most; what is nested deeper is text.
  static let deepest = 60

  let document = MarkdownBlock(.document, line: 0)
  private(set) var references: MarkdownReferences
  /// From the document to the innermost block.
  private var open: [MarkdownBlock]
  private var line = MarkdownLineCursor([])
  private var number = 0

  private enum Start {
    case none
    /// A block that goes on with the rest of the line.
    case block
    /// One that is the whole line.
    case whole
  }

  /// - Parameter references: definitions of links in prose before this.
  init(_ bytes: [UInt8], references: MarkdownReferences) {
    self.references = references
    open = [document]
    for next in MarkdownLine.split(bytes) { read(Array(bytes[next.content])) }
    close(downTo: 1)
  }

  private mutating func read(_ bytes: [UInt8]) {
    number += 1
    line = MarkdownLineCursor(bytes)
    let isEmpty = line.isBlank
    guard var depth = matchOpen() else { return }
    let matched = depth
    var start = Start.none
    while depth < Self.deepest, !open[depth - 1].isLiteral {
      let next = startBlock(depth)
      if next == .none { break }
      (start, depth) = (next, open.count)
      if next == .whole { break }
    }
    if start == .none, matched < open.count, !line.isBlank, open.last?.isParagraph == true {
      open.last?.lines.append(line.text)  // A lazy continuation.
    } else if start != .whole {
      close(downTo: depth)
      addText()
    }
    if !isEmpty { touch() }
  }

  /// The line belongs to all blocks that are open.
  private func touch() { for block in open { block.lastLine = number } }

  /// How many of the open blocks the line goes on with; nil where it was the end of a fence, which is all of it.
  private mutating func matchOpen() -> Int? {
    for depth in 1..<max(1, open.count) {
      switch open[depth].kind {
      case .document, .list, .html(.text): break
      case .heading, .rule: return depth
      case .quote: if !line.skipQuoteMark() { return depth }
      case .item(let indent):
        if line.isBlank ? open[depth].children.isEmpty : line.indent < indent { return depth }
        line.skip(columns: indent)
      case .paragraph, .table, .html(.blankLine): if line.isBlank { return depth }
      case .code(nil):
        if line.indent < 4, !line.isBlank { return depth }
        line.skip(columns: 4)
      case .code(let fence?):
        if fence.isClosed(by: line.line, in: line.bytes) {
          touch()
          close(downTo: depth)
          return nil
        }
        line.skip(columns: fence.indent)
      }
    }
    return open.count
  }

  private mutating func addText() {
    guard let tip = open.last else { return }
    switch tip.kind {
    case .code: tip.lines.append(line.rest)
    case .html(let end):
      tip.lines.append(line.rest)
      if case .text(let ends) = end, ends.contains(where: { line.rest.lowercasedContains($0) }) {
        touch()
        close(downTo: open.count - 1)
      }
    case .paragraph, .table: tip.lines.append(line.text)
    case .heading, .rule: break
    case .document, .quote, .list, .item:
      guard !line.isBlank else { return }
      add(.paragraph, inside: open.count)
      open.last?.lines.append(line.text)
    }
  }

  /// Opens a block inside the first `depth` that are open, and closes those beyond. A list ends before what is no item.
  private mutating func add(_ kind: MarkdownBlock.Kind, inside depth: Int) {
    var depth = depth
    if case .list = open[depth - 1].kind {
      if case .item = kind {} else { depth -= 1 }
    }
    close(downTo: depth)
    let block = MarkdownBlock(kind, line: number)
    open[depth - 1].children.append(block)
    open.append(block)
  }

  private mutating func close(downTo depth: Int) {
    while open.count > depth {
      let block = open.removeLast()
      if block.isParagraph { block.lines = references.takingDefinitions(from: block.text) }
    }
  }
}

/// What opens a block.
extension MarkdownBlockParser {
  /// Opens the block that begins here inside the first `depth`. A paragraph or a table that stands there ends before it.
  private mutating func startBlock(_ depth: Int) -> Start {
    let parent = open[depth - 1]
    guard !line.isBlank else { return .none }
    let isInParagraph = open.last?.isParagraph ?? false
    guard line.indent < 4 else {
      guard !parent.isParagraph, !isInParagraph else { return .none }
      line.skip(columns: 4)
      add(.code(nil), inside: parent.isContainer ? depth : depth - 1)
      return .block
    }
    if parent.isParagraph, startHeading(under: parent) || startTable(parent, depth) { return .whole }
    let inside = parent.isContainer ? depth : depth - 1
    if line.skipQuoteMark() {
      add(.quote, inside: inside)
      return .block
    }
    if let (level, text) = line.heading {
      add(.heading(level: level), inside: inside)
      open.last?.lines = [text]
      return .whole
    }
    if var fence = Fence.opening(line.line, in: line.bytes) {
      fence.indent = line.indent
      add(.code(fence), inside: inside)
      open.last?.info = Array(line.bytes[fence.info])
      return .whole
    }
    let start = line.nextOffset
    if let end = MarkdownHTML.opening(at: start, of: line.line, in: line.bytes, inParagraph: isInParagraph) {
      add(.html(end), inside: inside)
      return .block
    }
    if ListMarker.isThematicBreak(line.bytes[start...]) {
      add(.rule, inside: inside)
      return .whole
    }
    guard let mark = line.listMark, !parent.isParagraph || mark.canInterrupt else { return .none }
    startItem(mark, inside: inside)
    return .block
  }

  private mutating func startItem(_ mark: MarkdownLineCursor.ListMark, inside: Int) {
    let before = line.indent
    line.skip(columns: before)
    line.skip(bytes: mark.width)
    line.skip(columns: mark.indent - before - mark.width)
    if case .list(let style) = open[inside - 1].kind, style.mark == mark.style.mark {
      add(.item(indent: mark.indent), inside: inside)
    } else {
      add(.list(mark.style), inside: inside)
      add(.item(indent: mark.indent), inside: open.count)
    }
  }

  /// `===` or `---` under a paragraph that is more than definitions.
  private mutating func startHeading(under paragraph: MarkdownBlock) -> Bool {
    guard let level = line.setextLevel else { return false }
    paragraph.lines = references.takingDefinitions(from: paragraph.text)
    guard !paragraph.lines.isEmpty else { return false }
    paragraph.kind = .heading(level: level)
    return true
  }

  /// The line of dashes under a table's header, which may be the last line of a paragraph.
  private mutating func startTable(_ paragraph: MarkdownBlock, _ depth: Int) -> Bool {
    guard let header = paragraph.lines.last, let alignments = MarkdownTable.alignments(line.text),
      header.contains(UInt8(ascii: "|")), MarkdownTable.cells(header).count == alignments.count
    else { return false }
    if paragraph.lines.count == 1 {
      paragraph.kind = .table(alignments)
    } else {
      paragraph.lines.removeLast()
      add(.table(alignments), inside: depth - 1)
      open.last?.lines = [header]
    }
    return true
  }
}

extension [UInt8] {
  fileprivate func lowercasedContains(_ text: String) -> Bool {
    map(\.lowercased).firstRange(of: Array(text.utf8)) != nil
  }
}
