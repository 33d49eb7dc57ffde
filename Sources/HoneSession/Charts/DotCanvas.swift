/// A grid of dots drawn with braille characters, two by four to a cell, or with `*` where a terminal has ASCII alone.
struct DotCanvas {
  let columns: Int
  let rows: Int
  private let usesUnicode: Bool
  private let dotsAcross: Int
  private let dotsDown: Int
  private var isSet: [Bool]
  private var marks: [Int: Character] = [:]

  init(columns: Int, rows: Int, usesUnicode: Bool) {
    (self.columns, self.rows, self.usesUnicode) = (columns, rows, usesUnicode)
    (dotsAcross, dotsDown) = usesUnicode ? (columns * 2, rows * 4) : (columns, rows)
    isSet = Array(repeating: false, count: dotsAcross * dotsDown)
  }

  /// A straight line; coordinates are shares of the width from the left and of the height from below.
  mutating func line(from start: (x: Double, y: Double), to end: (x: Double, y: Double)) {
    let (first, last) = (place(start, dotsAcross, dotsDown), place(end, dotsAcross, dotsDown))
    let steps = max(abs(last.column - first.column), abs(last.row - first.row), 1)
    for step in 0...steps {
      let part = Double(step) / Double(steps)
      let column = first.column + Int((Double(last.column - first.column) * part).rounded())
      let row = first.row + Int((Double(last.row - first.row) * part).rounded())
      isSet[row * dotsAcross + column] = true
    }
  }

  /// One character over the dots of its cell.
  mutating func mark(_ point: (x: Double, y: Double), _ character: Character) {
    let cell = place(point, columns, rows)
    marks[cell.row * columns + cell.column] = character
  }

  var lines: [String] {
    (0..<rows).map { row in String((0..<columns).map { marks[row * columns + $0] ?? character(row, $0) }) }
  }

  private func place(_ point: (x: Double, y: Double), _ across: Int, _ down: Int) -> (column: Int, row: Int) {
    func index(_ share: Double, _ count: Int) -> Int { Int((min(1, max(0, share)) * Double(count - 1)).rounded()) }
    return (index(point.x, across), down - 1 - index(point.y, down))
  }

  /// The dots of a braille cell, by row and column, are these bits above U+2800.
  private static let bits: [[UInt32]] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]]

  private func character(_ row: Int, _ column: Int) -> Character {
    guard usesUnicode else { return isSet[row * dotsAcross + column] ? "*" : " " }
    var bits: UInt32 = 0
    for y in 0..<4 {
      for x in 0..<2 where isSet[(row * 4 + y) * dotsAcross + column * 2 + x] { bits |= DotCanvas.bits[y][x] }
    }
    return bits == 0 ? " " : Unicode.Scalar(0x2800 + bits).map { Character($0) } ?? " "
  }
}

/// A horizontal bar of block characters, an eighth of a cell fine, or of `#`.
enum Bar {
  private static let eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

  /// `cells` columns wide; a share of 0...1 of them is filled.
  static func text(_ share: Double, cells: Int, usesUnicode: Bool) -> String {
    let parts = Int((min(1, max(0, share)) * Double(cells * 8)).rounded())
    let bar =
      usesUnicode
      ? String(repeating: "█", count: parts / 8) + eighths[parts % 8] : String(repeating: "#", count: (parts + 4) / 8)
    return bar + String(repeating: " ", count: cells - bar.count)
  }
}
