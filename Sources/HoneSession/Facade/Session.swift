import Foundation
import HoneCore
import HoneLanguage

/// The one place where a line of input becomes effects and output events. Every front end runs cells through it.
///
/// One evaluation thread owns a session. `interrupt` is all that another thread may touch: a request stops the
/// running cell at its next step. A request that comes while nothing runs stops the next cell, so a front end that
/// handles a Ctrl-C at its prompt calls `interrupt.clear()`.
package final class Session {
  /// Who is shown what cells put out; can be swapped between cells.
  package var sink: any OutputSink
  package var commands = CommandTable()
  package var limits = SessionLimits()
  /// Whether `!cmd` may run; off while an untrusted notebook is replayed.
  package var allowsShell = true
  /// The folder that files may be written below; nil for anywhere. The notebook's own while an untrusted one is replayed.
  package var writableFolder: String?
  /// Keeps each cell as it is finished; nil where nobody would resume.
  package var journal: Journal?
  /// While the cells of a session that was killed run again: what reached beyond it (commands of the shell, files that were
  /// written, an editor that was opened) has been done, and is not done again.
  package var isResuming = false
  /// Everything run so far, oldest first.
  package internal(set) var cells: [SessionCell] = []
  /// Cells with a text in them, of all sessions that the front end keeps, oldest first.
  package lazy var searchHistory: (String) -> [String] = { [unowned self] text in
    history.sources.filter { text.isEmpty || $0.contains(text) }
  }
  package let environment: [String: String]
  package let interrupt: Interrupt

  /// Names the user assigned; parameters of a notebook are set here.
  package var globals: [String: Value] {
    get { module.variables }
    set { module.variables = newValue }
  }

  /// Names every session starts with; seen where the user has not assigned one of the same name.
  private(set) var bindings: [String: Value] = [:]
  let module = Scope(locals: nil, enclosing: nil)
  var history = History()
  var wantsExit = false
  private var showsProgress = false
  /// The folder that `%cd -` goes back to.
  var previousFolder: String?
  private(set) lazy var evaluator = Evaluator(session: self)
  package private(set) lazy var monitor: any Monitor = SessionMonitor(session: self)

  package init(
    sink: any OutputSink, environment: [String: String] = ProcessInfo.processInfo.environment,
    interrupt: Interrupt = .process
  ) {
    self.sink = sink
    self.interrupt = interrupt
    self.environment = environment
    commands.register(Builtins.rows)
    commands.register(SessionCommands.rows)
    commands.register(SessionObject.rows)
    bind("session", SessionObject(seed: SessionObject.defaultSeed))
    bindWorkbench()
  }

  /// Gives an object its name for the whole session: `session.bind("model", ModelObject())`. A user who assigns the
  /// name hides the object, and `del` shows it again.
  package func bind(_ name: String, _ object: any DomainObject) { bindings[name] = .object(object) }

  /// Shows an event and records what a notebook keeps of it.
  package func emit(_ event: OutputEvent) {
    switch event {
    case .progress: showsProgress = true
    case .progressEnded: showsProgress = false
    default: endProgress()
    }
    if let recorded = event.recorded, !cells.isEmpty { cells[cells.count - 1].record(recorded) }
    sink.send(event)
  }

  /// Takes a progress line that is still shown away; anything else that is shown does too.
  package func endProgress() {
    if showsProgress { emit(.progressEnded) }
  }

  /// The number of the next cell that has one.
  package var nextIndex: Int { history.sources.count + 1 }

  /// Forgets the numbered cells, so that the next one is the first; all names stay.
  package func restartNumbering() {
    cells.removeAll { $0.index != nil }
    history = History()
  }

  /// Puts the record of an earlier run in place of that of the last cell.
  package func replaceLast(_ cell: SessionCell) {
    cells[cells.count - 1] = cell
    history.replaceLast(cell.source)
  }

  /// Whether `source` can be run as it stands.
  package static func completeness(of source: String) -> Completeness { Parser.completeness(of: source) }
}

extension OutputEvent {
  fileprivate var recorded: RecordedOutput? {
    switch self {
    case .stdout(let text): RecordedOutput(kind: .stdout, text: text)
    case .result(let rendering, _): RecordedOutput(kind: .result, text: rendering.stable)
    case .display(let rendering): RecordedOutput(kind: .display, text: rendering.stable)
    case .error(_, let rendering): RecordedOutput(kind: .error, text: rendering.stable)
    case .stream, .progress, .progressEnded, .note: nil
    }
  }
}

extension SessionCell {
  fileprivate mutating func record(_ output: RecordedOutput) {
    if output.kind == .stdout, outputs.last?.kind == .stdout {
      outputs[outputs.count - 1].text += output.text
    } else {
      outputs.append(output)
    }
  }
}
