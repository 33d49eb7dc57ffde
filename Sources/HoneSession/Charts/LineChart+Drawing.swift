extension LineChart {
  private static let padding = 10.0, bottomMargin = 24.0
  private static let pixelsAHeight = 17.0

  /// Draws the chart below what is drawn already.
  func draw(in drawing: inout ChartDrawing) {
    let points = series.map { $0.points.filter { $0.x.isFinite && $0.y.isFinite } }
    let all = points.flatMap(\.self)
    let top = drawing.makeRoom(ChartDrawing.lineHeight) + 14
    guard let left = all.map(\.x).min(), let right = all.map(\.x).max(), let low = all.map(\.y).min(),
      let high = all.map(\.y).max()
    else { return drawing.text(title + ": nothing to draw", "title", x: 0, y: top) }
    drawing.text(title, "title", x: 0, y: top)
    drawLegend(top, in: &drawing)
    let vertical = Axis(low...high, count: max(2, height / 2))
    let margin = Double(vertical.ticks.map { vertical.label($0).count }.max() ?? 0) * ChartDrawing.characterWidth
    let area = Area(
      left: margin + Self.padding, right: ChartDrawing.width - Self.padding,
      top: drawing.makeRoom(Double(height) * Self.pixelsAHeight + Self.padding) + Self.padding,
      height: Double(height) * Self.pixelsAHeight)
    let horizontal = Axis(left...right, count: 8, keepsRange: true, wholeNumbers: true)
    drawAxes(horizontal, vertical, area, in: &drawing)
    for (index, (series, points)) in zip(series, points).enumerated() {
      let places = points.map { area.place(horizontal.share($0.x), vertical.share($0.y)) }
      if series.isMarked || places.count == 1 {
        for place in places { drawing.circle("fill\(index % 3)", at: place, radius: 4) }
      } else {
        drawing.polyline("line\(index % 3)", Self.thinned(places))
      }
    }
  }

  /// Where the lines are drawn, in pixels.
  private struct Area {
    var left: Double
    var right: Double
    var top: Double
    var height: Double

    var bottom: Double { top + height }

    func place(_ x: Double, _ y: Double) -> (x: Double, y: Double) { (left + x * (right - left), bottom - y * height) }
  }

  private func drawAxes(_ horizontal: Axis, _ vertical: Axis, _ area: Area, in drawing: inout ChartDrawing) {
    for tick in vertical.ticks {
      let y = area.place(0, vertical.share(tick)).y
      drawing.line("grid", from: (area.left, y), to: (area.right, y))
      drawing.text(vertical.label(tick), x: area.left - 6, y: y + 4, anchor: .end)
    }
    drawing.line("axis", from: (area.left, area.top), to: (area.left, area.bottom))
    drawing.line("axis", from: (area.left, area.bottom), to: (area.right, area.bottom))
    let labels = drawing.makeRoom(Self.bottomMargin) + 16
    drawing.text(stepName, x: area.right, y: labels, anchor: .end)
    // A label ends before the axis's own name begins.
    var free = area.left - 20
    let end = area.right - Double(stepName.count + 1) * ChartDrawing.characterWidth
    for tick in horizontal.ticks {
      let x = area.place(horizontal.share(tick), 0).x
      let half = Double(horizontal.label(tick).count) * ChartDrawing.characterWidth / 2
      drawing.line("axis", from: (x, area.bottom), to: (x, area.bottom + 4))
      guard x - half > free, x + half < end else { continue }
      drawing.text(horizontal.label(tick), x: x, y: labels, anchor: .middle)
      free = x + half + ChartDrawing.characterWidth
    }
  }

  private func drawLegend(_ y: Double, in drawing: inout ChartDrawing) {
    guard series.count > 1 else { return }
    var x = ChartDrawing.width - Self.padding
    for (index, series) in series.enumerated().reversed() {
      drawing.text(series.name, x: x, y: y, anchor: .end)
      x -= Double(TextTable.columns(series.name)) * ChartDrawing.characterWidth + 8
      if series.isMarked {
        drawing.circle("fill\(index % 3)", at: (x - 4, y - 4), radius: 4)
      } else {
        drawing.line("line\(index % 3)", from: (x - 18, y - 4), to: (x, y - 4))
      }
      x -= 34
    }
  }

  /// Of the points that fall on one column of pixels, the lowest and the highest.
  private static func thinned(_ places: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
    guard places.count > 2 * Int(ChartDrawing.width) else { return places }
    var result: [(x: Double, y: Double)] = []
    var start = 0
    while start < places.count {
      var (end, lowest, highest) = (start, start, start)
      while end < places.count, Int(places[end].x) == Int(places[start].x) {
        if places[end].y < places[lowest].y { lowest = end }
        if places[end].y > places[highest].y { highest = end }
        end += 1
      }
      result.append(places[min(lowest, highest)])
      if lowest != highest { result.append(places[max(lowest, highest)]) }
      start = end
    }
    return result
  }
}
