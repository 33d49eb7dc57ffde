import HoneNotebook
import HoneSession
import HoneTestSupport
import Testing

/// Load then save is the identity, and what is written is read again, over generated files.
@Suite struct GeneratedNotebookTests {
  private static let pieces = [
    "Prose.\n", "\n", "```hone\n", "```hone name=a check=num\n", "```", "```\n", "~~~\n", "~~~hone\r\n",
    "````hone noeval\n",
    "1 + 1\n", "```output of=a kind=result in=abcdef\n", "```output kind=stdout\n", "- item\n", "  ```hone\n",
    "> quote\n",
    "\tx\n", "    code\n", "<!--", "-->\n", "<div>\n", "<!-- hone:run {\"kernel\":\"avx2\"} -->\n", "---\n",
    "hone: 1\n", "é漢😀",
    "\r", "\r\n", "1. one\n", "* * *\n", "`", "# head\n", "\u{FEFF}",
  ]

  private func file(_ seed: UInt64) -> String {
    var random = SplitMix(state: seed)
    return (0..<Int.random(in: 0...24, using: &random)).map { _ in
      Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &random)]
    }.joined()
  }

  @Test func loadThenSaveIsTheIdentity() throws {
    for seed in 0..<3_000 as Range<UInt64> {
      let bytes = Array(file(seed).utf8)
      #expect(try Notebook(bytes: bytes).replacing(outputs: [:], footer: nil) == bytes, "seed \(seed)")
    }
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    for seed in 0..<3_000 as Range<UInt64> {
      let notebook = try Notebook(file(seed))
      let texts = ["``` `` ~~~~ <!-- \n\n- x\n", "", "\n", "2"]
      var outputs: [Int: [RecordedOutput]] = [:]
      for index in notebook.cells.indices where notebook.cells[index].isRun {
        outputs[index] = [
          RecordedOutput(kind: .stdout, text: texts[index % 4]), RecordedOutput(kind: .result, text: "seed \(seed)"),
        ]
      }
      let written = notebook.replacing(outputs: outputs, footer: Footer([("kernel", "avx2"), ("seed", "\(seed)")]))
      let again = try Notebook(bytes: written)
      #expect(again.cells.map(\.source) == notebook.cells.map(\.source), "seed \(seed)")
      #expect(again.footer?["seed"] == "\(seed)", "seed \(seed)")
      let twice = again.replacing(outputs: outputs, footer: Footer([("kernel", "avx2"), ("seed", "\(seed)")]))
      #expect(String(decoding: twice, as: UTF8.self) == String(decoding: written, as: UTF8.self), "seed \(seed)")
      for (index, expected) in outputs {
        #expect(again.cells[index].outputs.map(\.kind) == expected.map(\.kind.rawValue), "seed \(seed)")
        #expect(Difference.between(again.cells[index].outputs, and: expected, by: CheckRule()).isEmpty, "seed \(seed)")
      }
    }
  }
}
