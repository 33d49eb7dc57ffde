import Foundation
import HoneCore
import HoneSession

/// The user's own files: `config.yaml` and `startup.hone` in hone's configuration folder.
package struct Startup {
  package let configuration: Configuration
  private let startupFile: String
  private let errors: [ConfigurationError]
  private let isSkipped: Bool

  /// - Parameter isSkipped: `--no-startup`: neither file is read.
  package init(_ environment: [String: String] = ProcessInfo.processInfo.environment, isSkipped: Bool) {
    self.isSkipped = isSkipped
    let folder = Self.folder(environment)
    startupFile = folder + "/startup.hone"
    let path = folder + "/config.yaml"
    guard !isSkipped, FileManager.default.fileExists(atPath: path) else {
      (configuration, errors) = (Configuration(), [])
      return
    }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      (configuration, errors) = (Configuration(), [ConfigurationError(path: path, problem: .unreadable)])
      return
    }
    (configuration, errors) = Configuration.read(text, path: path)
  }

  /// `$XDG_CONFIG_HOME/hone`, or `~/.config/hone`.
  package static func folder(_ environment: [String: String]) -> String {
    // The XDG specification has relative paths ignored.
    if let root = environment["XDG_CONFIG_HOME"], root.hasPrefix("/") { return root + "/hone" }
    return (environment["HOME"] ?? NSHomeDirectory()) + "/.config/hone"
  }

  /// Reports what is wrong, and sets what the process takes from its environment; before anything is computed.
  package func apply(report: (String) -> Void) {
    for error in errors { report("hone: " + error.message + (error.hint.map { " (\($0))" } ?? "")) }
    if let threads = configuration.threads { setenv("HONE_THREADS", String(threads), 0) }
    if let kernels = configuration.kernels { setenv("HONE_KERNELS", kernels, 0) }
  }

  /// Sets what a session takes from it that is no cell.
  package func apply(to session: Session) {
    if let megabytes = configuration.cache { session.resultLimit = megabytes * 1_000_000 }
  }

  /// The process's terminal, without colours where none are wanted.
  package var terminal: Terminal {
    var terminal = Terminal.current()
    if configuration.colour == .never { terminal.usesColour = false }
    return terminal
  }

  /// Makes the session as the user wants it: seed, model, start-up file. Values are not shown, errors and prints are. Both
  /// are cells of the session, so that a notebook saved from it holds what it rests on.
  package func prepare(_ session: Session) {
    let sink = session.sink
    session.sink = QuietSink(sink)
    defer { session.sink = sink }
    var lines: [String] = []
    if let seed = configuration.seed { lines.append("session.seed = \(seed)") }
    if let model = configuration.model { lines.append("model.load(\(Value.string(expanded(model)).repr));") }
    if !lines.isEmpty { _ = session.run(lines.joined(separator: "\n"), mode: .script, name: "config.yaml") }
    guard !isSkipped, FileManager.default.fileExists(atPath: startupFile) else { return }
    guard let text = try? String(contentsOfFile: startupFile, encoding: .utf8) else {
      return sink.send(.note("hone: \(startupFile) cannot be read as UTF-8 text."))
    }
    _ = session.run(text, mode: .script, name: "startup.hone")
    session.interrupt.clear()
  }

  private func expanded(_ path: String) -> String {
    path.hasPrefix("~/") ? NSHomeDirectory() + path.dropFirst() : path
  }
}

/// Passes on what a start-up file is to show.
private final class QuietSink: OutputSink {
  private let sink: any OutputSink

  init(_ sink: any OutputSink) { self.sink = sink }

  func send(_ event: OutputEvent) {
    switch event {
    case .error, .progress, .progressEnded, .stdout: sink.send(event)
    case .result, .display, .note, .stream: break
    }
  }
}
