import HoneSession

/// One way in which what a cell puts out now is not what its notebook records.
package enum Difference: Equatable, Sendable {
  /// A recorded fence for which there is no output any more.
  case gone(kind: String, recorded: String)
  /// An output that no fence records.
  case unrecorded(RecordedOutput.Kind, now: String)
  case kind(recorded: String, now: RecordedOutput.Kind, text: String)
  /// Only numbers differ.
  case numbers(kind: String, [MovedNumber], rule: CheckRule)
  /// The first line that differs in more than its numbers; nil where there is no such line on one side.
  case words(kind: String, line: Int, recorded: String?, now: String?)
  /// A number that does not hold its bound, or is not there: `now` is nil, as `recorded` where it was not there before.
  case metric(MetricBound, recorded: MetricBound.Finding?, now: MetricBound.Finding?)
  /// An output fence that names a cell which is not there.
  case orphan(cell: String)

  package struct MovedNumber: Equatable, Sendable {
    /// Its place among the numbers of the output, from 1.
    package var ordinal: Int
    package var recorded: NumberText.Number
    package var now: NumberText.Number
    /// The lines that it stands on.
    package var recordedLine: String
    package var nowLine: String
  }

  /// All differences between the outputs of a cell, in order.
  package static func between(
    _ recorded: [OutputFence], and now: [RecordedOutput], by rule: CheckRule
  ) -> [Difference] {
    guard rule.mode != .none else { return metrics(recorded, and: now, by: rule) }
    let pairs = zip(recorded, now).compactMap { fence, output in
      let text = StableText.recorded(output)
      guard fence.kind == output.kind.rawValue else {
        return Difference.kind(recorded: fence.kind, now: output.kind, text: text)
      }
      return between(fence.text, and: text, kind: fence.kind, by: rule)
    }
    let gone = recorded.dropFirst(now.count).map { Difference.gone(kind: $0.kind, recorded: $0.text) }
    let unrecorded = now.dropFirst(recorded.count).map { Difference.unrecorded($0.kind, now: StableText.recorded($0)) }
    return pairs + gone + unrecorded
  }

  private static func metrics(
    _ recorded: [OutputFence], and now: [RecordedOutput], by rule: CheckRule
  ) -> [Difference] {
    rule.bounds.compactMap { bound in
      let found = bound.find(in: now.map { StableText.recorded($0) })
      if let found, bound.holds(found.number.value) { return nil }
      return .metric(bound, recorded: bound.find(in: recorded.map(\.text)), now: found)
    }
  }

  /// The difference between two texts, or nil if `rule` takes them as the same.
  package static func between(_ recorded: String, and now: String, kind: String, by rule: CheckRule) -> Difference? {
    guard recorded != now else { return nil }
    let (before, after) = (NumberText(recorded), NumberText(now))
    let sameWords = rule.mode == .exact ? before.words == after.words : before.unpaddedWords == after.unpaddedWords
    guard sameWords else { return wordsDiffer(recorded, now, kind: kind, by: rule) }
    guard rule.mode != .shape else { return nil }
    let moved = movedNumbers(before, after, recorded: recorded, now: now, by: rule)
    return moved.isEmpty ? nil : .numbers(kind: kind, moved, rule: rule)
  }

  private static func movedNumbers(
    _ before: NumberText, _ after: NumberText, recorded: String, now: String, by rule: CheckRule
  ) -> [MovedNumber] {
    let (recordedLines, nowLines) = (lines(recorded), lines(now))
    var line = 0
    var moved: [MovedNumber] = []
    for (index, (old, new)) in zip(before.numbers, after.numbers).enumerated() {
      line += before.words[index].count { $0 == "\n" }
      if rule.mode == .exact ? old.text == new.text : rule.allows(old.value, new.value) { continue }
      moved.append(
        MovedNumber(
          ordinal: index + 1, recorded: old, now: new, recordedLine: recordedLines[line], nowLine: nowLines[line]))
    }
    return moved
  }

  private static func wordsDiffer(_ recorded: String, _ now: String, kind: String, by rule: CheckRule) -> Difference {
    let (before, after) = (lines(recorded), lines(now))
    for index in 0..<max(before.count, after.count) {
      let old = index < before.count ? before[index] : nil
      let new = index < after.count ? after[index] : nil
      if let old, let new {
        let (a, b) = (NumberText(old), NumberText(new))
        if rule.mode == .exact ? a.words == b.words : a.unpaddedWords == b.unpaddedWords { continue }
      }
      return .words(kind: kind, line: index + 1, recorded: old, now: new)
    }
    preconditionFailure("texts whose words differ have a line whose words differ")
  }

  private static func lines(_ text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
