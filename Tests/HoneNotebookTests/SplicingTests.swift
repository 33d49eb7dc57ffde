import HoneNotebook
import HoneSession
import HoneTestSupport
import Testing

/// What replacing outputs and the footer does to a file, and what it leaves alone.
@Suite struct SplicingTests {
  private func replaced(_ text: String, _ outputs: [Int: [RecordedOutput]], _ facts: [(String, String)]? = nil) throws
    -> String
  {
    let bytes = try Notebook(text).replacing(outputs: outputs, footer: facts.map { Footer($0) })
    return String(decoding: bytes, as: UTF8.self)
  }

  private func result(_ text: String) -> RecordedOutput { RecordedOutput(kind: .result, text: text) }
  private let hash = NotebookCell.hash(of: "1 + 1")

  @Test func anOutputGoesBehindItsCell() throws {
    #expect(
      try replaced("a\n```hone name=two\n1 + 1\n```\nb", [0: [result("2")]])
        == "a\n```hone name=two\n1 + 1\n```\n```output of=two kind=result in=\(hash)\n2\n```\nb")
  }

  @Test func outputsAreReplacedWhereTheyStandAndExtraOnesGo() throws {
    let cell = "```hone\n1 + 1\n```\n"
    let before = cell + "\n```output kind=stdout in=000000 mine=1\nold\n```\n\n~~~output kind=result\n3\n~~~\nend\n"
    #expect(
      try replaced(before, [0: [RecordedOutput(kind: .stdout, text: "new\n")]])
        == cell + "\n```output kind=stdout in=\(hash) mine=1\nnew\n```\n\nend\n")
  }

  @Test func whatIsAlreadyRecordedIsNotTouched() throws {
    let text = "```hone\r\n1 + 1\r\n```\r\n  ````output  kind=result   in=\(hash)\r\n  2\r\n  ````\r\n"
    #expect(try replaced(text, [0: [result("2")]]) == text)
  }

  @Test func theFenceIsLongerThanAnyRunInside() throws {
    let text = try replaced("```hone\n1 + 1\n```\n", [0: [result("a ```` b\n```\n")]])
    #expect(text == "```hone\n1 + 1\n```\n`````output kind=result in=\(hash)\na ```` b\n```\n`````\n")
    #expect(try Notebook(text).cells[0].outputs.map(\.text) == ["a ```` b\n```"])
  }

  @Test func lineEndsOfTheFileAreUsed() throws {
    #expect(
      try replaced("```hone\r\n1 + 1\r\n```\r\n", [0: [result("2\n3")]], [("kernel", "avx2")])
        == "```hone\r\n1 + 1\r\n```\r\n```output kind=result in=\(hash)\r\n2\r\n3\r\n```\r\n"
        + "<!-- hone:run {\"kernel\":\"avx2\"} -->\r\n")
  }

  @Test func aCellThatIsCutShortIsClosed() throws {
    #expect(
      try replaced("~~~~hone\n1 + 1", [0: [result("2")]])
        == "~~~~hone\n1 + 1\n~~~~\n```output kind=result in=\(hash)\n2\n```\n")
  }

  @Test func oneFooterIsReplacedAndItsUnknownFactsKept() throws {
    #expect(
      try replaced("x\n<!-- hone:run {\"kernel\":\"avx512\",\"mine\":\"a>b\"} --> y\n", [:], [("kernel", "avx2")])
        == "x\n<!-- hone:run {\"kernel\":\"avx2\",\"mine\":\"a\\u003eb\"} --> y\n")
    #expect(
      try replaced("x\n", [:], [("a", "-->\"\\\n")]) == "x\n\n<!-- hone:run {\"a\":\"--\\u003e\\\"\\\\\\n\"} -->\n")
  }

  @Test func aFooterIsNeverPutWhereItWouldBeText() throws {
    for text in ["x\n```python\nopen", "x\n<!-- open\n", "<div>\nx", "- item", "> quote"] {
      let once = try replaced(text, [:], [("kernel", "avx2")])
      #expect(try Notebook(once).footer?["kernel"] == "avx2", "\(text)")
      #expect(try replaced(once, [:], [("kernel", "avx2")]) == once)
    }
  }

  @Test func controlCharactersAreMadeVisible() throws {
    let text = try replaced("```hone\n1 + 1\n```\n", [0: [result("\u{1B}[31mred\u{1B}[0m\u{0}\r\nb\rc\u{7}")]])
    #expect(try Notebook(text).cells[0].outputs.map(\.text) == ["red␀\nb\nc␇"])
  }

  @Test func aNameWithABacktickIsWrittenInATildeFence() throws {
    let text = try replaced("~~~hone name=\"a `b\"\n1 + 1\n~~~\n", [0: [result("2")]])
    #expect(text == "~~~hone name=\"a `b\"\n1 + 1\n~~~\n~~~output of=\"a `b\" kind=result in=\(hash)\n2\n~~~\n")
  }
}

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
