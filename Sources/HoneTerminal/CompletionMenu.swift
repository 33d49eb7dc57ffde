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

  /// Proposals that Tab goes through, one after the other, once they are shown.
  package struct Choice {
    private let items: [CompletionItem]
    private let typed: String
    private var chosen: Int?
    /// What the buffer was after the last step; nil before the first.
    private var shown: EditBuffer?

    package init(_ items: [CompletionItem], typed: String) { (self.items, self.typed) = (items, typed) }

    /// The buffer with the next proposal, after the last with what was typed; nil if something else was typed since.
    package mutating func next(_ buffer: EditBuffer) -> EditBuffer? {
      guard shown == nil || shown == buffer else { return nil }
      let current = chosen.map { items[$0].text } ?? typed
      let start = buffer.cursor - current.unicodeScalars.count
      guard start >= 0, EditBuffer(buffer.scalars[start..<buffer.cursor] + []).source == current else { return nil }
      chosen = chosen.map { $0 + 1 } ?? 0
      if chosen == items.count { chosen = nil }
      let new = Array((chosen.map { items[$0].text } ?? typed).unicodeScalars)
      let scalars = Array(buffer.scalars[..<start]) + new + Array(buffer.scalars[buffer.cursor...])
      let next = EditBuffer(scalars, cursor: start + new.count)
      shown = next
      return next
    }

    /// The menu.
    package func rows(width: Int) -> [String] { CompletionMenu.rows(items, width: width) }
  }
}
