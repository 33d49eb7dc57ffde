import Foundation
import HoneSession

/// A bound that a number in a cell's outputs must hold: `accuracy>=0.85`.
///
/// The number is the first one behind the name on its line; the first line that has both counts.
package struct MetricBound: Equatable, Sendable {
  package enum Relation: String, CaseIterable, Sendable {
    case atLeast = ">="
    case atMost = "<="
    case above = ">"
    case below = "<"
  }

  /// A number and the line that it stands on.
  package struct Finding: Equatable, Sendable {
    package var number: NumberText.Number
    package var line: String
  }

  package var name: String
  package var relation: Relation
  package var limit: NumberText.Number

  /// Bounds with commas between them; nil if `text` is anything else.
  static func list(_ text: String) -> [MetricBound]? {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let bounds = parts.compactMap { MetricBound($0) }
    return bounds.count == parts.count ? bounds : nil
  }

  private init?(_ text: Substring) {
    guard let start = text.firstIndex(where: { $0 == "<" || $0 == ">" }) else { return nil }
    let rest = text[start...]
    // The relations with `=` come first, so that one is not read as the other and a rest.
    guard let relation = Relation.allCases.first(where: { rest.hasPrefix($0.rawValue) }) else { return nil }
    name = text[..<start].trimmingCharacters(in: .whitespaces)
    let number = rest.dropFirst(relation.rawValue.count).trimmingCharacters(in: .whitespaces)
    guard !name.isEmpty, let value = Double(number), value.isFinite else { return nil }
    self.relation = relation
    limit = NumberText.Number(text: number, value: value)
  }

  package var text: String { name + condition }
  var condition: String { relation.rawValue + limit.text }

  package func holds(_ value: Double) -> Bool {
    switch relation {
    case .atLeast: value >= limit.value
    case .atMost: value <= limit.value
    case .above: value > limit.value
    case .below: value < limit.value
    }
  }

  package func find(in texts: [String]) -> Finding? {
    for line in texts.flatMap({ $0.split(separator: "\n") }) {
      for range in line.ranges(of: name) where isWhole(range, in: line) {
        guard let number = NumberText(String(line[range.upperBound...])).numbers.first else { continue }
        return Finding(number: number, line: String(line))
      }
    }
    return nil
  }

  /// Whether the name at `range` is no part of a longer word: `loss` is not in `losses`.
  private func isWhole(_ range: Range<Substring.Index>, in line: Substring) -> Bool {
    func isWord(_ character: Character?) -> Bool { character.map { $0.isLetter || $0.isNumber || $0 == "_" } ?? false }
    return !isWord(line[..<range.lowerBound].last) && !isWord(line[range.upperBound...].first)
  }
}
