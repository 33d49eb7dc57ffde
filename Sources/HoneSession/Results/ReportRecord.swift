import HoneEvaluation

/// A report as it is kept. What the tuning is called is the reader's to say.
struct ReportRecord: Codable {
  private var items: [Report.Item]
  private var labels: [String]
  private var seconds: Double

  init(_ report: Report) { (items, labels, seconds) = (report.items, report.labels, report.seconds) }

  func report(tuning: String?) -> Report {
    Report(items: items, labels: labels, seconds: seconds, planned: items.count, tuning: tuning)
  }
}
