import Foundation
import HoneCore
import HoneLanguage
import HoneSession

/// Writes each event as one line of JSON on stdout, for programs: `hone --json -c CODE`.
package final class JSONSink: OutputSink {
  /// What `hone --help` says of the lines.
  package static let reference = """
    With --json every event is one line on stdout, an object with the field kind:
      stdout    text: what print() and shell commands wrote
      result    text: the value of an expression statement
      display   text: a table, a chart, help
      error     type, message, hint, text: the error's name, its sentences, and all of it with the excerpt
      note      text: a remark that is no result
      stream    text: a piece of a generation as it comes; the result follows
      progress  task, completed, total, unit, rate, rate_unit, seconds_left, last: figures not known are left out
    """

  private let write: (String) -> Void
  private let encoder = JSONEncoder()

  package init(_ write: @escaping (String) -> Void = { Terminal.write($0, to: STDOUT_FILENO) }) {
    self.write = write
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
  }

  package func send(_ event: OutputEvent) {
    switch event {
    case .stdout(let text): line(Line("stdout", text: text))
    case .result(let rendering, _): line(Line("result", text: rendering.stable))
    case .display(let rendering): line(Line("display", text: rendering.stable))
    case .note(let text): line(Line("note", text: text))
    case .stream(let text): line(Line("stream", text: text))
    case .error(let diagnostic, let rendering):
      line(
        Line(
          "error", text: rendering.stable, type: diagnostic.kind, message: diagnostic.message, hint: diagnostic.hint))
    case .progress(let progress): line(Line(progress))
    case .progressEnded: break
    }
  }

  private func line(_ line: Line) {
    // Strings and finite numbers can always be encoded.
    guard let data = try? encoder.encode(line) else { return }
    write(String(decoding: data, as: UTF8.self) + "\n")
  }
}

/// The fields of all kinds; those that are nil are not written.
private struct Line: Encodable {
  var kind: String
  var text: String?
  var type: String?
  var message: String?
  var hint: String?
  var task: String?
  var completed: Int?
  var total: Int?
  var unit: String?
  var rate: Double?
  var rateUnit: String?
  var secondsLeft: Double?
  var last: Double?

  enum CodingKeys: String, CodingKey {
    case kind, text, type, message, hint, task, completed, total, unit, rate, last
    case rateUnit = "rate_unit"
    case secondsLeft = "seconds_left"
  }

  init(_ kind: String, text: String, type: String? = nil, message: String? = nil, hint: String? = nil) {
    (self.kind, self.text, self.type, self.message, self.hint) = (kind, text, type, message, hint)
  }

  init(_ progress: HoneCore.Progress) {
    func finite(_ value: Double?) -> Double? { value.flatMap { $0.isFinite ? $0 : nil } }
    kind = "progress"
    (task, completed, total, unit) = (progress.task, progress.completed, progress.total, progress.unit)
    rate = finite(progress.rate)
    rateUnit = rate == nil ? nil : progress.rateUnit
    (secondsLeft, last) = (finite(progress.secondsLeft), finite(progress.series.last))
  }
}
