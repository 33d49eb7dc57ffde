/// A block of prose: what CommonMark 0.31 makes of it, with GitHub's tables.
final class MarkdownBlock {
  enum Kind {
    case document
    case quote
    case list(ListStyle)
    /// - Parameter indent: the column from which lines belong to the item.
    case item(indent: Int)
    case paragraph
    case heading(level: Int)
    case code(Fence?)
    case html(MarkdownHTML.End)
    case rule
    case table([Alignment])
  }

  struct ListStyle: Equatable {
    /// `-`, `+`, `*`, or what stands behind the number: `.` or `)`.
    var mark: UInt8
    /// The first number; nil of bullets.
    var start: Int?
  }

  enum Alignment: String { case none, left, center, right }

  var kind: Kind
  var children: [MarkdownBlock] = []
  /// The lines of text, without the marks of the blocks around.
  var lines: [[UInt8]] = []
  /// What stands behind the marks of a fence.
  var info: [UInt8] = []
  let firstLine: Int
  /// The last line that is not blank.
  var lastLine: Int

  init(_ kind: Kind, line: Int) { (self.kind, firstLine, lastLine) = (kind, line, line) }

  var text: [UInt8] { Array(lines.joined(separator: [.lineFeed])) }

  var isContainer: Bool {
    switch kind {
    case .document, .quote, .list, .item: true
    default: false
    }
  }

  var isParagraph: Bool { if case .paragraph = kind { true } else { false } }

  /// Whether nothing can begin inside the block or end it but its own end.
  var isLiteral: Bool {
    switch kind {
    case .code, .html, .heading, .rule: true
    default: false
    }
  }

  /// Of a list: whether no blank line parts its items or what is in them, so that they are no paragraphs.
  var isTight: Bool {
    let inside = children.flatMap { zip($0.children, $0.children.dropFirst()) }
    return (Array(zip(children, children.dropFirst())) + inside).allSatisfy { $1.firstLine <= $0.lastLine + 1 }
  }
}
