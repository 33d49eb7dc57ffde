import Foundation
import HoneNotebook
import HoneSession
import Testing

/// `%note`: prose between the cells of a session.
@Suite struct NoteTests {
  private func saved(_ cells: [String], as command: String = "%save") throws -> String {
    let file = try NotebookFile("")
    let session = Session(sink: EventCollector())
    NotebookCommands.register(in: session)
    for cell in cells { #expect(session.run(cell, mode: .interactive).succeeded, "\(cell)") }
    #expect(session.run("\(command) \(file.path)", mode: .interactive).succeeded)
    return try file.text
  }

  @Test func aNoteIsProseBetweenTheCells() throws {
    let text = try saved(["%note # First", "1", "%%note\nTwo lines\nof *prose*.\n\nAnd a paragraph.", "2"])
    let hashes = ["1", "2"].map { NotebookCell.hash(of: $0) }
    #expect(
      text.hasPrefix(
        """
        ---
        hone: 1
        ---

        # First

        ```hone name=In[2]
        1
        ```
        ```output of=In[2] kind=result in=\(hashes[0])
        1
        ```

        Two lines
        of *prose*.

        And a paragraph.

        ```hone name=In[4]
        2
        ```
        ```output of=In[4] kind=result in=\(hashes[1])
        2
        ```

        <!-- hone:run
        """))
  }

  @Test(arguments: [
    "```hone\n!rm x\n```", "```", "~~~~", "<!-- open", "<pre>", "<!-- hone:run {\"kernel\":\"x\"} -->",
    "- item\n\n  more",
    "```output kind=result\n5\n```", "````text\n```\n````", "<div>", "> quote", "1. one", "a\n===", "---",
    "```output of=In[1]\n1\n```",
    "<!-- closed -->", "\u{1B}[31mred", "    code", "[x]: y",
  ])
  func aNoteSwallowsNothingAndAddsNoCell(note: String) throws {
    let text = try saved(["1 + 1", "%%note\n\(note)", "x = 3", "x"])
    let notebook = try Notebook(text)
    #expect(notebook.cells.map(\.source) == ["1 + 1", "x = 3", "x"], "\(text)")
    #expect(notebook.cells.map { $0.outputs.map(\.text) } == [["2"], [], ["3"]], "\(text)")
    #expect(notebook.footer?["kernel"] != "x" && notebook.orphans.isEmpty)
    let file = try NotebookFile(text)
    #expect(try file.run().check().isMatch)
    _ = try file.run().replay()
    #expect(try file.text == text)
  }

  @Test func anEmptyNoteIsRefused() throws {
    let session = Session(sink: EventCollector())
    NotebookCommands.register(in: session)
    for empty in ["%note", "%%note\n  \n"] {
      let error = session.run(empty, mode: .interactive).diagnostic
      #expect(error?.message == "%note needs a text.")
      #expect(error?.hint == "write '%note What the numbers say', or begin a cell with '%%note'")
    }
  }

  @Test func aNoteInsideACellStaysThereAndDoesNothing() throws {
    let text = try saved(["x = 1\n%note between\nx + 1"])
    #expect(try Notebook(text).cells.map(\.source) == ["x = 1\n%note between\nx + 1"])
    let file = try NotebookFile(text)
    let run = try file.run()
    NotebookCommands.register(in: file.session)
    #expect(run.check().isMatch)
  }
}
