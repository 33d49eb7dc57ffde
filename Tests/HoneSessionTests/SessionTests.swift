import Foundation
import HoneCore
import HoneSession
import Testing

extension SessionRoomTests {
  struct SessionTests {
    private let sink = RecordingSink()

    @Test func aCellRecordsWhatANotebookKeeps() throws {
      let session = Session(sink: sink, environment: [:])
      let result = session.run("print(1)\nprint(2)\n%time 3", mode: .interactive)
      #expect(result.succeeded && result.index == 1)
      let cell = try #require(session.cells.last)
      #expect(
        cell.outputs == [RecordedOutput(kind: .stdout, text: "1\n2\n"), RecordedOutput(kind: .result, text: "3")])
      #expect(cell.name == "In[1]" && cell.succeeded)
    }

    @Test func anErrorPointsIntoTheCellThatWasRun() throws {
      let session = Session(sink: sink, environment: [:])
      _ = session.run("def half(x):\n    return 1 / x", mode: .interactive)
      let result = session.run("y = half(0)", mode: .interactive)
      let diagnostic = try #require(result.diagnostic)
      #expect(diagnostic.range.start == 4 && diagnostic.range.end == 11)
      #expect(diagnostic.message == "division by zero: 1 / 0.")
    }

    @Test func shellCommandsCanBeForbidden() {
      let session = Session(sink: sink, environment: [:])
      session.allowsShell = false
      #expect(
        session.run("!echo hello", mode: .script).diagnostic?.message
          == "shell commands do not run here; received !echo hello.")
    }

    @Test func parametersAreSetAsGlobals() {
      let session = Session(sink: sink, environment: [:])
      session.globals["lr"] = .float(2e-4)
      _ = session.run("lr * 2", mode: .script)
      #expect(sink.transcript == "0.0004\n")
    }

    @Test func anEmptyCellHasNoNumber() {
      let session = Session(sink: sink, environment: [:])
      #expect(session.run("  # nothing\n", mode: .interactive).index == nil)
      #expect(session.run("1", mode: .interactive).index == 1)
    }

    @Test func exitEndsTheSessionAndTheRestOfTheCellDoesNotRun() {
      let session = Session(sink: sink, environment: [:])
      #expect(session.run("quit()\nprint(1)", mode: .script).wantsExit)
      #expect(sink.transcript == "")
    }

    @Test func anInterruptStopsALoopAndKeepsWhatWasDone() {
      let sink = InterruptingSink { if case .stdout = $0 { true } else { false } }
      let session = Session(sink: sink, environment: [:], interrupt: sink.interrupt)
      let result = session.run("n = 0\nwhile True:\n    n += 1\n    if n == 3: print(n)", mode: .interactive)
      #expect(result.interrupted && !result.succeeded)
      #expect(result.diagnostic?.message == "interrupted; what was done so far is kept.")
      #expect(session.globals["n"]?.repr == "3")
      #expect(session.run("n", mode: .interactive).succeeded)
    }

    @Test func progressEndsBeforeAnythingElseIsShown() {
      let session = Session(sink: sink, environment: [:])
      session.commands.register(
        Command(.function, "work", returns: "int", summary: "Work.") { c in
          c.monitor.update(Progress(task: "working", completed: 1, total: 2, unit: "steps"))
          return .int(7)
        })
      _ = session.run("work()", mode: .script)
      let kinds = sink.events.map { event in
        switch event {
        case .progress: "progress"
        case .progressEnded: "ended"
        case .result: "result"
        default: "other"
        }
      }
      #expect(kinds == ["progress", "ended", "result"])
    }

    @Test func everyRowExplainsItself() {
      let session = Session(sink: sink, environment: [:])
      for row in session.commands.all {
        #expect(!row.summary.isEmpty && row.summary.hasSuffix("."), "\(row.signature)")
      }
    }
  }
}
