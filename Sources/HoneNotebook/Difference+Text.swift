import Foundation
import HoneSession

extension Difference {
  /// What moved and by how much, for the terminal: a headline and indented lines below it.
  package var text: String {
    switch self {
    case .gone(let kind, let recorded):
      "recorded \(kind) does not come any more\n" + Difference.excerpt("recorded", recorded)
    case .unrecorded(let kind, let now):
      "\(kind) is not recorded\n" + Difference.excerpt("now", now)
    case .kind(let recorded, let now, let text):
      "recorded \(recorded) is now \(now.rawValue)\n" + Difference.excerpt("now", text)
    case .numbers(let kind, let moved, let rule):
      "\(kind): " + (moved.count == 1 ? "a number moved" : "\(moved.count) numbers moved") + "\n"
        + Difference.list(moved, rule)
    case .words(let kind, let line, let recorded, let now):
      "\(kind): line \(line) differs\n" + Difference.row("recorded", recorded ?? "(no such line)")
        + "\n" + Difference.row("now", now ?? "(no such line)")
    case .metric(let bound, let recorded, let now): Difference.metric(bound, recorded, now)
    case .orphan(let cell): "there is no cell '\(cell)' above the output recorded for it"
    }
  }

  private static let shownNumbers = 8
  private static let shownLines = 6

  private static func list(_ moved: [MovedNumber], _ rule: CheckRule) -> String {
    var rows: [String] = []
    for (index, number) in moved.prefix(shownNumbers).enumerated() {
      if index == 0 || moved[index - 1].recordedLine != number.recordedLine {
        rows += [row("recorded", number.recordedLine), row("now", number.nowLine)]
      }
      rows.append(row("", describe(number, rule)))
    }
    if moved.count > shownNumbers { rows.append(row("", "and \(moved.count - shownNumbers) more")) }
    return rows.joined(separator: "\n")
  }

  /// `number 2: 0.8725 → 0.8700, moved by -0.0025 (-0.29 %); allowed ±0.00087`
  private static func describe(_ number: MovedNumber, _ rule: CheckRule) -> String {
    let text = "number \(number.ordinal): " + move(number.recorded, number.now)
    return rule.mode == .num ? text + "; allowed ±\(short(rule.allowance(at: number.recorded.value)))" : text
  }

  /// `0.8725 → 0.8700, moved by -0.0025 (-0.29 %)`
  private static func move(_ recorded: NumberText.Number, _ now: NumberText.Number) -> String {
    let change = now.value - recorded.value
    if change == 0 { return "\(recorded.text) → \(now.text), the same number written in another way" }
    let text = "\(recorded.text) → \(now.text), moved by \(short(change))"
    guard recorded.value != 0, change.isFinite else { return text }
    return text + " (\(short(100 * change / abs(recorded.value))) %)"
  }

  private static func metric(
    _ bound: MetricBound, _ recorded: MetricBound.Finding?, _ now: MetricBound.Finding?
  ) -> String {
    var rows = recorded.map { [row("recorded", $0.line)] } ?? []
    guard let now else {
      return (["no number stands behind '\(bound.name)', which must be \(bound.condition)"] + rows).joined(
        separator: "\n")
    }
    let miss = abs(now.number.value - bound.limit.value)
    let head = "\(bound.name) is \(now.number.text) and not \(bound.condition)"
    rows.append(row("now", now.line))
    if let recorded, recorded.number != now.number {
      rows.append(row("", "\(bound.name): " + move(recorded.number, now.number)))
    }
    return ([miss == 0 ? head : head + ": it misses by \(short(miss))"] + rows).joined(separator: "\n")
  }

  private static func short(_ value: Double) -> String { String(format: "%.3g", value) }

  private static func excerpt(_ label: String, _ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var rows = lines.prefix(shownLines).enumerated().map { row($0.offset == 0 ? label : "", String($0.element)) }
    if lines.count > shownLines { rows.append(row("", "… \(lines.count - shownLines) more lines")) }
    return rows.joined(separator: "\n")
  }

  private static func row(_ label: String, _ text: String) -> String {
    "  " + label + String(repeating: " ", count: 8 - label.count) + " │ " + text
  }
}
