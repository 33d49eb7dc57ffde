import HoneEvaluation
import HoneTuning

/// `plot(x)`: what a run or a report found, as charts.
struct Plot: Sendable {
  private let head: String?
  private let charts: [Chart]

  private enum Chart: Sendable {
    case line(LineChart)
    case bar(BarChart)

    var title: String {
      switch self {
      case .line(let lines): lines.title
      case .bar(let bars): bars.title
      }
    }
  }

  /// Charts in notebooks are this wide.
  private static let page = Page(columns: 76, usesUnicode: true)

  var rendering: Rendering {
    Rendering(stable: text(on: Self.page), drawing: drawing) { text(on: $0) }
  }

  private func text(on page: Page) -> String {
    let texts = charts.map { chart in
      switch chart {
      case .line(let lines): lines.text(on: page)
      case .bar(let bars): bars.text(on: page)
      }
    }
    return ([head].compactMap(\.self) + texts).joined(separator: "\n\n")
  }

  /// The same charts as SVG.
  private var drawing: String {
    var drawing = ChartDrawing()
    if let head { drawing.paragraph(head) }
    for (index, chart) in charts.enumerated() {
      if index > 0 { _ = drawing.makeRoom(ChartDrawing.lineHeight) }
      switch chart {
      case .line(let lines): lines.draw(in: &drawing)
      case .bar(let bars): bars.draw(in: &drawing)
      }
    }
    return drawing.document(title: charts.map(\.title).joined(separator: "; "))
  }

  private static func numbered(_ values: [Double]) -> [(x: Double, y: Double)] {
    values.enumerated().map { (x: Double($0 + 1), y: $1) }
  }
}

extension Plot {
  /// Any numbers in their order.
  init(_ numbers: [Double]) {
    let chart = LineChart(
      title: Figures.counted(numbers.count, "value"), series: [.init(name: "", points: Self.numbered(numbers))],
      height: 10, stepName: "item")
    (head, charts) = (nil, [.line(chart)])
  }

  /// The loss of each step with the validation loss after each epoch, and the learning rate.
  init(_ run: RunObject) {
    let result = run.result
    var series = [LineChart.Series(name: "training", points: Self.numbered(result.losses))]
    if !result.validationLosses.isEmpty {
      let points = result.validationLosses.enumerated().map { epoch, loss in
        // An epoch that was cut short was measured where it stopped.
        (x: Double(min(result.losses.count, result.plannedSteps * (epoch + 1) / max(1, run.epochs))), y: loss)
      }
      series.append(.init(name: "validation", points: points, isMarked: true))
    }
    let losses = LineChart(title: "loss, nats a learned token", series: series, height: 10)
    let rates = Self.rates(run.optimizer, steps: result.losses.count, of: result.plannedSteps)
    (head, charts) = (run.rendering.stable, [.line(losses), .line(rates)])
  }

  /// The learning rate that an optimizer would use in a run of `steps`.
  init(_ optimizer: OptimizerObject, steps: Int) {
    let chart = Self.rates(optimizer.settings, steps: steps, of: steps)
    (head, charts) = (nil, [.line(chart)])
  }

  private static func rates(_ optimizer: AdamW, steps: Int, of planned: Int) -> LineChart {
    let rates = (0..<steps).map { optimizer.rate * optimizer.schedule.factor(step: $0, of: planned) }
    return LineChart(title: "learning rate", series: [.init(name: "", points: numbered(rates))], height: 5)
  }

  /// Calibration and confusion.
  init(_ object: ReportObject) {
    let report = object.report
    let calibration = Self.calibration(report), confusion = Self.confusion(report)
    head =
      "accuracy \(Figures.proportion(report.accuracy, report.interval)), \(report.right) of \(report.count) right"
    charts = [.bar(calibration), .bar(confusion)]
  }

  private static let bins = 10

  /// Answers by their confidence, and the share of each bin that is right; the mark is the bin's mean confidence.
  ///
  /// The expected calibration error is that of Guo et al. (2017), section 2, with ten bins of equal width.
  private static func calibration(_ report: Report) -> BarChart {
    var groups = Array(repeating: [Report.Item](), count: bins)
    for item in report.items { groups[min(bins - 1, max(0, Int(item.confidence * Double(bins))))].append(item) }
    var error = 0.0
    let rows = groups.enumerated().filter { !$0.element.isEmpty }.map { bin, items in
      let right = items.count { $0.isRight }
      let mean = items.reduce(0) { $0 + $1.confidence } / Double(items.count)
      error += abs(mean * Double(items.count) - Double(right)) / Double(report.count)
      let bounds = [bin, bin + 1].map { Figures.fixed(Double($0) / Double(bins), 1) }
      return BarChart.Row(label: bounds.joined(separator: "–"), right: right, count: items.count, expected: mean)
    }
    return BarChart(
      title: "calibration: share right by confidence (marked); expected error \(Figures.fixed(error, 3))",
      rows: rows)
  }

  /// Rows of the confusion that are drawn at most, the most frequent.
  private static let mostRows = 24

  private static func confusion(_ report: Report) -> BarChart {
    let rows = report.confusion.rows.flatMap { row in
      let total = row.predicted.reduce(0) { $0 + $1.count }
      return row.predicted.filter { $0.count > 0 || report.labels.count <= 3 }.map {
        BarChart.Row(label: "\(row.actual) → \($0.label)", right: $0.count, count: total)
      }
    }
    let shown = rows.count <= mostRows ? rows : Array(rows.sorted { $0.right > $1.right }.prefix(mostRows))
    let rest = rows.count > mostRows ? "; the \(mostRows) most frequent of \(rows.count)" : ""
    return BarChart(title: "confusion: what each label was answered as" + rest, rows: shown)
  }
}

extension Plot {
  static var rows: [Command] {
    [
      Command(
        .function, "plot",
        [
          Parameter(
            "what", .either([.object("Run"), .object("Report"), .object("Optimizer"), .list]), .required,
            "a list holds numbers")
        ], returns: "None", summary: "Draw a run, a report, an optimizer or numbers.",
        help: """
          A Run shows its loss, the validation loss after each epoch and the learning rate; a Report its calibration and \
          its confusion, with 95 % intervals.
          """,
        example: "plot([2.1, 1.4, 1.0, 0.9])"
      ) { c in
        c.emit(.display(try chart(of: c.given("what")).rendering))
        return .none
      }
    ]
  }

  private static func chart(of value: Value) throws -> Plot {
    switch value {
    case .object(let run as RunObject): return Plot(run)
    case .object(let report as ReportObject): return Plot(report)
    case .object(let optimizer as OptimizerObject): return Plot(optimizer, steps: 100)
    case .list(let list):
      return Plot(
        try list.items.map { item in
          guard let number = item.asDouble else {
            throw TypeError("plot() draws numbers; the list holds \(item.described)")
          }
          return number
        })
    default: throw TypeError("plot() cannot draw \(value.described)")
    }
  }
}
