import Foundation
import HoneCore
import HoneSession

/// What running a notebook tells whoever waits for it, in order.
package enum RunEvent: Sendable {
  /// One informative line.
  case remark(String)
  case started(RunStep)
  /// `preview`: the first lines of what the cell put out, where they are wanted.
  case finished(RunStep, CellOutcome, seconds: Double, preview: [String])
  /// `cell` is the cell's name; `line` its line, or that of an output fence of which there is no cell.
  case difference(cell: String, line: Int, Difference)
  /// `text` says how it ended, in one line.
  case ended(NotebookRun.Ending, text: String)
}

/// What a run makes of a cell that it ran.
package enum CellOutcome: Sendable {
  case good
  /// Its outputs are not as recorded.
  case differs
  /// It failed, and the run stops.
  case failed
}

/// A cell's place in a run.
package struct RunStep: Sendable {
  /// Into the notebook's cells.
  package var index: Int
  /// From 1, among the `count` cells that are run.
  package var number: Int
  package var count: Int
  /// False for a cell that is run for its effects only: nothing of it is compared or written.
  package var isCompared: Bool
  package var cell: NotebookCell
}

extension RunEvent {
  /// For the terminal, which no name or text of a notebook can steer; nil for what is shown there in another way.
  package var text: String? { plainText?.showingControls(keeping: "\n\t") }

  private var plainText: String? {
    switch self {
    case .remark(let text): return text
    case .finished(let step, let outcome, let seconds, let preview):
      let mark = RunEvent.mark(outcome, step)
      let time = seconds < 1 ? "" : String(format: ", %.1f s", seconds)
      let head = "\(mark) \(step.number) of \(step.count): \(step.cell.title)\(time)"
      return ([head] + preview.map { $0.isEmpty ? $0 : "    " + $0 }).joined(separator: "\n")
    case .ended(_, let text): return text
    case .started, .difference: return nil
    }
  }

  private static func mark(_ outcome: CellOutcome, _ step: RunStep) -> String {
    switch outcome {
    case .good: step.isCompared ? "✓" : "·"
    case .differs: "≠"
    case .failed: "✗"
    }
  }

  /// One line of JSON, without the newline.
  package var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Strings and finite numbers can always be encoded.
    return (try? encoder.encode(EventLine(self))).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  /// What `hone replay --help` says of the lines.
  package static let reference = """
    With --json every event is one line on stdout: what cells put out as hone --json tells it (see hone --help), and
      cell_started   cell, number, of, line: its name, its place, its line
      cell_finished  the same, and seconds, succeeded, compared (false where
                     the cell is run for its effects alone)
      difference     cell, line, text, numbers: each recorded and now
      ending         ending (finished, failed or interrupted), text
    """
}

/// The fields of all kinds; those that are nil are not written.
private struct EventLine: Encodable {
  struct Number: Encodable {
    var name: String?
    var recorded: Double?
    var now: Double?
  }

  var kind: String
  var text: String?
  var cell: String?
  var number: Int?
  var of: Int?
  var line: Int?
  var seconds: Double?
  var succeeded: Bool?
  var compared: Bool?
  var numbers: [Number]?
  var ending: String?

  init(_ event: RunEvent) {
    switch event {
    case .remark(let text): (kind, self.text) = ("note", text)
    case .started(let step):
      kind = "cell_started"
      place(step)
    case .finished(let step, let outcome, let seconds, _):
      kind = "cell_finished"
      place(step)
      (self.seconds, succeeded, compared) = (seconds, outcome != .failed, step.isCompared)
    case .difference(let cell, let line, let difference):
      kind = "difference"
      (self.cell, self.line, text) = (cell, line, difference.text)
      numbers = EventLine.numbers(difference)
    case .ended(let ending, let text):
      (kind, self.text, self.ending) = ("ending", text, ending.name)
    }
  }

  private mutating func place(_ step: RunStep) {
    (cell, number, of, line) = (step.cell.label, step.number, step.count, step.cell.line)
  }

  private static func numbers(_ difference: Difference) -> [Number]? {
    switch difference {
    case .numbers(_, let moved, _): moved.map { Number(recorded: $0.recorded.value, now: $0.now.value) }
    case .metric(let bound, let recorded, let now):
      [Number(name: bound.name, recorded: recorded?.number.value, now: now?.number.value)]
    case .gone, .unrecorded, .kind, .words, .orphan: nil
    }
  }
}

extension NotebookRun.Ending {
  fileprivate var name: String {
    switch self {
    case .finished: "finished"
    case .failed: "failed"
    case .interrupted: "interrupted"
    }
  }
}
