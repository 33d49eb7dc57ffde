import HoneCore

extension Dataset {
  /// The table as separated values with a header, quoted where needed, as Python's csv module writes them: what `read` reads.
  package func delimited(by separator: Character) -> String {
    var text = ""
    func add(_ cells: [String]) {
      text += cells.map { quoted($0, separator, isAlone: cells.count == 1) }.joined(separator: String(separator)) + "\n"
    }
    add(columns)
    for row in values { add(row.map { $0 == .none ? "" : $0.text }) }
    return text
  }

  /// An empty value alone on its line is quoted, because a blank line is passed over.
  private func quoted(_ cell: String, _ separator: Character, isAlone: Bool) -> String {
    let needsQuotes = cell.unicodeScalars.contains {
      $0 == "\"" || $0 == "\n" || $0 == "\r" || $0 == separator.unicodeScalars.first
    }
    guard needsQuotes || cell.isEmpty && isAlone else { return cell }
    return "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }
}
