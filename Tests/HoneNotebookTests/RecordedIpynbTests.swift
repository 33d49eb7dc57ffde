import Foundation
import HoneData
import HoneNotebook
import HoneTestSupport
import Testing

/// What Jupyter shows of a recorded notebook: its prose, its code and its outputs, in their order.
@Suite struct RecordedIpynbTests {
  private struct Output: Equatable {
    var kind: String
    var text: String
  }

  private enum Part: Equatable {
    case prose(String)
    case cell(source: String, outputs: [Output])

    var isCell: Bool { if case .cell = self { true } else { false } }
  }

  private static let prose = [
    "# Title", "Some *words* and `code`.", "- one\n- two\n  - three", "1. first\n\n   second", "> quote\ngoes on",
    "| a | b |\n|---|--:|\n| 1 | 2 |", "    indented = code", "```python\nimport os\n```",
    "~~~output\nnot recorded\n~~~",
    "```hone noeval\n!rm -r everything\n```", "<div>\n*text*\n</div>", "<!-- a comment -->", "Under\n-----", "---",
    "[link]: https://example.org 'title'", "é 漢字 😀 \u{2028} end", "{text} $x^2$ \\n \"quoted\"",
  ]

  private static let code = [
    "1 + 1", "x = [1, 2]", "%who", "!ls", "model?", "for i in x:\n    print(i)\n\n    pass", "'''\n```\n~~~\n'''",
    "# é 漢字 😀", "print('<!-- hone:run {} -->')", "\t", "y = \"\\n\\\\\"",
  ]

  private static let texts = [
    "2", "'text'", "a  b\n\nc", "  spaces  ", "```output kind=result\n```", "~~~", "<b>&amp;</b>", "é 漢字 😀", "-->",
    "In[1], line 1\n1 | x\n  | ^\nNameError: the name 'x' is not defined.", "\\n \"quoted\"", "│⡀\n└──",
  ]

  private static func some(_ count: ClosedRange<Int>, of values: [String], _ random: inout SplitMix) -> [String] {
    (0..<Int.random(in: count, using: &random)).map { _ in values[Int.random(in: 0..<values.count, using: &random)] }
  }

  /// Prose of one or more paragraphs between one or more cells: what stands beside prose is prose of the same cell.
  private static func generated(_ random: inout SplitMix) -> [Part] {
    var parts: [Part] = []
    for _ in 0..<Int.random(in: 0...6, using: &random) {
      if Bool.random(using: &random), parts.isEmpty || parts.last?.isCell == true {
        parts.append(.prose(some(1...4, of: prose, &random).joined(separator: "\n\n")))
      } else {
        let outputs = (0..<Int.random(in: 0...3, using: &random)).map { _ in
          Output(
            kind: some(1...1, of: ["stdout", "result", "display", "error"], &random)[0],
            text: some(1...2, of: texts, &random).joined(separator: "\n"))
        }
        parts.append(.cell(source: some(1...3, of: code, &random).joined(separator: "\n"), outputs: outputs))
      }
    }
    return parts
  }

  private static func markdown(_ parts: [Part], _ random: inout SplitMix) -> String {
    let head = Bool.random(using: &random) ? "---\nhone: 1\nparams: {lr: 2e-4}\n---\n" : ""
    let blocks = parts.enumerated().map { index, part in
      switch part {
      case .prose(let text): text + "\n"
      case .cell(let source, let outputs):
        ([fence("hone name=c\(index) check=num", source)]
          + outputs.map { fence("output of=c\(index) kind=\($0.kind)", $0.text) }).joined()
      }
    }
    let end = Bool.random(using: &random) ? "\n<!-- hone:run {\"kernel\":\"avx2\"} -->\n" : ""
    return head + blocks.joined(separator: "\n") + end
  }

  private static func fence(_ info: String, _ text: String) -> String { "````\(info)\n\(text)\n````\n" }

  /// What a reader of the ipynb file sees, by nbformat's own names.
  private static func parts(ofIpynb text: String) throws -> [Part] {
    let cells = try #require(try IpynbValue.joined(DataValue(json: Array(text.utf8))).member("cells").list)
    return try cells.map { cell in
      let source = try #require(cell.member("source").string)
      if cell.member("cell_type") == .string("markdown") { return .prose(source) }
      return .cell(source: source, outputs: try #require(cell.member("outputs").list).map(output))
    }
  }

  private static func output(_ output: DataValue) throws -> Output {
    let type = try #require(output.member("output_type").string)
    switch type {
    case "stream":
      let text = try #require(output.member("text").string)
      #expect(text.hasSuffix("\n") && output.member("name") == .string("stdout"))
      return Output(kind: "stdout", text: String(text.dropLast()))
    case "error":
      let lines = try #require(output.member("traceback").list).compactMap(\.string)
      return Output(kind: "error", text: lines.joined(separator: "\n"))
    default:
      let text = try #require(output.member("data").member("text/plain").string)
      return Output(kind: type == "execute_result" ? "result" : "display", text: text)
    }
  }

  @Test func everyCellOutputAndParagraphIsWhereJupyterLooksForIt() throws {
    for seed in 0..<1_000 as Range<UInt64> {
      var random = SplitMix(state: seed)
      let parts = Self.generated(&random)
      let text = Self.markdown(parts, &random)
      let ipynb = try Convert.ipynb(Array(text.utf8), path: "a.md")
      #expect(try Self.parts(ofIpynb: ipynb) == parts, "seed \(seed): \(text)")
      #expect(try Convert.markdown(Array(ipynb.utf8), path: "a.md") == text, "seed \(seed)")
    }
  }

  /// The way back needs nothing that hone wrote into the file for itself.
  @Test func theyComeBackFromAFileThatAnotherProgramStrippedOfMetadata() throws {
    for seed in 0..<1_000 as Range<UInt64> {
      var random = SplitMix(state: seed)
      let parts = Self.generated(&random)
      let ipynb = try Convert.ipynb(Array(Self.markdown(parts, &random).utf8), path: "a.md")
      let back = try Convert.markdown(Self.stripped(ipynb), path: "a.md")
      #expect(!back.contains("name=c"))
      let cells = try Notebook(back).cells.filter(\.isRun).map { cell in
        Part.cell(source: cell.source, outputs: cell.outputs.map { Output(kind: $0.kind, text: $0.text) })
      }
      #expect(cells == parts.filter(\.isCell), "seed \(seed): \(back)")
      #expect(try Self.parts(ofIpynb: Convert.ipynb(Array(back.utf8), path: "a.md")) == parts, "seed \(seed): \(back)")
    }
  }

  /// Without what stands in any metadata but the language's name.
  private static func stripped(_ ipynb: String) throws -> [UInt8] {
    var file = try #require(JSONSerialization.jsonObject(with: Data(ipynb.utf8)) as? [String: Any])
    let cells = try #require(file["cells"] as? [[String: Any]])
    file["cells"] = cells.map { $0.merging(["metadata": [String: Any]()]) { _, empty in empty } }
    file["metadata"] = (file["metadata"] as? [String: Any])?.filter { $0.key == "language_info" }
    return Array(try JSONSerialization.data(withJSONObject: file))
  }
}
