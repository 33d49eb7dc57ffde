import Foundation
import HoneCore
import HoneNotebook
import HoneSession
import HoneTestSupport

/// The process's environment with the user's data and caches in the folder of a file, so that a test leaves nothing behind.
func environment(ofFolder file: String) -> [String: String] {
  let folder = URL(filePath: file).deletingLastPathComponent().path
  return ProcessInfo.processInfo.environment.merging(["XDG_DATA_HOME": folder, "XDG_CACHE_HOME": folder]) {
    $1
  }
}

final class EventCollector: OutputSink {
  private(set) var events: [OutputEvent] = []
  func send(_ event: OutputEvent) { events.append(event) }
}

/// A notebook in a folder of its own; each run has a new session and adds to `events`.
final class NotebookFile {
  let folder: TemporaryFolder
  let path: String
  private(set) var events: [RunEvent] = []
  private(set) var session = Session(sink: EventCollector())
  /// What the last run's session showed.
  private(set) var shown = EventCollector()
  /// The number of the cell that is interrupted.
  var interruptedStep: Int?

  init(_ text: String) throws {
    folder = try TemporaryFolder()
    path = try folder.write(text, to: "notebook.md")
  }

  var text: String { get throws { try String(contentsOfFile: path, encoding: .utf8) } }

  func edit(_ old: String, _ new: String) throws {
    let before = try text
    precondition(before.contains(old), "the test edits what is there")
    _ = try folder.write(before.replacing(old, with: new), to: "notebook.md")
  }

  /// A run that is yet to begin.
  func run(_ parameters: String..., from: String? = nil, reusing: Bool = true) throws -> NotebookRun {
    events = []
    shown = EventCollector()
    session = Session(sink: shown, environment: environment(ofFolder: path), interrupt: Interrupt())
    NotebookCommands.register(in: session)
    var options = RunOptions()
    (options.parameters, options.from, options.reusesResults) = (parameters, from, reusing)
    return try NotebookRun(path: path, session: session, trust: false, options: options) { [unowned self] event in
      events.append(event)
      if case .started(let step) = event, step.number == interruptedStep { session.interrupt.request() }
    }
  }

  var remarks: [String] { events.compactMap { if case .remark(let text) = $0 { text } else { nil } } }

  /// The outputs that the file records, in order.
  var recorded: [String] {
    get throws { try Notebook(text).cells.flatMap { $0.outputs.map(\.text) } }
  }
}
