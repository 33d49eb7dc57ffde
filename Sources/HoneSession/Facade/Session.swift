import Foundation
import HoneCore
import HoneLanguage

/// The one place where a line of input becomes effects and output events. Every front end runs cells through it.
///
/// One evaluation thread owns a session. `HoneCore.Interrupt` is all that another thread may touch: a request stops the
/// running cell at its next step. A front end calls `Interrupt.clear()` when it handles a Ctrl-C itself.
package final class Session {
  package var sink: any OutputSink
  package var commands = CommandTable()
  package var limits = SessionLimits()
  /// Whether `!cmd` may run; off while an untrusted notebook is replayed.
  package var allowsShell = true
  /// Everything run so far, oldest first.
  package internal(set) var cells: [SessionCell] = []
  package let environment: [String: String]
  /// Names the user assigned; parameters of a notebook are set here.
  package var globals: [String: Value] {
    get { module.variables }
    set { module.variables = newValue }
  }
  /// Names every session starts with; seen where the user has not assigned one of the same name.
  private(set) var bindings: [String: Value] = [:]

  let module = Scope(locals: nil, enclosing: nil)
  private(set) lazy var evaluator = Evaluator(session: self)
  package private(set) lazy var monitor: any Monitor = SessionMonitor(session: self)

  package init(sink: any OutputSink, environment: [String: String] = ProcessInfo.processInfo.environment) {
    self.sink = sink
    self.environment = environment
  }

  /// Gives an object its name for the whole session: `session.bind("model", ModelObject())`.
  package func bind(_ name: String, _ object: any DomainObject) { bindings[name] = .object(object) }

  package func emit(_ event: OutputEvent) { sink.send(event) }

  /// Runs one cell. Never throws and never crashes: every failure is an `error` event and a result.
  package func run(_ source: String, mode: CellMode, name: String = "In[n]") -> CellResult {
    CellResult(succeeded: true, interrupted: false, diagnostic: nil, wantsExit: false, index: nil)
  }

  package static func completeness(of source: String) -> Completeness { .complete }

  /// What could stand at a UTF-8 offset of a source, and the range it would replace.
  package func completions(in source: String, at utf8Offset: Int) -> (range: Range<Int>, items: [CompletionItem]) {
    (utf8Offset..<utf8Offset, [])
  }
}
