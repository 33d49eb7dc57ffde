import Foundation

/// The cell that is being edited on the terminal: its prompt, its rows and what stands below them.
final class CellScreen {
  /// Plain text below the cell, as a menu or what is searched for; goes with the next key.
  var footer: [String] = []

  private let terminal: Terminal
  private var drawing = CellDrawing()
  private var prompt = CellRows.Row(text: "", width: 0)
  private var continuation = ""
  private var drawn = EditBuffer("")

  init(_ terminal: Terminal) { self.terminal = terminal }

  var columns: Int { Terminal.size(of: STDOUT_FILENO).columns }

  /// `In [1]: ` and `   ...: ` in IPython's colours.
  func begin(index: Int) {
    let width = "In [\(index)]: ".count
    let dots = String(repeating: " ", count: max(0, width - 5)) + "...: "
    let isPainted = terminal.usesColour
    let label =
      Colour.green.paint("In [", if: isPainted) + Colour.brightGreen.paint("\(index)", if: isPainted)
      + Colour.green.paint("]:", if: isPainted) + " "
    prompt = CellRows.Row(text: label, width: width)
    continuation = Colour.green.paint(dots, if: isPainted)
    (footer, drawn) = ([], EditBuffer(""))
    enter()
  }

  /// Takes the terminal over, at the start of a line.
  func enter() {
    drawing = CellDrawing()
    if terminal.movesCursor { write("\u{1B}[?2004h") }
  }

  /// Hands the terminal over, below what is shown.
  func leave() { write(drawing.left() + (terminal.movesCursor ? "\u{1B}[?2004l" : "")) }

  /// The same again after the terminal was lost or changed.
  func redraw() { draw(drawn) }

  func draw(_ buffer: EditBuffer) {
    drawn = buffer
    let size = Terminal.size(of: STDOUT_FILENO)
    var cell = rows(buffer, size.columns)
    let shown = footer.prefix(max(0, size.lines - 1))
    guard !shown.isEmpty else { return write(drawing.draw(cell, lines: size.lines)) }
    // The footer needs its lines also below a tall cell, whose last rows it then covers.
    cell.append(footer: Array(shown), within: size.lines)
    write(drawing.draw(cell, lines: size.lines))
  }

  /// Shows the whole cell as it was left.
  func end(_ buffer: EditBuffer, ending: String = "") {
    footer = []
    write(drawing.finish(rows(buffer, columns), ending: ending) + (terminal.movesCursor ? "\u{1B}[?2004l" : ""))
  }

  func resize() { write(drawing.erased(columns: columns)) }

  func clear() {
    drawing = CellDrawing()
    write("\u{1B}[H\u{1B}[2J")
  }

  func beep() { write("\u{7}") }

  private func rows(_ buffer: EditBuffer, _ columns: Int) -> CellRows {
    CellRows(buffer, prompt: prompt, continuation: continuation, columns: columns)
  }

  private func write(_ text: String) { if !text.isEmpty { Terminal.write(text, to: STDOUT_FILENO) } }
}
