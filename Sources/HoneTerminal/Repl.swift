import Foundation
import HoneCore
import HoneSession

/// The prompt loop of `hone` at a terminal.
package final class Repl {
  private let session: Session
  private let terminal: Terminal
  private let sink: TerminalSink
  private let history: CellHistory
  private let startup: Startup

  package init(
    session: Session, terminal: Terminal, sink: TerminalSink, history keeper: (any HistoryKeeper)?, startup: Startup
  ) {
    (self.session, self.terminal, self.sink, self.startup) = (session, terminal, sink, startup)
    history = CellHistory(keeper: keeper, longest: startup.configuration.history) { sink.send(.note($0)) }
    session.searchHistory = { [history] text in history.all().filter { text.isEmpty || $0.contains(text) } }
  }

  /// Reads and runs cells until the user leaves. Returns the process's exit code.
  package func run(banner: String?) -> Int32 {
    WorkingMode.enter()
    defer { WorkingMode.leave() }
    Signals.install(exitsAt: nil)
    let edit = EditCommand(session)
    let resume = ResumeCommand(session, folders: UserFolders(environment: session.environment))
    guard
      let editor = CellEditor(
        session: session, terminal: terminal, history: history, editing: startup.configuration.editing,
        editText: editing(edit))
    else {
      sink.send(
        .note(
          "this terminal (TERM=\(session.environment["TERM"] ?? "")) cannot be used for line editing; pipe the input in"
        ))
      return 1
    }
    if let banner { sink.writeLine(banner) }
    startup.prepare(session)
    if let offer = resume.open() { sink.send(.note(offer)) }
    defer { resume.close() }
    var index = 1
    var draft = ""
    while true {
      sink.finishLine()
      switch editor.read(index: index, draft: draft) {
      case .interrupted: draft = ""
      case .endOfInput: return 0
      case .cell(let cell) where cell.isEmpty: draft = ""
      case .cell(let cell):
        // Before it runs: what ends the process does not take the cell away.
        history.append(cell)
        session.interrupt.clear()
        let result = session.run(cell, mode: .interactive)
        sink.send(.progressEnded)
        session.interrupt.clear()
        history.markLast(succeeded: result.succeeded)
        if result.interrupted { editor.forgetKeys() }
        if result.wantsExit { return 0 }
        draft = resume.run(sink) ?? edit.takeDraft()
        if let failure = resume.takeFailure() { sink.send(.note(failure)) }
        index = session.nextIndex
      }
    }
  }

  /// Ctrl-X Ctrl-E: what goes wrong is said, and the text stays.
  private func editing(_ edit: EditCommand) -> (String) -> String? {
    { [sink] text in
      do {
        return try edit.edited(text)
      } catch {
        sink.send(.note((error as? any UserFacingError)?.message ?? "\(error)"))
        return nil
      }
    }
  }
}
