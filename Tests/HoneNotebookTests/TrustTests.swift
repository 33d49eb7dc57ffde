import Foundation
import HoneNotebook
import HoneSession
import HoneTestSupport
import Testing

/// A notebook is data from strangers: what one that is not trusted cannot do, and what it leaves behind.
@Suite struct TrustTests {
  /// Replays a notebook of one cell and returns its error, or nil if it had none.
  private func error(of cell: String) throws -> String? {
    let file = try NotebookFile("```hone\n\(cell)\n```\n")
    _ = try file.run().replay()
    #expect(try FileManager.default.contentsOfDirectory(atPath: file.folder.root) == ["notebook.md"], "\(cell)")
    return try Notebook(file.text).cells[0].outputs.last { $0.kind == "error" }?.text
  }

  @Test(arguments: [
    ("!touch pwned", "PermissionError: shell commands do not run here; received !touch pwned."),
    ("if True:\n    !touch pwned", "PermissionError: shell commands do not run here; received !touch pwned."),
    ("%time !touch pwned", "PermissionError: shell commands do not run here; received !touch pwned."),
    ("%save pwned.md", "ValueError: %save does not run inside a notebook."),
    ("model.load('https://example.org/x.gguf')", "ValueError: there is no file 'https://example.org/x.gguf'."),
    ("dataset.load('http://127.0.0.1:1/x.csv')", "ValueError: there is no file 'http://127.0.0.1:1/x.csv'."),
    ("import os", "SyntaxError: hone has no imports."),
    ("open('/etc/passwd')", "NameError: the name 'open' is not defined."),
  ])
  func whatItCannotDoIsAnErrorOfItsCell(cell: String, message: String) throws {
    let error = try #require(try error(of: cell))
    #expect(error.contains(message), "\(error)")
  }

  @Test func itsErrorsDoNotSteerTheTerminal() throws {
    let file = try NotebookFile("```hone name=\u{1B}[2Ja\nraise ValueError('\\033]0;x\\007red')\n```\n")
    _ = try file.run().replay()
    let texts = file.shown.events.compactMap {
      if case .error(_, let rendering) = $0 { rendering.stable + rendering.live } else { nil }
    }
    #expect(texts.count == 1 && texts[0].contains("ValueError: ␛]0;x␇red") && texts[0].contains("␛[2Ja, line 1"))
    #expect(!texts[0].contains("\u{1B}"))
  }

  @Test func scriptsThatItRunsAreTrustedNoMore() throws {
    let file = try NotebookFile("```hone\n%run SCRIPT\n```\n")
    try file.edit("SCRIPT", file.folder.write("!touch pwned\n", to: "touch.hone"))
    _ = try file.run().replay()
    #expect(try file.recorded.last?.contains("shell commands do not run here") == true)
    #expect(try !FileManager.default.contentsOfDirectory(atPath: file.folder.root).contains("pwned"))
  }

  @Test func tunedWeightsAreExportedBesideItAlone() throws {
    let elsewhere = try TemporaryFolder()
    let rows = (0..<8).map { "text \($0)\t\($0 % 2 == 0 ? "a" : "b")\n" }.joined()
    let export = { (folder: String) in
      """
      ```hone
      model.load("tiny.gguf")
      dataset.load("rows.tsv", input="text", target="label")
      dataset.split(test=2, seed=None)
      prompt = Prompt("{text} ", labels=["a", "b"])
      model.finetune(rank=1, epochs=1, batch=4);
      model.export("\(folder)")
      ```

      """
    }
    for (folder, isAllowed) in [
      ("adapter", true), (elsewhere.path("adapter"), false), ("../\(UUID().uuidString)", false),
    ] {
      let file = try NotebookFile(export(folder))
      _ = try file.folder.write(TinyLlama.gguf().file, to: "tiny.gguf")
      _ = try file.folder.write("text\tlabel\n" + rows, to: "rows.tsv")
      try file.edit("\"tiny", "\"\(file.folder.root)/tiny")
      try file.edit("\"rows", "\"\(file.folder.root)/rows")
      if isAllowed { try file.edit("\"adapter", "\"\(file.folder.root)/adapter") }
      let ending = try file.run().replay()
      let error = try file.recorded.last ?? ""
      #expect((ending == .finished) == isAllowed, "\(error)")
      let refusal = "'\(folder)' is outside the notebook's folder, and this notebook is not trusted"
      #expect(isAllowed || error.contains(refusal))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere.root).isEmpty)
  }
}
