import Foundation
import HoneCore
import HoneNotebook
import HoneSession
import HoneTestSupport
import Testing

/// Charts beside a notebook, and the links to them.
@Suite struct ChartFilesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func run(_ path: String) throws -> NotebookRun {
    let session = Session(sink: Ignoring(), environment: environment(ofFolder: path))
    return try NotebookRun(path: path, session: session, trust: false) { _ in }
  }

  private func replay(_ path: String) throws -> String {
    _ = try run(path).replay()
    return try String(contentsOfFile: path, encoding: .utf8)
  }

  private func charts(_ name: String = "a.files") -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder.path(name)).sorted()) ?? []
  }

  @Test func replayWritesTheChartAndLinksToIt() throws {
    let path = try folder.write("```hone name=p\nplot([3, 2, 1])\n```\nEnd.\n", to: "a.md")
    let text = try replay(path)
    let link = try #require(text.firstMatch(of: /```\n!\[chart\]\(a\.files\/([0-9a-f]{16})\.svg\)\nEnd\.\n/))
    #expect(charts() == ["\(link.1).svg"])
    #expect(text.contains("kind=display") && text.contains("3 values\n"))
    #expect(try replay(path) == text)
    let report = try run(path).check()
    #expect(report.text == "1 cell as recorded")
  }

  @Test func promotingWritesTheChartThatTheCheckDrew() throws {
    let path = try folder.write("```hone name=p\nplot([3, 2, 1])\n```\n", to: "a.md")
    _ = try run(path).check()
    #expect(charts().isEmpty)
    #expect(try run(path).promote() == .finished)
    let promoted = try String(contentsOfFile: path, encoding: .utf8), drawn = charts()
    #expect(drawn.count == 1 && promoted.contains("![chart](a.files/\(drawn[0]))"))
    #expect(try replay(path).hasPrefix(promoted.prefix { $0 != "<" }))
  }

  @Test func aLinkGoesWithItsOutput() throws {
    let path = try folder.write("```hone name=p\nplot([3, 2, 1])\n2\n```\n", to: "a.md")
    let text = try replay(path)
    #expect(try Notebook(text).cells[0].outputs.map(\.kind) == ["display", "result"])
    _ = try folder.write(text.replacing("plot([3, 2, 1])", with: "x = 1"), to: "a.md")
    let without = try replay(path)
    #expect(!without.contains("chart") && without.contains("\n2\n"))
    _ = try folder.write(without.replacing("x = 1", with: "plot([1, 2])"), to: "a.md")
    #expect(try replay(path).matches(of: /!\[chart\]\(a\.files\/[0-9a-f]{16}\.svg\)/).count == 1)
  }

  @Test func aNotebookThatWasRecordedWithoutLinksGetsThem() throws {
    let path = try folder.write("```hone name=p\nplot([3, 2, 1])\n```\n", to: "a.md")
    let text = try replay(path)
    let bare = text.replacing(/!\[chart\].*\n/, with: "")
    _ = try folder.write(bare, to: "a.md")
    #expect(try replay(path) == text)
  }

  @Test func savingASessionWritesItsCharts() throws {
    let session = Session(sink: Ignoring())
    NotebookCommands.register(in: session)
    _ = session.run("plot([3, 2, 1])", mode: .interactive)
    #expect(session.run("%save \(folder.path("my (1).md"))", mode: .interactive).succeeded)
    let text = try String(contentsOfFile: folder.path("my (1).md"), encoding: .utf8)
    #expect(text.contains("![chart](my%20%281%29.files/"))
    #expect(charts("my (1).files").count == 1)
    try Convert.run(folder.path("my (1).md"), to: folder.path("a.html"))
    #expect(try String(contentsOfFile: folder.path("a.html"), encoding: .utf8).contains("<figure><svg "))
  }

  @Test func aFolderThatIsALinkIsNotWrittenInto() throws {
    let other = try TemporaryFolder()
    try FileManager.default.createSymbolicLink(atPath: folder.path("a.files"), withDestinationPath: other.root)
    let path = try folder.write("```hone name=p\nplot([3, 2, 1])\n```\n", to: "a.md")
    let error = #expect(throws: FileError.self) { try replay(path) }
    #expect(
      error?.message.hasSuffix("a.files' cannot be written: it is no folder, which the notebook's charts need.") == true
    )
    #expect(try FileManager.default.contentsOfDirectory(atPath: other.root).isEmpty)
  }
}
