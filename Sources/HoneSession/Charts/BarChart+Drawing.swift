import HoneEvaluation

extension BarChart {
  private static let rowHeight = 22.0, barHeight = 14.0, gap = 12.0

  /// Draws the chart below what is drawn already: bars, 95 % intervals as thin lines, expected shares as marks.
  func draw(in drawing: inout ChartDrawing) {
    drawing.text(title, "title", x: 0, y: drawing.makeRoom(ChartDrawing.lineHeight + 4) + 14)
    let margin = Double(rows.map { TextTable.columns(Self.shortened($0.label)) }.max() ?? 0)
    let tail = Double(rows.map { figures($0).count }.max() ?? 0) * ChartDrawing.characterWidth
    let left = margin * ChartDrawing.characterWidth + Self.gap
    let width = max(80, ChartDrawing.width - left - tail - 2 * Self.gap)
    for row in rows {
      let middle = drawing.makeRoom(Self.rowHeight) + Self.rowHeight / 2
      draw(row, left: left, width: width, middle: middle, in: &drawing)
    }
  }

  private func draw(_ row: Row, left: Double, width: Double, middle: Double, in drawing: inout ChartDrawing) {
    let top = middle - Self.barHeight / 2
    drawing.text(Self.shortened(row.label), x: left - Self.gap, y: middle + 4, anchor: .end)
    drawing.rectangle("track", x: left, y: top, width: width, height: Self.barHeight)
    drawing.rectangle("bar", x: left, y: top, width: width * row.share, height: Self.barHeight)
    let interval = Interval.wilson(row.right, of: row.count)
    drawing.line("interval", from: (left + width * interval.low, middle), to: (left + width * interval.high, middle))
    if let expected = row.expected {
      let x = left + width * min(1, max(0, expected))
      drawing.line("mark", from: (x, top - 2), to: (x, top + Self.barHeight + 2))
    }
    drawing.text(figures(row), x: left + width + Self.gap, y: middle + 4)
  }

  private static let longestLabel = 32

  private static func shortened(_ label: String) -> String {
    label.count > longestLabel ? label.prefix(longestLabel - 1) + "…" : label
  }
}
