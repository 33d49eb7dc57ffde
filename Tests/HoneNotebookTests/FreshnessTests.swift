import HoneNotebook
import HoneSession
import Testing

/// Cells whose recorded outputs are not those of the present code in the present order.
struct FreshnessTests {
  private static let first = "```hone name=first\nprompt = Prompt(\"a {x}\")\n```\n"
  private static let second = "```hone name=second\nprompt = Prompt(\"b {x}\")\n```\n"
  private static let shown = "```hone name=shown\nprompt.template\n```\n"

  /// The `in=` of each output that the file records.
  private func hashes(_ file: NotebookFile) throws -> [String?] {
    try Notebook(file.text).cells.flatMap { $0.outputs.map { $0.attributes["in"] } }
  }

  @Test func whatAnOutputDependsOnIsRecordedWithIt() throws {
    let file = try NotebookFile(Self.first + Self.shown)
    _ = try file.run().replay()
    let before = try hashes(file)
    #expect(before.count == 1 && before != [inputHash(source: "prompt.template", reads: [])])
    _ = try file.run().check()
    #expect(file.remarks == [])
    try file.edit("(\"a {x}", "(\"c {x}")
    #expect(try file.run().check().isMatch == false)
    #expect(
      file.remarks == ["cell 'shown' (line 4) is stale: it, or what it reads, changed since its output was recorded"])
    _ = try file.run().promote()
    #expect(try hashes(file) != before)
    #expect(try file.run().check().isMatch && file.remarks == [])
  }

  @Test func aCellThatRanOutOfOrderIsNamed() throws {
    let ordered = try NotebookFile(Self.first + Self.second + Self.shown)
    _ = try ordered.run().replay()
    let output = "```output of=shown kind=result in=\(try #require(hashes(ordered)[0]))\n'b {x}'\n```\n"
    #expect(try ordered.text.contains(output))
    let file = try NotebookFile(Self.first + Self.shown + output + Self.second)
    let remark =
      "cell 'shown' (line 4) was run out of order: its output was recorded with what cells after it leave"
    #expect(try file.run().check().isMatch == false && file.remarks == [remark])
    _ = try file.run().replay()
    #expect(file.remarks == [remark])
    _ = try file.run().replay()
    #expect(file.remarks == [])
  }

  @Test func aSavedSessionRecordsWhatItsCellsRead() throws {
    let file = try NotebookFile("")
    let session = Session(sink: EventCollector(), environment: environment(ofFolder: file.path))
    NotebookCommands.register(in: session)
    for source in ["prompt = Prompt(\"a {x}\")", "prompt.template", "%save \(file.path)"] {
      #expect(session.run(source, mode: .interactive).succeeded)
    }
    #expect(try file.run().check().isMatch && file.remarks == [])
    try file.edit("(\"a {x}", "(\"c {x}")
    _ = try file.run().check()
    #expect(file.remarks.count == 1)
  }
}
