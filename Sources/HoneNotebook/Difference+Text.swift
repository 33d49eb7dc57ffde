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
    let (old, new) = (number.recorded.value, number.now.value)
    let change = new - old
    var text = "number \(number.ordinal): \(number.recorded.text) → \(number.now.text), moved by \(short(change))"
    if old != 0, change.isFinite { text += " (\(short(100 * change / abs(old))) %)" }
    return rule.mode == .num ? text + "; allowed ±\(short(rule.allowance(at: old)))" : text
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
