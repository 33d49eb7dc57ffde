import HoneModel

/// One item ready for the model: the text before the answer, the right answer, and the answers to choose from.
package struct RenderedItem: Sendable {
  /// How people know the item: a value of the input column, or the prompt itself.
  package var title: String
  package var context: String
  package var target: String
  package var labels: [String]

  package init(title: String, context: String, target: String, labels: [String]) {
    self.title = title
    self.context = context
    self.target = target
    self.labels = labels
  }
}

/// What an evaluation found, item by item.
package struct Report: Sendable {
  package struct Item: Sendable {
    package var title: String
    package var actual: String
    package var predicted: String
    /// The log-likelihood of each of the item's labels, in their order.
    package var scores: [Double]
    /// The prediction's share of the labels' probability.
    package var confidence: Double

    package var isRight: Bool { predicted == actual }
  }

  package var items: [Item]
  /// In the order that the prompt or the data names them.
  package var labels: [String]
  package var seconds: Double
  /// Items that were asked for; more than `items` where the user stopped.
  package var planned: Int
  /// What was evaluated: the adapter's name, nil for the model as it came.
  package var adapter: String?

  package var count: Int { items.count }
  package var right: Int { items.count { $0.isRight } }
  package var accuracy: Double { items.isEmpty ? 0 : Double(right) / Double(count) }
  package var interval: Interval { .wilson(right, of: count) }
  package var predictions: [String] { items.map(\.predicted) }
  package var examplesPerSecond: Double { seconds > 0 ? Double(count) / seconds : 0 }

  /// counts[actual][predicted], every label of either kind in `labels` order.
  package var confusion: [(actual: String, predicted: [(label: String, count: Int)])] {
    let all = labels + items.map(\.actual).reduce(into: [String]()) { if !labels.contains($1) && !$0.contains($1) { $0.append($1) } }
    var counts: [String: [String: Int]] = [:]
    for item in items { counts[item.actual, default: [:]][item.predicted, default: 0] += 1 }
    return all.filter { counts[$0] != nil || labels.contains($0) }.map { actual in
      (actual, labels.map { ($0, counts[actual]?[$0] ?? 0) })
    }
  }

  /// Up to `count` items answered wrongly, the most confident first.
  package func wrong(_ count: Int) -> [Item] {
    Array(
      items.enumerated().filter { !$0.element.isRight }
        .sorted { ($1.element.confidence, $0.offset) < ($0.element.confidence, $1.offset) }
        .prefix(max(0, count)).map(\.element))
  }
}
