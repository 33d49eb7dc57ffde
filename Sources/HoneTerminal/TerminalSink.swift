import Foundation
import HoneCore
import HoneSession

/// Shows what a session puts out on this process's streams: results on stdout, errors, notes and progress on stderr.
///
/// In the REPL everything a terminal shows goes to it in order; times, speeds and paths are for terminals only, and a
/// stdout that is not one gets stable text.
package final class TerminalSink: OutputSink {
  private let terminal: Terminal
  /// Whether the last byte on stdout ended a line.
  private var isAtLineStart = true
  private var drawnProgress = false
  /// Of the line that is being generated.
  private var wrap: StreamWrap?
  private var lastProgress: ContinuousClock.Instant?

  /// A line in place is redrawn at most ten times a second; whole lines come every ten seconds.
  private static let redrawInterval = Duration.milliseconds(100)
  /// Columns left free behind the line, so that the terminal's echo of Ctrl-C does not break it.
  private static let echoWidth = 5
  private static let lineInterval = Duration.seconds(10)

  package init(_ terminal: Terminal) { self.terminal = terminal }

  package func send(_ event: OutputEvent) {
    if case .progress(let progress) = event { return show(progress) }
    endProgress()
    switch event {
    case .stdout(let text): write(text)
    case .result(let rendering, let index): show(rendering, index: index)
    case .display(let rendering): writeLine(text(of: rendering, after: 0))
    case .error(_, let rendering): writeError(rendering)
    case .note(let text): writeNote(text)
    case .stream(let text): if terminal.isOutputTerminal { stream(text) }
    case .progress, .progressEnded: break
    }
  }

  /// Ends a line that was left open, so that a prompt does not stand behind it.
  package func finishLine() {
    endProgress()
    if !isAtLineStart { write("\n") }
  }

  /// A line of the front end's own, as the banner and `hone check`'s findings.
  package func writeLine(_ text: String) {
    finishLine()
    write(text.hasSuffix("\n") ? text : text + "\n")
  }

  private func write(_ text: String) {
    guard let last = text.utf8.last else { return }
    Terminal.write(text, to: STDOUT_FILENO)
    isAtLineStart = last == UInt8(ascii: "\n")
    if isAtLineStart { wrap = nil }
  }

  /// On a terminal words are not cut at its edge, nor marks shown that it does not have.
  private func text(of rendering: Rendering, after label: Int) -> String {
    guard terminal.isOutputTerminal else { return rendering.stable }
    let page = terminal.page()
    let live = rendering.live(on: page)
    return WordWrap.text(terminal.usesUnicode ? live : PlainText.text(live), columns: page.columns, after: label)
  }

  private func stream(_ text: String) {
    guard terminal.movesCursor else { return write(text) }
    var wrap = self.wrap ?? StreamWrap(columns: Terminal.width(of: STDOUT_FILENO))
    write(wrap.add(text))
    self.wrap = wrap
  }

  private func show(_ rendering: Rendering, index: Int?) {
    guard let index else { return writeLine(text(of: rendering, after: 0)) }
    // What does not fit behind the label gets the whole width below it.
    let short = text(of: rendering, after: "Out[\(index)]: ".count)
    let value = short.contains("\n") ? text(of: rendering, after: 0) : short
    let label =
      Colour.red.paint("Out[", if: colours) + Colour.brightRed.paint("\(index)", if: colours)
      + Colour.red.paint("]:", if: colours)
    writeLine(label + (short.contains("\n") ? "\n" : " ") + value)
  }

  private var colours: Bool { terminal.usesColour && terminal.isOutputTerminal }
}

// Errors and notes.
extension TerminalSink {
  private func writeError(_ rendering: Rendering) {
    if terminal.isOutputTerminal { finishLine() }
    let isPainted = terminal.usesColour && terminal.isErrorTerminal
    let text = terminal.isErrorTerminal ? rendering.live(on: terminal.page(STDERR_FILENO)) : rendering.stable
    let lines = fitting(text).split(separator: "\n", omittingEmptySubsequences: false)
      .map { paint($0, if: isPainted) }
    let whole = lines.joined(separator: "\n")
    Terminal.write(whole.hasSuffix("\n") ? whole : whole + "\n", to: STDERR_FILENO)
  }

  /// The caret's line and the error's name are red.
  private func paint(_ line: Substring, if isPainted: Bool) -> String {
    guard isPainted else { return String(line) }
    let marks = line.drop { $0 == " " || $0 == "|" || $0 == "│" }
    if !marks.isEmpty, marks.allSatisfy({ $0 == "^" || $0 == "~" }) {
      return Colour.brightRed.paint(String(line), if: true)
    }
    guard let colon = line.range(of: ": "), line[..<colon.lowerBound].allSatisfy({ $0.isLetter && $0.isASCII }),
      line.first?.isUppercase == true
    else { return String(line) }
    return Colour.brightRed.paint(String(line[..<colon.lowerBound]), if: true) + line[colon.lowerBound...]
  }

  private func writeNote(_ text: String) {
    if terminal.isOutputTerminal { finishLine() }
    let isPainted = terminal.usesColour && terminal.isErrorTerminal
    Terminal.write(Colour.dim.paint(fitting(text), if: isPainted) + "\n", to: STDERR_FILENO)
  }

  private func fitting(_ text: String) -> String {
    guard terminal.isErrorTerminal else { return text }
    let plain = terminal.usesUnicode ? text : PlainText.text(text)
    return WordWrap.text(plain, columns: Terminal.width(of: STDERR_FILENO))
  }
}

// Progress.
extension TerminalSink {
  private func show(_ progress: HoneCore.Progress) {
    let now = ContinuousClock.now
    let redraws = terminal.isErrorTerminal && terminal.movesCursor && terminal.usesUnicode
    guard let last = lastProgress else {
      lastProgress = now
      if redraws { draw(progress) }
      return
    }
    guard now - last >= (redraws ? TerminalSink.redrawInterval : TerminalSink.lineInterval) else { return }
    lastProgress = now
    if redraws {
      draw(progress)
    } else {
      Terminal.write(ProgressLine.plain(progress) + "\n", to: STDERR_FILENO)
    }
  }

  private func draw(_ progress: HoneCore.Progress) {
    if terminal.isOutputTerminal, !isAtLineStart { write("\n") }
    let line = ProgressLine.bar(progress, width: Terminal.width(of: STDERR_FILENO) - TerminalSink.echoWidth)
    Terminal.write("\r\u{1B}[2K" + line, to: STDERR_FILENO)
    drawnProgress = true
  }

  private func endProgress() {
    if drawnProgress { Terminal.write("\r\u{1B}[2K", to: STDERR_FILENO) }
    (drawnProgress, lastProgress) = (false, nil)
  }
}
