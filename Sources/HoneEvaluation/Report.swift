/// What an evaluation found, item by item.
package struct Report: Sendable {
  package struct Item: Equatable, Codable, Sendable {
    package var title: String
    package var actual: String
    package var predicted: String
    /// The log-likelihood of each of the item's labels, in their order.
    package var scores: [Double]
    /// The prediction's share of the labels' probability.
    package var confidence: Double

    package var isRight: Bool { predicted == actual }

    package init(title: String, actual: String, predicted: String, scores: [Double], confidence: Double) {
      self.title = title
      self.actual = actual
      self.predicted = predicted
      self.scores = scores
      self.confidence = confidence
    }
  }

  package let items: [Item]
  /// In the order that the prompt or the data names them.
  package let labels: [String]
  package let seconds: Double
  /// Items that were asked for; more than `items` where the user stopped.
  package let planned: Int
  /// What was evaluated, as "adapter run-1"; nil for the model as it came.
  package let tuning: String?
  /// How many items were answered rightly.
  package let right: Int

  package init(items: [Item], labels: [String], seconds: Double, planned: Int, tuning: String?) {
    self.items = items
    self.labels = labels
    self.seconds = seconds
    self.planned = planned
    self.tuning = tuning
    right = items.count { $0.isRight }
  }

  package var count: Int { items.count }
  /// The share of right answers; nan where none was given.
  package var accuracy: Double { Double(right) / Double(count) }
  package var interval: Interval { .wilson(right, of: count) }
  package var examplesPerSecond: Double { seconds > 0 ? Double(count) / seconds : 0 }

  /// Up to `count` items answered wrongly and their numbers, the most confident first; equal ones in their order.
  package func wrong(_ count: Int) -> [(index: Int, item: Item)] {
    let mistakes = items.enumerated().filter { !$0.element.isRight }
    return mistakes.sorted { ($1.element.confidence, $0.offset) < ($0.element.confidence, $1.offset) }
      .prefix(max(0, count)).map { (index: $0.offset, item: $0.element) }
  }
}
