import Foundation
import HoneCore
import HoneNotebook
import HoneSession
import HoneTestSupport
import Testing

/// `hone convert` on files.
@Suite struct ConvertTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func text(_ name: String) throws -> String { try String(contentsOfFile: folder.path(name), encoding: .utf8) }

  private func failure(_ input: String, _ output: String) -> (message: String?, hint: String?) {
    do {
      try Convert.run(folder.path(input), to: folder.path(output))
      return (nil, nil)
    } catch {
      let shown = error as? any UserFacingError
      return (shown?.message.replacing(folder.root + "/", with: ""), shown?.hint)
    }
  }

  @Test func everyKindIsWritten() throws {
    let markdown = "# Title\n\n```hone name=a\n1 + 1\n```\n"
    let input = try folder.write(markdown, to: "a.md")
    try Convert.run(input, to: folder.path("a.ipynb"))
    try Convert.run(folder.path("a.ipynb"), to: folder.path("b.md"))
    #expect(try text("b.md") == markdown)
    try Convert.run(input, to: folder.path("a.HTML"))
    try Convert.run(folder.path("a.ipynb"), to: folder.path("b.html"))
    #expect(try text("a.HTML") == text("b.html"))
    #expect(try text("b.html").contains("<h1 id=\"title\">Title</h1>"))
  }

  @Test func whatCannotBeConvertedIsNamed() throws {
    for name in ["a.md", "a.ipynb", "a.html"] { _ = try folder.write("{}", to: name) }
    #expect(failure("a.md", "b.txt").message == "'b.txt' is of no kind that hone converts: .md, .ipynb or .html.")
    #expect(failure("a.md", "b.txt").hint == "let the name end in .md, .ipynb or .html")
    #expect(failure("a.md", "b.md").message == "both files are .md; there is nothing to convert.")
    #expect(
      failure("a.html", "b.md").message
        == "'a.html' cannot be read back: HTML is written from a notebook and holds less than it.")
    #expect(failure("none.md", "b.html").message == "there is no file 'none.md'.")
    #expect(failure("a.md", "no/b.html").message?.hasPrefix("the file 'no/b.html' cannot be written: ") == true)
    #expect(!FileManager.default.fileExists(atPath: folder.path("b.html")))
  }

  @Test func theFileThatIsReadIsNotOverwritten() throws {
    _ = try folder.write("text\n", to: "a.md")
    try FileManager.default.createSymbolicLink(atPath: folder.path("a.html"), withDestinationPath: folder.path("a.md"))
    #expect(failure("a.md", "a.html").message == "'a.html' is the file to be converted; it is not overwritten.")
    #expect(failure("a.md", "a.md").message == "'a.md' is the file to be converted; it is not overwritten.")
    #expect(try text("a.md") == "text\n")
  }

  @Test func chartsGoAlong() throws {
    let input = try folder.write("```hone name=p\nplot([3, 2, 1])\n```\n", to: "first.md")
    _ = try NotebookRun(path: input, session: Session(sink: Ignoring()), trust: false) { _ in }.replay()
    try Convert.run(input, to: folder.path("first.ipynb"))
    #expect(try text("first.ipynb").contains("\"image/svg+xml\": [\n"))
    try Convert.run(folder.path("first.ipynb"), to: folder.path("second.md"))
    let link = try #require(try text("first.md").firstMatch(of: /\n!\[chart\]\(first\.files\/([0-9a-f]{16})\.svg\)\n/))
    #expect(try text("second.md") == text("first.md").replacing("first.files", with: "second.files"))
    #expect(try text("second.files/\(link.1).svg") == text("first.files/\(link.1).svg"))
    try Convert.run(folder.path("second.md"), to: folder.path("second.html"))
    let page = try text("second.html")
    #expect(page.contains("<figure><svg xmlns=\"http://www.w3.org/2000/svg\" class=\"hone-chart\""))
    #expect(page.contains("<summary>as text</summary>"))
  }
}

/// Shows nothing.
final class Ignoring: OutputSink {
  func send(_ event: OutputEvent) {}
}
