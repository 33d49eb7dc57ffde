import Foundation
import HoneCore
import HoneNotebook
import HoneSession
import HoneTestSupport
import Testing

/// `--from`, resuming after a failure, and what is told meanwhile.
@Suite struct ResumeTests {
  private static let three = """
    ```hone name=a
    x = 1
    x
    ```
    ```output of=a kind=result
    old a
    ```
    ```hone name=b
    x += 1
    x
    ```
    ```hone name=c
    x * 10
    ```

    """

  private static let two =
    "the 2 cells before it run for what they leave behind, and their outputs stay as they are"
  private static let one = "the cell before it runs for what it leaves behind, and its outputs stay as they are"

  @Test func cellsBeforeTheFirstAreRunAndNotWritten() throws {
    let file = try NotebookFile(Self.three)
    #expect(try file.run(from: "c").replay() == .finished)
    #expect(try file.recorded == ["old a", "20"])
    #expect(file.remarks == ["from cell 'c' (line 12) on; \(Self.two)"])
    #expect(
      file.events.compactMap(\.text).dropFirst() == [
        "· 1 of 3: cell 'a' (line 1)", "· 2 of 3: cell 'b' (line 8)", "✓ 3 of 3: cell 'c' (line 12)\n    20",
        "1 cell recorded",
      ])
    #expect(try file.run(from: "2").replay() == .finished)
    #expect(try file.recorded == ["old a", "2", "20"])
  }

  @Test func cellsBeforeTheFirstAreNotCompared() throws {
    let file = try NotebookFile(Self.three)
    _ = try file.run(from: "2").replay()
    #expect(try file.run(from: "b").check().text == "2 cells as recorded")
    #expect(try file.run().check().text.hasSuffix("1 of 3 cells not as recorded"))
  }

  @Test func aCellBeforeTheFirstThatFailsStopsTheRun() throws {
    let file = try NotebookFile(Self.three.replacing("x = 1", with: "x = 1 / 0"))
    #expect(try file.run(from: "c").replay() == .failed("cell 'a' (line 1)"))
    #expect(try file.recorded.count == 1 && file.recorded[0].contains("ZeroDivisionError"))
    // The failure is recorded now, so the run goes on to the cell that fails for it.
    let ending = try file.run(from: "c").check().ending
    if case .failed(let cell) = ending { #expect(cell.hasPrefix("cell 'b'")) } else { Issue.record("\(ending)") }
  }

  @Test func aCellThatIsNotThereIsNamedWithThoseThatAre() throws {
    let file = try NotebookFile(Self.three.replacing("=c\n", with: "=train\n"))
    for (name, hint) in [("trian", "did you mean 'train'?"), ("4", "name one, or give its number from 1")] {
      let error = #expect(throws: RunOptionError.self) { try file.run(from: name) }
      #expect(error?.message == "there is no cell '\(name)'; the notebook has 3 cells, among them a, b, train.")
      #expect(error?.hint == hint)
    }
    let error = #expect(throws: RunOptionError.self) { try NotebookFile("```hone\n1\n```\n").run(from: "a") }
    #expect(error?.message == "there is no cell 'a'; the notebook has 1 cell.")
  }

  @Test func aReplayGoesOnWhereTheLastOneFailed() throws {
    let file = try NotebookFile(Self.three.replacing("x += 1", with: "x += y"))
    #expect(try file.run().replay() == .failed("cell 'b' (line 8)"))
    #expect(try file.recorded.count == 2 && file.recorded[0] == "1")
    try file.edit("x += y", "x += 5")
    try file.edit("\n1\n", "\nby hand\n")
    #expect(try file.run().replay() == .finished)
    #expect(try file.recorded == ["by hand", "6", "60"])
    #expect(file.remarks == ["from cell 'b' (line 8) on; \(Self.one)"])
    // It finished: there is nothing to go on with.
    #expect(try file.run().replay() == .finished)
    #expect(try file.recorded == ["1", "6", "60"] && file.remarks.isEmpty)
  }

  @Test func aReplayGoesOnWhereTheLastOneWasInterrupted() throws {
    let file = try NotebookFile(Self.three)
    file.interruptedStep = 2
    #expect(try file.run().replay() == .interrupted)
    #expect(try file.recorded == ["1"])
    file.interruptedStep = nil
    #expect(try file.run().replay() == .finished)
    #expect(file.remarks == ["from cell 'b' (line 8) on; \(Self.one)"])
    #expect(try file.recorded == ["1", "2", "20"])
  }

  @Test func namesAndOutputsOfAStrangerDoNotSteerTheTerminal() throws {
    let file = try NotebookFile("```hone name=\u{1B}[2Ja\n1\n```\n```output kind=result\n\u{1B}[31m2\n```\n")
    let text = try file.run().check().text
    #expect(!text.contains("\u{1B}") && text.contains("cell '␛[2Ja'") && text.contains("␛[31m2"))
    #expect(file.events.compactMap(\.text).allSatisfy { !$0.contains("\u{1B}") })
  }

  @Test func whatChangedBeforeTheFailedCellIsRecordedAnew() throws {
    let file = try NotebookFile("---\nparams: {k: 1}\n---\n" + Self.three.replacing("x += 1", with: "x += k + y"))
    for change in [("x = 1\n", "x = 2\n"), ("k: 1", "k: 3"), ("", "")] {
      _ = try file.run().replay()
      if !change.0.isEmpty { try file.edit(change.0, change.1) }
      _ = try file.run().replay()
      #expect(file.remarks.isEmpty == !change.0.isEmpty, "\(change)")
    }
  }

  @Test func startingOverIsAFlagOrTheFirstCell() throws {
    for over in [{ (file: NotebookFile) in try file.run(reusing: false) }, { try $0.run(from: "1") }] {
      let file = try NotebookFile(Self.three.replacing("x += 1", with: "x += y"))
      _ = try file.run().replay()
      try file.edit("\n1\n", "\nby hand\n")
      _ = try over(file).replay()
      #expect(try file.recorded[0] == "1" && file.remarks.isEmpty)
    }
  }

  @Test func aFileThatCannotBeWrittenIsNamedBeforeACellRuns() throws {
    let file = try NotebookFile("```hone\n1\n```\n")
    let run = try file.run()
    try FileManager.default.removeItem(atPath: file.path)
    try FileManager.default.createDirectory(atPath: file.path, withIntermediateDirectories: true)
    #expect(throws: FileError.folder(path: file.path)) { try run.replay() }
    #expect(file.session.cells.isEmpty && file.events.isEmpty)
  }

  @Test func programsAreToldEachStepInJSON() throws {
    let file = try NotebookFile(
      "```hone name=a\n1\n```\n```output kind=result\n1\n```\n```hone check=num\n1.5\n```\n```output kind=result\n1.0\n```\n"
    )
    _ = try file.run(from: "2").check()
    let lines = file.events.map { $0.json.replacing(/"seconds":[0-9.e-]+/, with: "\"seconds\":0") }
    #expect(
      lines.dropFirst() == [
        #"{"cell":"a","kind":"cell_started","line":1,"number":1,"of":2}"#,
        #"{"cell":"a","compared":false,"kind":"cell_finished","line":1,"number":1,"of":2,"seconds":0,"succeeded":true}"#,
        #"{"cell":"cell 2","kind":"cell_started","line":7,"number":2,"of":2}"#,
        #"{"cell":"cell 2","kind":"difference","line":7,"numbers":[{"now":1.5,"recorded":1}],"text":"result: "#
          + #"a number moved\n  recorded │ 1.0\n  now      │ 1.5\n           │ number 1: 1.0 → 1.5, moved by 0.5 (50 %); "#
          + #"allowed ±1e-05"}"#,
        #"{"cell":"cell 2","compared":true,"kind":"cell_finished","line":7,"number":2,"of":2,"seconds":0,"succeeded":true}"#,
        #"{"ending":"finished","kind":"ending","text":"1 of 1 cell not as recorded"}"#,
      ])
    #expect(lines[0] == #"{"kind":"note","text":"from cell 2 (line 7) on; "# + Self.one + #""}"#)
    #expect(file.events.compactMap(\.text).suffix(2) == ["≠ 2 of 2: cell 2 (line 7)", "1 of 1 cell not as recorded"])
  }
}
