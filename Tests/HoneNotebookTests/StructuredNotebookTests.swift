import HoneNotebook
import HoneSession
import HoneTestSupport
import Testing

/// Notebooks made from parts that are known: what is read is what was put in.
@Suite struct StructuredNotebookTests {
  /// A generated file and what is in it.
  private struct Made {
    var text = ""
    var sources: [String] = []
    var outputs: [[String]] = []
    var prose: [String] = []
  }

  private static let prose = [
    "# Head", "Text with `code` and ```` ``` ````.", "- a\n- b\n\n  c", "1. one\n2. two",
    "> quoted\n> ```hone\n> 1\n> ```",
    "````python\n```hone\nx\n```\n````", "~~~\n```hone\nx\n```\n~~~", "<details>\n\n<summary>s</summary>\n\n</details>",
    "<!-- ```hone\n1\n``` -->", "    ```hone\n    1\n    ```", "\t```hone\n\t1\n\t```",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "Setext\n===", "***", "[a]: http://x", "```output\nan example\n```", "```hone-like\n1\n```",
    "- item\n\n      ```hone\n      1\n      ```",
    "<pre>\n```hone\n1\n```\n</pre>", "é漢😀", "a  \nb\\\nc", "&lt;```hone&gt;",
  ]
  private static let sources = [
    "1", "x = '```'", "def f():\n\treturn 1", "\"\"\"\n~~~~\n````\n\"\"\"", "", "if x:\n    y\n\nz", "# only a comment",
    "s = '<!--'",
    "a\\\n + b", "'é漢😀'",
  ]
  private static let outputs = [
    "2", "", "``` and ~~~", "a\n\nb", "  indented\n\ttab", "<!-- x -->", "---", "`````\n", "漢",
  ]

  private func made(_ random: inout SplitMix) -> Made {
    func pick<T>(_ items: [T]) -> T { items[Int.random(in: 0..<items.count, using: &random)] }
    var made = Made()
    if Bool.random(using: &random) { made.text = "---\nhone: 1\nmine: {a: [1, 2]}\n---\n" }
    for number in 0..<Int.random(in: 0...6, using: &random) {
      var deepest = 3
      if Bool.random(using: &random) {
        made.prose.append(pick(Self.prose))
        // Behind a list a fence that is indented by two belongs to its last item.
        if made.prose[made.prose.count - 1].firstMatch(of: /^(- |1\.)/) != nil { deepest = 1 }
        made.text += made.prose[made.prose.count - 1] + "\n\n"
      }
      let (source, mark) = (pick(Self.sources), pick(["`", "~"]))
      let indent = String(repeating: " ", count: Int.random(in: 0...deepest, using: &random))
      let named = Bool.random(using: &random)
      let fence = String(repeating: mark, count: Int.random(in: 6...8, using: &random))
      let info =
        pick(["hone", " hone ", "hone\tcolour=red"]) + (named ? " name=c\(number)" : "")
        + pick(["", " mine", " x=\"a b\""])
      let lines =
        [fence + info] + source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) + [fence]
      made.text += lines.map { indent + $0 + "\n" }.joined()
      let count = Int.random(in: 0...2, using: &random)
      let texts = (0..<count).map { _ in pick(Self.outputs) }
      for text in texts {
        let of = named && Bool.random(using: &random) ? " of=c\(number)" : ""
        made.text += pick(["", "\n"]) + "``````output\(of) kind=result in=abcdef mine=1\n\(text)\n``````\n"
      }
      made.sources.append(source)
      made.outputs.append(texts)
      made.text += "\n"
    }
    if Bool.random(using: &random) { made.text += "<!-- hone:run {\"kernel\":\"avx2\",\"mine\":\"1\"} -->\n" }
    return made
  }

  private func withLineEnds(_ text: String, _ end: String) -> String { text.replacing("\n", with: end) }

  @Test func whatIsReadIsWhatWasPutInWhateverTheLineEnds() throws {
    for seed in 0..<1_000 as Range<UInt64> {
      var random = SplitMix(state: seed)
      let made = made(&random)
      for end in ["\n", "\r\n", "\r"] {
        let text = withLineEnds(made.text, end)
        let notebook = try Notebook(text)
        #expect(notebook.cells.map(\.source) == made.sources, "seed \(seed)")
        #expect(notebook.cells.map { $0.outputs.map(\.text) } == made.outputs, "seed \(seed)")
        #expect(notebook.orphans.isEmpty, "seed \(seed)")
        #expect(notebook.replacing(outputs: [:], footer: nil) == Array(text.utf8), "seed \(seed)")
      }
    }
  }

  @Test func replacingAllOutputsLeavesEveryOtherByte() throws {
    for seed in 0..<1_000 as Range<UInt64> {
      var random = SplitMix(state: seed)
      let made = made(&random)
      let end = seed % 2 == 0 ? "\n" : "\r\n"
      let notebook = try Notebook(withLineEnds(made.text, end))
      var outputs: [Int: [RecordedOutput]] = [:]
      for index in notebook.cells.indices {
        outputs[index] = [RecordedOutput(kind: .stdout, text: "```\n\(seed)\r\n~~~")]
      }
      let written = notebook.replacing(outputs: outputs, footer: Footer([("kernel", "scalar")]))
      let again = try Notebook(bytes: written)
      #expect(again.cells.map(\.source) == made.sources, "seed \(seed)")
      #expect(again.cells.allSatisfy { $0.outputs.map(\.text) == ["```\n\(seed)\n~~~"] }, "seed \(seed)")
      let text = String(decoding: written, as: UTF8.self)
      for prose in made.prose { #expect(text.contains(withLineEnds(prose, end)), "seed \(seed): \(prose)") }
      #expect(again.footer?["kernel"] == "scalar")
      if made.text.contains("hone:run") { #expect(again.footer?["mine"] == "1") }
    }
  }

  @Test func aFileCutAnywhereLoadsAndKeepsItsWholeCells() throws {
    for seed in 0..<200 as Range<UInt64> {
      var random = SplitMix(state: seed)
      let made = made(&random)
      let bytes = Array(made.text.utf8)
      let length = Int.random(in: 0...bytes.count, using: &random)
      guard let text = String(validating: bytes[..<length], as: UTF8.self) else { continue }
      let notebook = try Notebook(text)
      #expect(notebook.replacing(outputs: [:], footer: nil) == Array(bytes[..<length]), "seed \(seed)")
      #expect(notebook.cells.dropLast().map(\.source) == Array(made.sources.prefix(max(0, notebook.cells.count - 1))))
    }
  }

  @Test func unknownMetadataIsKept() throws {
    let text = """
      ---
      hone: 1
      jupytext: {formats: [md]}
      ---
      ```hone name=a colour=red {.numbered}
      1
      ```
      ```output of=a kind=widget in=000000 mime="image/png" {.wide}
      old
      ```
      <!-- hone:run {"kernel":"avx2","reviewed":"by me","n":3} -->

      """
    let notebook = try Notebook(text)
    let hash = inputHash(source: "1", reads: [])
    let written = notebook.replacing(
      outputs: [0: [RecordedOutput(kind: .result, text: "1")]], footer: Footer([("kernel", "avx512")]))
    #expect(
      String(decoding: written, as: UTF8.self)
        == text.replacing(
          "kind=widget in=000000 mime=\"image/png\" {.wide}\nold",
          with: "kind=result in=\(hash) mime=image/png {.wide}\n1"
        ).replacing(
          "{\"kernel\":\"avx2\",\"reviewed\":\"by me\",\"n\":3}",
          with: "{\"kernel\":\"avx512\",\"n\":\"3\",\"reviewed\":\"by me\"}"))
  }
}
