import HoneEvaluation
import Testing

@Suite struct ReportTests {
  private func item(_ actual: String, _ predicted: String, confidence: Double = 0.5) -> Report.Item {
    Report.Item(title: "\(actual)?", actual: actual, predicted: predicted, scores: [], confidence: confidence)
  }

  private func report(_ items: [Report.Item], labels: [String]) -> Report {
    Report(items: items, labels: labels, seconds: 2, planned: items.count, tuning: nil)
  }

  @Test func figuresCountTheItems() {
    let report = report([item("a", "a"), item("a", "b"), item("b", "b"), item("b", "b")], labels: ["a", "b"])
    #expect(report.count == 4 && report.right == 3 && report.accuracy == 0.75)
    #expect(report.interval == Interval.wilson(3, of: 4))
    #expect(report.examplesPerSecond == 2)
  }

  @Test func confusionNamesEveryPairInTheOrderOfTheLabels() {
    let report = report(
      [item("no", "yes"), item("yes", "yes"), item("no", "yes"), item("odd", "no")], labels: ["yes", "no", "maybe"])
    let table = report.confusion.rows.map { ($0.actual, $0.predicted.map { "\($0.label) \($0.count)" }) }
    #expect(table.map(\.0) == ["yes", "no", "maybe", "odd"])
    #expect(
      table.map(\.1) == [
        ["yes 1", "no 0", "maybe 0"], ["yes 2", "no 0", "maybe 0"], ["yes 0", "no 0", "maybe 0"],
        ["yes 0", "no 1", "maybe 0"],
      ])
  }

  /// A benchmark with answers of its own for each item has thousands of labels.
  @Test func confusionOfManyLabelsNamesOnlyWhatOccurred() {
    let labels = (0..<10_000).map { "label \($0)" }
    let report = report(labels.map { item($0, "label 7") } + [item("label 3", "label 2")], labels: labels)
    let rows = report.confusion.rows
    #expect(rows.count == 10_000)
    #expect(rows[3].predicted.map(\.label) == ["label 2", "label 7"] && rows[3].predicted.map(\.count) == [1, 1])
    #expect(rows[4].predicted.map(\.label) == ["label 7"] && rows[4].predicted.map(\.count) == [1])
  }

  @Test func wrongGivesTheSurestMistakesFirstAndEqualOnesInOrder() {
    let report = report(
      [
        item("a", "b", confidence: 0.6), item("a", "a", confidence: 0.99), item("b", "a", confidence: 0.9),
        item("c", "a", confidence: 0.6),
      ], labels: ["a", "b", "c"])
    #expect(report.wrong(10).map(\.index) == [2, 0, 3])
    #expect(report.wrong(2).map(\.item.actual) == ["b", "a"])
    #expect(report.wrong(0).isEmpty)
  }
}
