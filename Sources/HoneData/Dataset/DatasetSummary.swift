/// What a dataset holds, column by column.
package struct DatasetSummary: Sendable {
  package var rows: Int
  package var columns: [Column]
  /// How often each value of the target occurs, the most frequent first, then in order of appearance; empty without a target.
  package var targets: [(value: DataValue, count: Int)]

  package struct Column: Sendable, Equatable {
    package var name: String
    /// "str", "int", "float", …; "mixed" where there are several, "None" where all are missing.
    package var type: String
    package var distinct: Int
    package var missing: Int
    /// Of strings and lists the length (in code points, in items), of numbers the value; nil for other types.
    package var quartiles: Quartiles?
  }

  /// The smallest, the largest, and what a quarter, half and three quarters lie below (interpolated linearly).
  package struct Quartiles: Sendable, Equatable {
    package var minimum, lower, median, upper, maximum: Double

    init?(_ figures: [Double]) {
      guard !figures.isEmpty else { return nil }
      let sorted = figures.sorted()
      func at(_ share: Double) -> Double {
        let position = share * Double(sorted.count - 1)
        let below = Int(position)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (sorted[above] - sorted[below]) * (position - Double(below))
      }
      (minimum, lower, median, upper, maximum) = (at(0), at(0.25), at(0.5), at(0.75), at(1))
    }
  }
}

extension Dataset {
  package func describe() -> DatasetSummary {
    DatasetSummary(
      rows: count, columns: columns.indices.map(summary(ofColumn:)), targets: target.map(countedValues(of:)) ?? [])
  }

  private func summary(ofColumn index: Int) -> DatasetSummary.Column {
    let all = values.map { $0[index] }
    let present = all.filter { !$0.isMissing }
    let types = Set(present.map(\.typeName))
    let type =
      types.isSubset(of: ["int", "float"]) && types.count == 2 ? "float" : types.count > 1 ? "mixed" : types.first
    let figures = present.compactMap { value -> Double? in
      switch value {
      case .string(let text): Double(text.unicodeScalars.count)
      case .list(let items): Double(items.count)
      default: value.number
      }
    }
    return DatasetSummary.Column(
      name: columns[index], type: type ?? "None", distinct: Set(present).count, missing: all.count - present.count,
      quartiles: type == "mixed" ? nil : DatasetSummary.Quartiles(figures))
  }

  private func countedValues(of column: String) -> [(value: DataValue, count: Int)] {
    guard let index = columns.firstIndex(of: column) else { return [] }
    var counts: [DataValue: (first: Int, count: Int)] = [:]
    for (row, values) in values.enumerated() { counts[values[index], default: (row, 0)].count += 1 }
    return counts.sorted { (-$0.value.count, $0.value.first) < (-$1.value.count, $1.value.first) }
      .map { ($0.key, $0.value.count) }
  }
}
