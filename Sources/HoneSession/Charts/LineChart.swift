/// Figures along steps, with axes: lines of braille dots, and marks for figures that are few.
struct LineChart: Sendable {
  struct Series: Sendable {
    var name: String
    /// Figures that are not finite are left out.
    var points: [(x: Double, y: Double)]
    var isMarked = false
  }

  var title: String
  var series: [Series]
  /// Of the drawing, in lines.
  var height: Int
  var stepName = "step"

  private static let widest = 90
  private static let narrowestDrawing = 10

  func text(on page: Page) -> String {
    let points = series.map { $0.points.filter { $0.x.isFinite && $0.y.isFinite } }
    let all = points.flatMap(\.self)
    guard let left = all.map(\.x).min(), let right = all.map(\.x).max(), let low = all.map(\.y).min(),
      let high = all.map(\.y).max()
    else { return title + ": nothing to draw" }
    let vertical = Axis(low...high, count: max(2, height / 2))
    // As many lines between any two ticks.
    let gaps = max(1, vertical.ticks.count - 1)
    let height = gaps * max(1, Int((Double(self.height - 1) / Double(gaps)).rounded())) + 1
    let labels = vertical.ticks.map { vertical.label($0) }
    let margin = labels.map(\.count).max() ?? 0
    let columns = max(Self.narrowestDrawing, min(page.columns, Self.widest) - margin - stepName.count - 4)
    let horizontal = Axis(left...right, count: max(2, columns / 14), keepsRange: true, wholeNumbers: true)
    var canvas = DotCanvas(columns: columns, rows: height, usesUnicode: page.usesUnicode)
    for (series, points) in zip(series, points) { draw(series, points, horizontal, vertical, page, &canvas) }
    var marked: [Int: String] = [:]
    for (tick, label) in zip(vertical.ticks, labels) {
      marked[height - 1 - Int((vertical.share(tick) * Double(height - 1)).rounded())] = label
    }
    let rows = canvas.lines.enumerated().map { row, line in
      let label = marked[row] ?? "", stroke = page.usesUnicode ? (label.isEmpty ? "│" : "┤") : "|"
      return String(repeating: " ", count: margin - label.count) + label + " " + stroke + line.trimmedAtEnd
    }
    return ([heading(page)] + rows + foot(horizontal, columns, margin, page)).joined(separator: "\n")
  }

  private func draw(
    _ series: Series, _ points: [(x: Double, y: Double)], _ horizontal: Axis, _ vertical: Axis, _ page: Page,
    _ canvas: inout DotCanvas
  ) {
    let places = points.map { (x: horizontal.share($0.x), y: vertical.share($0.y)) }
    if series.isMarked {
      for place in places { canvas.mark(place, page.usesUnicode ? "◆" : "o") }
    } else {
      for (index, place) in places.enumerated() { canvas.line(from: places[max(0, index - 1)], to: place) }
    }
  }

  private func heading(_ page: Page) -> String {
    guard series.count > 1 else { return title }
    let names = series.map { series in
      (series.isMarked ? (page.usesUnicode ? "◆" : "o") : page.usesUnicode ? "⠒⠒" : "*") + " " + series.name
    }
    return title + ": " + names.joined(separator: ", ")
  }

  /// The horizontal axis and its labels.
  private func foot(_ axis: Axis, _ columns: Int, _ margin: Int, _ page: Page) -> [String] {
    var line = Array(repeating: page.usesUnicode ? "─" : "-", count: columns)
    var labels = ""
    for tick in axis.ticks {
      let column = Int((axis.share(tick) * Double(columns - 1)).rounded())
      let label = axis.label(tick)
      let start = max(0, column - label.count / 2)
      guard labels.isEmpty || start > labels.count else { continue }
      line[column] = page.usesUnicode ? "┬" : "+"
      labels += String(repeating: " ", count: start - labels.count) + label
    }
    let space = String(repeating: " ", count: margin + 1)
    return [space + (page.usesUnicode ? "└" : "+") + line.joined() + " " + stepName, space + " " + labels]
  }
}

extension String {
  var trimmedAtEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
