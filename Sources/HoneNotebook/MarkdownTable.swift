/// GitHub's tables: rows of cells between `|`.
enum MarkdownTable {
  /// The columns of a line such as `| --- | :-: |`; nil where it is another.
  static func alignments(_ line: [UInt8]) -> [MarkdownBlock.Alignment]? {
    guard line.contains(UInt8(ascii: "-")), line.allSatisfy({ $0.isBlank || "|:-".utf8.contains($0) }) else {
      return nil
    }
    var alignments: [MarkdownBlock.Alignment] = []
    for cell in cells(line) {
      let dashes = cell.drop { $0 == UInt8(ascii: ":") }.prefix { $0 == UInt8(ascii: "-") }
      let (left, right) = (cell.first == UInt8(ascii: ":"), cell.last == UInt8(ascii: ":"))
      guard !dashes.isEmpty, cell.count == dashes.count + (left ? 1 : 0) + (right ? 1 : 0) else { return nil }
      alignments.append(left ? (right ? .center : .left) : right ? .right : .none)
    }
    return alignments.count == 1 && !line.contains(UInt8(ascii: "|")) ? nil : alignments
  }

  /// The cells of a row, trimmed; `\|` is no border.
  static func cells(_ line: [UInt8]) -> [[UInt8]] {
    var cells: [[UInt8]] = []
    var cell: [UInt8] = []
    var rest = line[...].trimmedAtEnd.drop(while: \.isBlank)
    if rest.first == UInt8(ascii: "|") { rest = rest.dropFirst() }
    var isEscaped = false
    for byte in rest {
      if byte == UInt8(ascii: "|"), !isEscaped {
        cells.append(cell)
        cell = []
      } else {
        if byte == UInt8(ascii: "|") { cell.removeLast() }
        cell.append(byte)
      }
      isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
    }
    if cell.contains(where: { !$0.isBlank }) || rest.last != UInt8(ascii: "|") { cells.append(cell) }
    return cells.map { Array($0[...].trimmedAtEnd.drop(while: \.isBlank)) }
  }
}
