import HoneLanguage

/// A table as text: columns wide enough for what they hold, numbers to the right, and the longest texts cut until a line
/// fits.
struct TextTable: Sendable {
  enum Alignment { case left, right }

  private typealias Cell = [(text: String, width: Int)]

  /// Characters of a cell that are kept; no line is longer.
  private static let longestCell = 400
  private static let narrowestCell = 8
  private static let gap = "  "

  private let alignments: [Alignment]
  private var rows: [[Cell]]

  init(_ header: [(String, Alignment)]) {
    alignments = header.map(\.1)
    rows = [header.map { Self.shown($0.0) }]
  }

  mutating func add(_ cells: [String]) {
    precondition(cells.count == alignments.count)
    rows.append(cells.map { Self.shown($0) })
  }

  /// In notebooks as wide as a page, on a terminal as wide as that.
  var rendering: Rendering { Rendering(stable: text(columns: Page.notebook.columns)) { text(columns: $0.columns) } }

  /// Lines of at most `columns` columns, unless there are very many cells.
  func text(columns: Int) -> String {
    let natural = alignments.indices.map { column in rows.map { Self.width($0[column]) }.max() ?? 0 }
    var widest = columns
    func line(_ limit: Int) -> Int {
      natural.reduce(0) { $0 + min($1, limit) } + Self.gap.count * (alignments.count - 1)
    }
    while widest > Self.narrowestCell, line(widest) > columns { widest -= 1 }
    return rows.map { row in
      row.enumerated().map { column, cell in
        let cell = Self.cut(cell, to: widest)
        let missing = min(natural[column], widest) - Self.width(cell)
        let padding = String(repeating: " ", count: missing)
        let text = cell.map(\.text).joined()
        return alignments[column] == .right ? padding + text : text + padding
      }.joined(separator: Self.gap).trimmedAtEnd
    }.joined(separator: "\n")
  }

  /// One line of at most `limit` columns; line breaks and tabs are shown as they would be written, other control
  /// characters as pictures.
  static func cut(_ text: String, to limit: Int) -> String { cut(shown(text), to: limit).map(\.text).joined() }

  private static func cut(_ cell: Cell, to limit: Int) -> Cell {
    guard width(cell) > limit else { return cell }
    var kept: Cell = []
    var used = 1
    for character in cell {
      used += character.width
      if used > limit { break }
      kept.append(character)
    }
    return kept + [("…", 1)]
  }

  /// What is beyond `longestCell` is never shown, so that a long text costs no more than a short one.
  private static func shown(_ text: String) -> Cell {
    let start = String(text.prefix(longestCell + 1))
    let line = start.replacing("\r", with: "\\r").replacing("\n", with: "\\n").replacing("\t", with: "\\t")
    return DisplayText(line).cells
  }

  private static func width(_ cell: Cell) -> Int { cell.reduce(0) { $0 + $1.width } }
}

extension TextTable {
  /// The columns that one line takes on a terminal.
  static func columns(_ line: String) -> Int { DisplayText(line).columns }
}
