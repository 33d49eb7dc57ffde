import HoneNotebook
import HoneSession
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
