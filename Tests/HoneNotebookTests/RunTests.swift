import Foundation
import HoneNotebook
import HoneSession
import HoneTestSupport
import Testing

/// Replaying, checking and saving through a real session.
@Suite struct RunTests {
  private final class Collector: OutputSink {
    var events: [OutputEvent] = []
    func send(_ event: OutputEvent) { events.append(event) }
  }

  private func withFile<T>(_ text: String, _ body: (String) throws -> T) throws -> T {
    let folder = try TemporaryFolder()
    return try withExtendedLifetime(folder) { try body(folder.write(text, to: "notebook.md")) }
  }

  private func run(_ path: String, trust: Bool = false, say: @escaping (String) -> Void = { _ in }) throws
    -> NotebookRun
  {
    let session = Session(sink: Collector(), environment: environment(ofFolder: path))
    return try NotebookRun(path: path, session: session, trust: trust) { event in
      if let text = event.text { say(text) }
    }
  }

  private func replayed(_ text: String) throws -> (text: String, ending: NotebookRun.Ending) {
    try withFile(text) { path in
      let ending = try run(path).replay()
      return (try String(contentsOfFile: path, encoding: .utf8), ending)
    }
  }

  private func checked(_ text: String, trust: Bool = false) throws -> CheckReport {
    try withFile(text) { path in
      let report = try run(path, trust: trust).check()
      #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
      return report
    }
  }

  /// The text without `in=…` and the footer, which depend on hashes and on the machine.
  private func plain(_ text: String) -> String {
    text.replacing(/\ in=[0-9a-f]+/, with: "").replacing(/<!-- hone:run .* -->\n/, with: "")
  }

  @Test func replayShowsTheFirstLinesOfWhatCellsPutOut() throws {
    var said: [String] = []
    _ = try withFile("```hone name=a\nfor i in range(12): print(i)\n```\n```hone name=b\n6 * 7\n```\n") { path in
      try run(path, say: { said.append($0) }).replay()
    }
    #expect(
      said == [
        "✓ 1 of 2: cell 'a' (line 1)\n    0\n    1\n    2\n    3\n    4\n    5\n    6\n    7\n    … 4 more lines",
        "✓ 2 of 2: cell 'b' (line 4)\n    42", "2 cells recorded",
      ])
  }

  @Test func replayRecordsWhatCellsPutOut() throws {
    let (text, ending) = try replayed(
      "# T\n\n```hone name=a\nx = 20\nprint('hi')\nx + 22\n```\nProse\n```hone\nx\n```\n")
    #expect(ending == .finished)
    #expect(
      plain(text) == """
        # T

        ```hone name=a
        x = 20
        print('hi')
        x + 22
        ```
        ```output of=a kind=stdout
        hi
        ```
        ```output of=a kind=result
        42
        ```
        Prose
        ```hone
        x
        ```
        ```output kind=result
        20
        ```

        """)
    #expect(try replayed(text).text == text)
    #expect(try checked(text).text == "2 cells as recorded")
  }

  @Test func replayStopsAtTheFirstCellThatFailsAndRecordsIt() throws {
    let (text, ending) = try replayed("```hone\n1 / 0\n```\n```hone\n2\n```\n```output kind=result\nold\n```\n")
    #expect(ending == .failed("cell 1 (line 1)"))
    #expect(text.contains("kind=error") && text.contains("ZeroDivisionError") && text.contains("\nold\n"))
  }

  @Test(arguments: ["", "# Notes\n", "```python\n1\n```\n", "---\nhone: 1\n---\n"])
  func aFileWithoutCellsIsLeftAsItIs(text: String) throws {
    let file = try NotebookFile(text)
    #expect(try file.run().replay() == .finished)
    #expect(try file.text == text)
    #expect(file.remarks == ["\(file.path) has no cells: those are fences that begin with ```hone"])
  }

  @Test func examplesAreNotRun() throws {
    let text = "```hone noeval\n1 / 0\n```\n"
    #expect(plain(try replayed(text).text) == text)
    #expect(try checked(text).isMatch)
  }

  @Test func checkNamesTheNumberThatMoved() throws {
    let cell = "```hone name=sum check=num atol=0.5\n[1.0, 40 + 2]\n```\n"
    #expect(try checked(cell + "```output kind=result\n[1.0, 42.4]\n```\n").isMatch)
    let report = try checked(cell + "```output kind=result\n[1.0, 43]\n```\n")
    #expect(!report.isMatch)
    #expect(
      report.text == """
        cell 'sum' (line 1), result: a number moved
          recorded │ [1.0, 43]
          now      │ [1.0, 42]
                   │ number 2: 43 → 42, moved by -1 (-2.33 %); allowed ±0.5
        1 of 1 cell not as recorded
        """)
  }

  @Test func checkTakesARecordedErrorAsSuch() throws {
    let failing = try replayed("```hone\n1 / 0\n```\n").text
    #expect(try checked(failing + "```hone\nx = 1\n```\n").isMatch)
    let report = try checked("```hone\n1 / 0\n```\n```hone\n1\n```\n")
    #expect(report.ending == .failed("cell 1 (line 1)") && !report.isMatch)
    #expect(report.text.hasSuffix("cell 1 (line 1) failed; the cells after it were not run"))
  }

  @Test func checkFindsOutputsThatAreMissingOnEitherSide() throws {
    #expect(try checked("```hone\n42\n```\n").text.hasPrefix("cell 1 (line 1), result is not recorded\n"))
    #expect(
      try checked("```hone\nx = 1\n```\n```output kind=result\n42\n```\n").text
        .hasPrefix("cell 1 (line 1), recorded result does not come any more\n"))
    #expect(
      try checked("```output of=gone kind=result\n42\n```\n").text
        == "line 1, there is no cell 'gone' above the output recorded for it\n1 of 0 cells not as recorded")
  }

  @Test func shellLinesNeedTrust() throws {
    let text = "```hone check=none\n!echo hi\n```\n"
    #expect(try !checked(text).isMatch)
    #expect(try checked(text, trust: true).isMatch)
  }

  @Test func whatIsWrongWithAFileIsFoundBeforeACellRuns() throws {
    let broken = [
      "```hone name=a\n1\n```\n```hone name=a\n2\n```\n", "```hone check=maybe\n1\n```\n", "---\nhone: 9\n---\n",
    ]
    for text in broken {
      let error = try withFile(text) { path in #expect(throws: NotebookError.self) { try run(path) } }
      #expect(error != nil)
    }
    let error = try withFile(broken[0]) { path in #expect(throws: NotebookError.self) { try run(path) } }
    #expect(error?.message == "2 cells are named 'a', on lines 1, 4; a name is one cell's.")
  }

  @Test func aFileThatChangedMeanwhileIsNotOverwritten() throws {
    try withFile("```hone\n1\n```\n") { path in
      let running = try run(path)
      try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
      #expect(throws: NotebookError.changed(path: path)) { try running.replay() }
      #expect(try String(contentsOfFile: path, encoding: .utf8) == "mine")
    }
  }

  @Test func aSavedSessionReplaysAndChecks() throws {
    try withFile("") { path in
      let sink = Collector()
      let session = Session(sink: sink)
      NotebookCommands.register(in: session)
      for cell in ["x = '```'", "print(x)\nx * 2", "nope"] { _ = session.run(cell, mode: .interactive) }
      #expect(session.run("%save \(path)", mode: .interactive).succeeded)
      let saved = try String(contentsOfFile: path, encoding: .utf8)
      let notebook = try Notebook(saved)
      #expect(notebook.cells.map(\.source) == ["x = '```'", "print(x)\nx * 2", "nope"])
      #expect(notebook.cells.map(\.name) == ["In[1]", "In[2]", "In[3]"])
      #expect(notebook.cells.map { $0.outputs.map(\.kind) } == [[], ["stdout", "result"], ["error"]])
      #expect(notebook.footer != nil)
      let report = try run(path).check()
      #expect(report.isMatch, "\(report.text)\n\(saved)")
    }
  }

  @Test func resultsThatASavedSessionTakesByNumberAreThereOnReplay() throws {
    try withFile("") { path in
      let session = Session(sink: Collector())
      NotebookCommands.register(in: session)
      for cell in ["6", "x = 1", "7", "Out[1] * _3"] { _ = session.run(cell, mode: .interactive) }
      #expect(session.run("%save \(path)", mode: .interactive).succeeded)
      let report = try run(path).check()
      #expect(report.isMatch, "\(report.text)")
    }
  }

  @Test func savingNeedsANameAndSomethingToSave() throws {
    let session = Session(sink: Collector())
    NotebookCommands.register(in: session)
    #expect(session.run("%save", mode: .interactive).diagnostic?.message == "%save needs the name of a file.")
    let nothing = session.run("%save /tmp/x.md", mode: .interactive).diagnostic
    #expect(nothing?.message == "there is nothing to save: no cell has run yet.")
  }
}
