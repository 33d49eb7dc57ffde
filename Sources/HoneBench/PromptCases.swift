import Foundation
import HoneCore

// What a program does at its prompt, on a pseudo-terminal.
extension BenchCase {
  static let start = BenchCase(name: "start", summary: "start a program on a pseudo-terminal, up to its prompt's bytes")
  { bench in
    try atPrompts("start", bench) { prompt in ([prompt.secondsToStart], 1) }
  }

  static let keystroke = BenchCase(
    name: "keystroke", summary: "type a character at the prompt, up to its echo; the median, and the worst of all"
  ) { bench in
    try atPrompts("keystroke", bench) { prompt in
      let seconds = try (0..<keys).map { index in
        let letter = String(UnicodeScalar(UInt8(ascii: "a") + UInt8(index % lineLength)))
        if letter == "a" { prompt.clearLine() }
        return try prompt.secondsToShow(letter, after: letter)
      }
      return (seconds, keys)
    }
  }

  static let tab = BenchCase(
    name: "tab", summary: "press Tab behind a string's dot, up to its methods; the median, and the worst of all"
  ) { bench in
    try atPrompts("tab", bench) { prompt in
      prompt.type("text = 'a'\r")
      let seconds = try (0..<keys).map { _ in
        prompt.clearLine()
        prompt.type("text.")
        return try prompt.secondsToShow("capitalize", after: "\t")
      }
      return (seconds, keys)
    }
  }

  /// Keys of one run: 1,000 in the five runs that are the default.
  private static let keys = 200
  /// Different letters, so that what was drawn before is not taken for an echo.
  private static let lineLength = 26

  /// Runs `measure`, which gives its times in seconds and their number, at the prompts of fresh programs.
  private static func atPrompts(
    _ task: String, _ bench: Bench, _ measure: (PromptProgram) throws -> (seconds: [Double], count: Int)
  ) throws -> Finding {
    let home = FileManager.default.temporaryDirectory.appendingPathComponent("hone-bench-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: home) }
    let own = bench.options.program.isEmpty
    let words = own ? [try ownPath()] : bench.options.program
    var size = 1
    var all: [[Double]] = []
    let runs = try bench.repeating(task) { _ in
      let program = try PromptProgram(
        words, environment: environment(home: home), prompt: bench.options.prompt, monitor: bench.monitor)
      let found = try measure(program)
      size = found.count
      all.append(found.seconds)
      return median(found.seconds)
    }
    let worst = all.suffix(runs.count).joined().max() ?? 0
    let shown = own ? "hone" : bench.options.program.joined(separator: " ")
    return Finding(
      size: size, unit: .seconds, runs: runs, more: [("worst", .number(worst)), ("program", .text(shown))])
  }

  private static func ownPath() throws -> String {
    try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  }

  /// A home folder of its own, so that no history or settings weigh on the start; what the warm-up leaves there stays.
  private static func environment(home: String) -> [String: String] {
    var environment = ProcessInfo.processInfo.environment
    for name in ["XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "NO_COLOR"] { environment[name] = nil }
    environment["HOME"] = home
    environment["TERM"] = "xterm-256color"
    // IPython's editor would ask this terminal where its cursor is, which it cannot answer.
    environment["PROMPT_TOOLKIT_NO_CPR"] = "1"
    return environment
  }
}

/// A program that stands at its prompt.
final class PromptProgram {
  /// From its start to the bytes of its prompt, escape sequences aside.
  let secondsToStart: Double
  private let name: String
  private let terminal: TerminalProcess
  private let monitor: any Monitor

  private static let patience = Duration.seconds(60)
  /// Milliseconds without output after which a program is taken to wait for keys.
  private static let quiet: Int32 = 10
  /// What an error shows of the output's end.
  private static let shownEnd = 200

  /// Starts a program and waits for its prompt. Throws `BenchError`.
  init(_ words: [String], environment: [String: String], prompt: String, monitor: any Monitor) throws(BenchError) {
    let started = ContinuousClock.now
    (name, self.monitor) = (words[0], monitor)
    terminal = try TerminalProcess(words, environment: environment)
    secondsToStart = try Self.seconds(since: started, until: prompt, isPrompt: true, name, terminal, monitor)
    settle()
  }

  /// Types keys and waits until all that they bring about is shown.
  func type(_ keys: String) {
    terminal.write(keys)
    settle()
  }

  /// Ctrl-U, which empties the line in every editor of lines.
  func clearLine() { type("\u{15}") }

  /// Seconds from keys to the text that they show; waits until all is shown. Throws `BenchError`.
  func secondsToShow(_ text: String, after keys: String) throws(BenchError) -> Double {
    let started = ContinuousClock.now
    terminal.write(keys)
    let seconds = try Self.seconds(since: started, until: text, isPrompt: false, name, terminal, monitor)
    settle()
    return seconds
  }

  private func settle() { while let bytes = terminal.read(within: Self.quiet), !bytes.isEmpty {} }

  private static func seconds(
    since started: ContinuousClock.Instant, until wanted: String, isPrompt: Bool, _ name: String,
    _ terminal: TerminalProcess, _ monitor: any Monitor
  ) throws(BenchError) -> Double {
    var shown = TerminalText()
    while started.duration(to: .now) < patience {
      if monitor.isInterrupted { throw .interrupted }
      guard let bytes = terminal.read() else { break }
      shown.append(bytes)
      if shown.range(of: wanted) != nil { return started.duration(to: .now) / .seconds(1) }
    }
    let end = String(decoding: shown.bytes, as: UTF8.self).suffix(shownEnd)
    throw .notShown(program: name, text: wanted, isPrompt: isPrompt, shown: String(end))
  }
}
