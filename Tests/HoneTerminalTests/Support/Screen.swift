import Foundation

/// What a terminal shows: as much of ECMA-48 as an editor of lines uses.
struct Screen {
  private(set) var columns: Int
  private(set) var lines: Int
  /// One text for each column, empty behind a wide character.
  private var cells: [[String]]
  private(set) var row = 0
  private(set) var column = 0
  /// Bytes of a character or an escape sequence that is not whole yet.
  private var pending: [UInt8] = []

  init(columns: Int, lines: Int) {
    (self.columns, self.lines) = (columns, lines)
    cells = Array(repeating: Screen.blank(columns), count: lines)
  }

  private static func blank(_ columns: Int) -> [String] { Array(repeating: " ", count: columns) }

  /// The rows without the spaces at their ends.
  var rows: [String] {
    cells.map { row in
      var text = Substring(row.joined())
      while text.last == " " { text.removeLast() }
      return String(text)
    }
  }

  /// All that is shown, without empty rows at the end.
  var text: String {
    var rows = rows[...]
    while rows.last?.isEmpty == true { rows.removeLast() }
    return rows.joined(separator: "\n")
  }

  /// Rows that grow or are cut, as in a terminal that does not break them anew.
  mutating func resize(columns: Int) {
    cells = cells.map { Array(($0 + Screen.blank(columns)).prefix(columns)) }
    self.columns = columns
    column = min(column, columns - 1)
  }

  mutating func show(_ bytes: some Sequence<UInt8>) {
    pending += bytes
    var position = 0
    while let end = end(from: position) {
      take(pending[position..<end])
      position = end
    }
    pending.removeFirst(position)
  }

  /// Where the character or sequence that begins at `start` ends; nil if it is not whole.
  private func end(from start: Int) -> Int? {
    guard start < pending.count else { return nil }
    let first = pending[start]
    if first == 0x1B {
      guard start + 1 < pending.count else { return nil }
      guard pending[start + 1] == UInt8(ascii: "[") else { return start + 2 }
      return pending[(start + 2)...].firstIndex { (0x40...0x7E).contains($0) }.map { $0 + 1 }
    }
    let length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    return start + length <= pending.count ? start + length : nil
  }

  private mutating func take(_ bytes: ArraySlice<UInt8>) {
    switch bytes.first {
    case 0x1B: control(String(decoding: bytes.dropFirst(2), as: UTF8.self))
    case 0x0D: column = 0
    case 0x0A: newline()
    case 0x08: column = max(0, column - 1)
    case .some(0x20...): String(decoding: bytes, as: UTF8.self).unicodeScalars.forEach { put($0) }
    default: break
    }
  }

  private mutating func newline() {
    row += 1
    guard row == lines else { return }
    cells.removeFirst()
    cells.append(Screen.blank(columns))
    row -= 1
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    let width = Screen.width(scalar)
    guard width > 0 else {
      let before = cells[row][..<min(column, columns)].lastIndex { !$0.isEmpty } ?? 0
      return cells[row][before].unicodeScalars.append(scalar)
    }
    if column + width > columns {
      column = 0
      newline()
    }
    cells[row][column] = String(scalar)
    if width == 2 { cells[row][column + 1] = "" }
    column += width
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60,
      0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }

  private mutating func control(_ sequence: String) {
    let number = max(1, Int(sequence.dropLast()) ?? 1)
    switch sequence.last {
    case "A": (row, column) = (max(0, row - number), min(column, columns - 1))
    case "B": (row, column) = (min(lines - 1, row + number), min(column, columns - 1))
    case "C": column = min(columns - 1, column + number)
    case "H": (row, column) = (0, 0)
    case "K": erase(row, from: column)
    case "J":
      if sequence == "2J" { return (0..<lines).forEach { erase($0, from: 0) } }
      erase(row, from: column)
      (row + 1..<max(row + 1, lines)).forEach { erase($0, from: 0) }
    default: break
    }
  }

  private mutating func erase(_ row: Int, from start: Int) {
    for column in min(start, columns)..<columns { cells[row][column] = " " }
  }
}
