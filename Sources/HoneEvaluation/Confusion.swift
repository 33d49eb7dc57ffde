/// How often each answer was given where another was right.
package struct Confusion: Equatable, Sendable {
  package struct Row: Equatable, Sendable {
    package var actual: String
    package var predicted: [Count]
  }

  package struct Count: Equatable, Sendable {
    package var label: String
    package var count: Int
  }

  /// Labels up to which every pair is named, also those that never occurred; beyond, a table of pairs would be mostly
  /// zeros and grow with the square.
  package static let mostLabels = 50

  package let rows: [Row]
}

extension Report {
  /// One row for each label, then for each right answer that is no label; counts in the order of the labels.
  package var confusion: Confusion {
    var counts: [String: [String: Int]] = [:]
    var actuals: [String] = []
    var seen = Set(labels)
    for item in items {
      counts[item.actual, default: [:]][item.predicted, default: 0] += 1
      if seen.insert(item.actual).inserted { actuals.append(item.actual) }
    }
    guard labels.count > Confusion.mostLabels else {
      return Confusion(
        rows: (labels + actuals).map { actual in
          Confusion.Row(actual: actual, predicted: labels.map { .init(label: $0, count: counts[actual]?[$0] ?? 0) })
        })
    }
    let places = Dictionary(zip(labels, labels.indices), uniquingKeysWith: min)
    return Confusion(
      rows: (labels + actuals).compactMap { actual in
        guard let row = counts[actual] else { return nil }
        let ordered = row.sorted { (places[$0.key] ?? labels.count, $0.key) < (places[$1.key] ?? labels.count, $1.key) }
        return Confusion.Row(actual: actual, predicted: ordered.map { .init(label: $0.key, count: $0.value) })
      })
  }
}
