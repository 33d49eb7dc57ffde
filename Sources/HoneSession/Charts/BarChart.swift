import HoneEvaluation

/// Shares as horizontal bars, each with its interval and the number behind it.
struct BarChart: Sendable {
  struct Row: Sendable {
    var label: String
    var right: Int
    var count: Int
    /// A share that is marked on the bar.
    var expected: Double?
  }

  var title: String
  var rows: [Row]

  private static let widestBar = 40, narrowestBar = 8
  /// Two columns each before the label, the bar and the figures.
  private static let gaps = 6

  func text(on page: Page) -> String {
    let labels = rows.map {
      page.usesUnicode ? $0.label : $0.label.replacing("→", with: "->").replacing("–", with: "-")
    }
    let figures = rows.map { self.figures($0) }
    let margin = labels.map(\.columns).max() ?? 0, tail = figures.map(\.count).max() ?? 0
    let cells = max(Self.narrowestBar, min(Self.widestBar, page.columns - margin - tail - Self.gaps))
    let lines = rows.indices.map { index in
      let padding = String(repeating: " ", count: margin - labels[index].columns)
      return "  \(labels[index])\(padding)  \(bar(rows[index], cells, page))  \(figures[index])"
    }
    return ([title] + lines).joined(separator: "\n")
  }

  /// "0.870 [0.834, 0.900]  87 of 100"
  func figures(_ row: Row) -> String {
    Figures.proportion(row.share, .wilson(row.right, of: row.count))
      + "  \(Figures.grouped(row.right)) of \(Figures.grouped(row.count))"
  }

  private func bar(_ row: Row, _ cells: Int, _ page: Page) -> String {
    var bar = Array(Bar.text(row.share, cells: cells, usesUnicode: page.usesUnicode))
    if let expected = row.expected {
      bar[min(cells - 1, Int(expected * Double(cells)))] = page.usesUnicode ? "┃" : "|"
    }
    return String(bar)
  }
}

extension BarChart.Row {
  var share: Double { count == 0 ? 0 : Double(right) / Double(count) }
}

extension String {
  /// The columns it takes on a terminal.
  fileprivate var columns: Int { TextTable.columns(self) }
}
