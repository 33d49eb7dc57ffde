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
  }

  /// Reads and runs cells until the user leaves. Returns the process's exit code.
  package func run(banner: String?) -> Int32 {
    WorkingMode.enter()
    defer { WorkingMode.leave() }
    Signals.install(exitsAt: 3)
    let editing = startup.configuration.editing
    guard let editor = CellEditor(session: session, terminal: terminal, history: history, editing: editing) else {
      sink.send(
        .note(
          "this terminal (TERM=\(session.environment["TERM"] ?? "")) cannot be used for line editing; pipe the input in"
        ))
      return 1
    }
    if let banner { sink.writeLine(banner) }
    startup.prepare(session)
    var index = 1
    while true {
      sink.finishLine()
      switch editor.read(index: index) {
      case .interrupted: break
      case .endOfInput:
        Terminal.write("\n", to: STDOUT_FILENO)
        return 0
      case .cell(let cell) where cell.isEmpty: break
      case .cell(let cell):
        session.interrupt.clear()
        let result = session.run(cell, mode: .interactive)
        sink.send(.progressEnded)
        session.interrupt.clear()
        editor.remember(cell, succeeded: result.succeeded)
        if result.wantsExit { return 0 }
        index = (result.index ?? index) + 1
      }
    }
  }
}
