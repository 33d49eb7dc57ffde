import Foundation
import HoneBench
import Testing

/// The `hone` that was built, running on a pseudo-terminal of 100 columns with a home folder of its own.
final class PseudoTerminal {
  private let program: TerminalProcess
  /// All that was shown, without escape sequences.
  private var text = TerminalText()
  /// What the terminal shows now.
  private(set) var shown = Screen(columns: 100, lines: 40)
  /// Where in the text the next `expect` begins to look.
  private var seen = 0

  static let patience = Duration.seconds(20)

  init(
    _ arguments: [String] = ["-q"], home: String, colours: Bool = false, environment more: [String: String] = [:],
    program: String? = nil
  ) throws {
    var environment = BuiltHone.environment(home: home).merging(more) { _, new in new }
    environment["TERM"] = "xterm-256color"
    if !colours { environment["NO_COLOR"] = "1" }
    self.program = try TerminalProcess([program ?? BuiltHone.path] + arguments, environment: environment)
  }

  /// All that was shown, without escape sequences.
  var transcript: String { String(decoding: text.bytes, as: UTF8.self) }

  func type(_ keys: String) { program.write(keys) }

  /// Waits until `wanted` is shown after what was last expected. Fails with the end of the output after 20 seconds.
  func expect(_ wanted: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let deadline = ContinuousClock.now + PseudoTerminal.patience
    while ContinuousClock.now < deadline {
      if let found = text.range(of: wanted, from: seen) {
        seen = found.upperBound
        return
      }
      if !readMore() { break }
    }
    Issue.record(
      "'\(wanted)' was not shown; the output ends with:\n\(transcript.suffix(2_000))", sourceLocation: sourceLocation)
    throw CancellationError()
  }

  /// Waits until the screen is as wanted. Fails with what it shows after 20 seconds.
  func expectScreen(
    _ what: String, sourceLocation: SourceLocation = #_sourceLocation, _ isWanted: (Screen) -> Bool
  ) throws {
    let deadline = ContinuousClock.now + PseudoTerminal.patience
    while ContinuousClock.now < deadline {
      if isWanted(shown) { return }
      if !readMore() { break }
    }
    Issue.record("\(what): the screen is\n\(shown.text)", sourceLocation: sourceLocation)
    throw CancellationError()
  }

  /// Waits until the screen ends like this.
  func expectEnd(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try expectScreen("no end in '\(text)'", sourceLocation: sourceLocation) { $0.text.hasSuffix(text) }
  }

  /// Takes what is shown for so long.
  func watch(for time: Duration) {
    let end = ContinuousClock.now + time
    while ContinuousClock.now < end, readMore(within: 5) {}
  }

  func resize(columns: Int) {
    program.resize(columns: columns)
    shown.resize(columns: columns)
  }

  func kill(_ signal: Int32) { program.kill(signal) }

  /// Waits for the process to end; its exit code, or minus the signal that ended it. One that does not end is killed.
  func exitCode() -> Int32 {
    let deadline = ContinuousClock.now + PseudoTerminal.patience
    while readMore() { if ContinuousClock.now > deadline { kill(SIGKILL) } }
    return program.wait()
  }

  /// False at the end of the output.
  private func readMore(within milliseconds: Int32 = 100) -> Bool {
    guard let bytes = program.read(within: milliseconds) else { return false }
    shown.show(bytes)
    text.append(bytes)
    return true
  }
}
