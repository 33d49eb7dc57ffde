extension SessionCommands {
  static var who: Command {
    Command(.session, "who", returns: "None", summary: "List the names you assigned.") { c in
      let names = c.session.globals.sorted { $0.key < $1.key }
      guard !names.isEmpty else {
        c.emit(.note("no names are assigned yet"))
        return .none
      }
      let rows = names.map { [$0.key, $0.value.typeName, $0.value.brief] }
      c.emit(.display(Rendering(columns(rows))))
      return .none
    }
  }

  static var reset: Command {
    Command(.session, "reset", returns: "None", summary: "Forget all names you assigned and all results.") { c in
      let count = c.session.globals.count
      c.session.globals = [:]
      c.session.history.forgetResults()
      c.emit(.note("forgot \(counted(count, "name"))"))
      return .none
    }
  }

  static var history: Command {
    Command(
      .session, "history",
      [Parameter("count", .int, .text("all"), "how many, from the last; -g and a text look in all sessions")],
      returns: "None", summary: "Show what was typed.", example: "%history 5"
    ) { c in
      if c.argumentText == "-g" || c.argumentText.hasPrefix("-g ") {
        let text = c.argumentText.dropFirst(2).drop { $0 == " " }
        let found = c.session.searchHistory(String(text)).suffix(mostFound)
        c.emit(.display(Rendering(found.joined(separator: "\n"))))
        return .none
      }
      let count = c.argumentText.isEmpty ? Int.max : Int(c.argumentText)
      guard let count, count >= 0 else {
        throw ValueError("%history takes a number of cells; received '\(c.argumentText)'")
      }
      let sources = c.session.history.sources.enumerated().suffix(count)
      let lines = sources.map { "\($0.offset + 1): " + $0.element.replacing("\n", with: "\n   ") }
      c.emit(.display(Rendering(lines.joined(separator: "\n"))))
      return .none
    }
  }

  private static let mostFound = 1_000

  /// Rows as text, each column as wide as its longest entry.
  static func columns(_ rows: [[String]]) -> String {
    let count = rows.map(\.count).max() ?? 0
    let widths = (0..<count).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
    return rows.map { row in
      row.enumerated().map { column, text in
        column == row.count - 1 ? text : text + String(repeating: " ", count: widths[column] - text.count + 2)
      }.joined()
    }.joined(separator: "\n")
  }
}
