import HoneSession

/// What Tab does with the proposals for what stands before the cursor.
package enum CompletionMenu {
  /// What all proposals begin with.
  package static func commonPrefix(_ items: [CompletionItem]) -> String {
    guard var prefix = items.first.map({ Substring($0.text) }) else { return "" }
    for item in items.dropFirst() {
      while !item.text.hasPrefix(prefix) { prefix.removeLast() }
    }
    return String(prefix)
  }

  /// Rows of proposals for a terminal of `width` columns: with their details, one a row, if they are few, else in columns.
  package static func rows(_ items: [CompletionItem], width: Int) -> [String] {
    let shown = Array(items.prefix(most))
    let rest = items.count > most ? ["… \(items.count - most) more"] : []
    let rows = shown.count <= detailedRows ? detailed(shown, width) : columns(shown.map(\.text), width)
    return rows + rest
  }

  private static let detailedRows = 20
  private static let most = 200

  private static func detailed(_ items: [CompletionItem], _ width: Int) -> [String] {
    let longest = items.map(\.text.count).max() ?? 0
    return items.map { item in
      let row = item.detail.isEmpty ? item.text : padded(item.text, longest + 2) + firstLine(item.detail)
      return cut(row, width)
    }
  }

  /// Down the columns first, as `ls` has them.
  private static func columns(_ names: [String], _ width: Int) -> [String] {
    let cell = (names.map(\.count).max() ?? 0) + 2
    let columnCount = max(1, (width + 2) / cell)  // The last column needs no space behind it.
    let rowCount = (names.count + columnCount - 1) / columnCount
    return (0..<rowCount).map { row in
      let names = stride(from: row, to: names.count, by: rowCount).map { names[$0] }
      let last = names.last ?? ""
      return cut(names.dropLast().map { padded($0, cell) }.joined() + last, width)
    }
  }

  private static func firstLine(_ text: String) -> String { String(text.prefix { !$0.isNewline }) }
  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
  private static func cut(_ text: String, _ width: Int) -> String {
    text.count <= width ? text : String(text.prefix(max(0, width - 1))) + "…"
  }
}
