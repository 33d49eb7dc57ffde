/// Keeps a cell's rows on the terminal, writing only what changed. A cell taller than the terminal is shown around its
/// cursor.
struct CellDrawing {
  private var shown: [CellRows.Row] = []
  private var cursorRow = 0
  private var cursorColumn = 0
  /// The first of the cell's rows that is shown.
  private var top = 0

  /// The bytes that bring `cell` onto a terminal of `lines` by `columns`.
  mutating func draw(_ cell: CellRows, lines: Int) -> String {
    let height = max(1, lines)
    if cell.rows.count <= height { top = 0 }
    top = min(max(top, cell.cursorRow - height + 1), cell.cursorRow, max(0, cell.rows.count - height))
    return draw(Array(cell.rows[top...].prefix(height)), cell)
  }

  /// The same for all rows, with the cursor behind the last and at the start of a line; nothing is kept on show.
  mutating func finish(_ cell: CellRows, ending: String = "") -> String {
    var text = ""
    if top > 0 || cell.rows.count > shown.count { text = erased() }
    top = 0
    text += draw(cell.rows, cell)
    let below = max(0, shown.count - 1 - cursorRow)
    self = CellDrawing()
    return text + CellDrawing.move(below) + "\r" + (cell.rows.last?.text ?? "") + ending + "\r\n"
  }

  /// Takes all that is shown away, also after a terminal of another width has broken its rows anew.
  mutating func erased(columns: Int? = nil) -> String {
    var above = cursorRow
    if let columns, columns > 0 {
      above = shown.prefix(cursorRow).reduce(0) { $0 + max(1, ($1.width + columns - 1) / columns) }
      above += cursorColumn / columns
    }
    let top = top
    self = CellDrawing()
    self.top = top
    return "\r" + CellDrawing.move(-above) + "\u{1B}[J"
  }

  /// Puts the cursor behind what is shown and forgets that.
  mutating func left() -> String {
    defer { self = CellDrawing() }
    return CellDrawing.move(max(0, shown.count - 1 - cursorRow)) + "\r\n"
  }

  private mutating func draw(_ rows: [CellRows.Row], _ cell: CellRows) -> String {
    var text = ""
    var row = cursorRow
    for (index, new) in rows.enumerated() where index >= shown.count || shown[index] != new {
      // Rows that are shown already are reached by moving, new ones by scrolling.
      if index < shown.count || index == row {
        text += CellDrawing.move(index - row) + "\r"
      } else {
        text += CellDrawing.move(index - 1 - row) + "\r\n"
      }
      let isLonger = index >= shown.count || new.text.hasPrefix(shown[index].text)
      text += (isLonger ? "" : "\u{1B}[K") + new.text
      row = index
    }
    if shown.count > rows.count {
      text += CellDrawing.move(rows.count - row) + "\r\u{1B}[J"
      row = rows.count
    }
    let wanted = cell.cursorRow - top
    let before = cell.beforeCursor
    let isMoved = !text.isEmpty || wanted != cursorRow || before.width != cursorColumn
    shown = rows
    (cursorRow, cursorColumn) = (wanted, before.width)
    guard isMoved else { return "" }
    // Where terminals differ about a character's width, writing the text again puts the cursor where it belongs.
    let place = before.text.utf8.allSatisfy { $0 < 0x80 } ? CellDrawing.right(before.width) : before.text
    return text + CellDrawing.move(wanted - row) + "\r" + place
  }

  private static func move(_ rows: Int) -> String {
    rows == 0 ? "" : rows < 0 ? "\u{1B}[\(-rows)A" : "\u{1B}[\(rows)B"
  }
  private static func right(_ columns: Int) -> String { columns == 0 ? "" : "\u{1B}[\(columns)C" }
}
