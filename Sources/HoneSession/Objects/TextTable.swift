import HoneLanguage

/// A table as text: columns wide enough for what they hold, numbers to the right, long texts cut.
struct TextTable {
  enum Alignment { case left, right }

  private let header: [(title: String, alignment: Alignment)]
  private var rows: [[String]] = []
  /// Of one cell, in columns of the terminal.
  private let widest: Int

  init(_ header: [(String, Alignment)], widest: Int = 60) {
    self.header = header.map { (title: $0.0, alignment: $0.1) }
    self.widest = widest
  }

  mutating func add(_ cells: [String]) {
    precondition(cells.count == header.count)
    rows.append(cells.map { Self.cut($0, to: widest) })
  }

  var text: String {
    let lines = [header.map(\.title)] + rows
    let widths = header.indices.map { column in lines.map { Self.width($0[column]) }.max() ?? 0 }
    return lines.map { line in
      line.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - Self.width(cell))
        return header[column].alignment == .right ? padding + cell : cell + padding
      }.joined(separator: "  ").trimmedAtEnd
    }.joined(separator: "\n")
  }

  static func width(_ text: String) -> Int { text.reduce(0) { $0 + DisplayText.width(of: $1) } }

  /// One line of at most `limit` columns; line breaks and tabs are shown as they would be written.
  static func cut(_ text: String, to limit: Int) -> String {
    let line = text.replacing("\n", with: "\\n").replacing("\r", with: "\\r").replacing("\t", with: "\\t")
    guard width(line) > limit else { return line }
    var kept = "", used = 0
    for character in line {
      used += DisplayText.width(of: character)
      if used > limit - 1 { break }
      kept.append(character)
    }
    return kept + "…"
  }
}

extension String {
  fileprivate var trimmedAtEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
