import CEdit
import Foundation

/// A cell laid out in rows of a terminal: the first line behind its prompt, the others behind a prompt as wide.
package struct CellRows: Equatable {
  package struct Row: Equatable {
    /// What is written, escape sequences included.
    package var text: String
    /// Columns that it takes at most.
    package var width: Int

    package init(text: String, width: Int) { (self.text, self.width) = (text, width) }
  }

  package private(set) var rows: [Row] = []
  package private(set) var cursorRow = 0
  /// What stands before the cursor in its row, and its columns.
  package private(set) var beforeCursor = Row(text: "", width: 0)

  private let columns: Int
  private let indent: Row
  private var row: Row

  /// - Parameters:
  ///   - prompt: with its escape sequences, and the columns it takes.
  ///   - continuation: the prompt of further lines, as wide.
  package init(_ buffer: EditBuffer, prompt: Row, continuation: String, columns: Int) {
    self.columns = max(2, columns)
    let isNarrow = prompt.width + 2 > self.columns
    indent =
      isNarrow ? Row(text: "", width: 0) : Row(text: String(repeating: " ", count: prompt.width), width: prompt.width)
    row = isNarrow ? indent : prompt
    var start = 0
    while true {
      let end = buffer.scalars[start...].firstIndex(of: "\n") ?? buffer.scalars.count
      add(buffer.scalars[start..<end], cursor: buffer.cursor)
      rows.append(row)
      guard end < buffer.scalars.count else { return }
      row = isNarrow ? indent : Row(text: continuation, width: prompt.width)
      start = end + 1
    }
  }

  /// Adds rows below the cell, of which only as many stay, around the cursor, as fit above them in `lines`.
  package mutating func append(footer: [String], within lines: Int) {
    let room = max(1, lines - footer.count)
    if rows.count > room {
      let first = min(max(0, cursorRow - room / 2), rows.count - room)
      rows = Array(rows[first..<first + room])
      cursorRow -= first
    }
    rows += footer.map { Row(text: $0, width: min(columns, CellRows.width($0))) }
  }

  private mutating func add(_ line: ArraySlice<Unicode.Scalar>, cursor: Int) {
    var position = line.startIndex
    func isPlain(_ scalar: Unicode.Scalar) -> Bool { (0x20..<0x7F).contains(scalar.value) }
    while position < line.endIndex {
      var end = position + 1
      // A plain letter may still be the base of combining marks.
      if !isPlain(line[position]) || (end < line.endIndex && !isPlain(line[end])) {
        let rest = line[position..<min(line.endIndex, position + 64)]
        end = position + (String(String.UnicodeScalarView(rest)).first?.unicodeScalars.count ?? 1)
      }
      put(CellRows.cell(line[position..<end]), hasCursor: (position..<end).contains(cursor))
      position = end
    }
    if cursor == line.endIndex { put(Row(text: "", width: 0), hasCursor: true) }
  }

  private mutating func put(_ cell: Row, hasCursor: Bool) {
    if row.width + max(cell.width, hasCursor ? 1 : 0) > columns {
      rows.append(row)
      row = indent
    }
    if hasCursor { (cursorRow, beforeCursor) = (rows.count, row) }
    row.text += cell.text
    row.width += cell.width
  }

  /// One character as it is shown. Joined emoji count all their parts, as many terminals show them apart.
  private static func cell(_ character: ArraySlice<Unicode.Scalar>) -> Row {
    guard let first = character.first else { return Row(text: "", width: 0) }
    switch first.value {
    case 0x09: return Row(text: "    ", width: 4)
    case 0..<0x20: return Row(text: "^" + String(Unicode.Scalar(UInt8(first.value) + 64)), width: 2)
    case 0x7F: return Row(text: "^?", width: 2)
    default:
      return Row(text: String(String.UnicodeScalarView(character)), width: character.reduce(0) { $0 + width(of: $1) })
    }
  }

  private static func width(of scalar: Unicode.Scalar) -> Int {
    scalar.value < 0x7F || !EditLine.usesUTF8 ? 1 : max(0, Int(hone_edit_width(wchar_t(bitPattern: scalar.value))))
  }

  /// Columns of plain text.
  package static func width(_ text: String) -> Int { text.unicodeScalars.reduce(0) { $0 + width(of: $1) } }
}
