import HoneCore

extension Dataset {
  /// How many rows a part gets.
  package enum Share: Sendable, Equatable {
    case count(Int)
    /// At least 0 and below 1; rounded to whole rows, halves up.
    case fraction(Double)

    fileprivate func rows(of count: Int, for part: Part) throws(DatasetError) -> Int {
      switch self {
      case .count(let rows):
        guard rows >= 0 else { throw .badShare(part: part, value: String(rows)) }
        return rows
      case .fraction(let share):
        guard share >= 0, share < 1 else { throw .badShare(part: part, value: share.description) }
        return Int((share * Double(count)).rounded())
      }
    }
  }

  /// Cuts the rows into test, validation and, the rest, train; the sizes are exact.
  ///
  /// With a seed the parts are drawn at random, each with as near to the whole's share of every target value as whole rows
  /// allow (largest remainder), and their rows are shuffled. With nil the file's order is kept: first come the test rows,
  /// then validation, then train. Throws `DatasetError`, and then nothing has changed.
  package mutating func split(validation: Share, test: Share, seed: UInt64?) throws(DatasetError) {
    let testCount = try test.rows(of: count, for: .test)
    let validationCount = try validation.rows(of: count, for: .validation)
    guard testCount <= count, validationCount <= count - testCount else {
      throw .tooFewRows(count: count, validation: validationCount, test: testCount)
    }
    guard let seed else {
      let rest = testCount + validationCount
      setParts(Parts(train: Array(rest..<count), validation: Array(testCount..<rest), test: Array(0..<testCount)))
      return
    }
    var stream = RandomStream(seed: seed, purpose: "split")
    let order = stream.permutation(count)
    var groups = rowsByTarget(order)
    let test = draw(testCount, from: &groups)
    let validation = draw(validationCount, from: &groups)
    let train = Set(groups.joined())
    setParts(
      Parts(
        train: order.filter(train.contains), validation: order.filter(validation.contains),
        test: order.filter(test.contains)))
  }

  /// Rows with the same target together, in `order`; all in one group where there is no target.
  private func rowsByTarget(_ order: [Int]) -> [ArraySlice<Int>] {
    guard let column = target.flatMap(columns.firstIndex(of:)) else { return [order[...]] }
    var numbers: [DataValue: Int] = [:]
    var groups: [[Int]] = []
    for row in order {
      let number = numbers[values[row][column], default: groups.count]
      if number == groups.count {
        numbers[values[row][column]] = number
        groups.append([])
      }
      groups[number].append(row)
    }
    return groups.map { $0[...] }
  }

  /// Takes `count` rows off the fronts of the groups, in proportion to their sizes. What whole rows leave over goes to the
  /// groups with the largest remainders; among equal ones to those whose first row came first in the random order.
  private func draw(_ count: Int, from groups: inout [ArraySlice<Int>]) -> Set<Int> {
    let total = groups.reduce(0) { $0 + $1.count }
    guard count > 0 else { return [] }
    var quotas = groups.map { ($0.count * count).quotientAndRemainder(dividingBy: total) }
    let missing = count - quotas.reduce(0) { $0 + $1.quotient }
    let byRemainder = quotas.indices.sorted { (-quotas[$0].remainder, $0) < (-quotas[$1].remainder, $1) }
    for group in byRemainder.prefix(missing) { quotas[group].quotient += 1 }
    var drawn: Set<Int> = []
    for (group, quota) in quotas.enumerated() {
      drawn.formUnion(groups[group].prefix(quota.quotient))
      groups[group] = groups[group].dropFirst(quota.quotient)
    }
    return drawn
  }
}
