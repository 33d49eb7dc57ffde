import HoneNotebook
import Testing

/// Sources of the cells that hone finds, by CommonMark's rules.
@Suite struct NotebookReadingTests {
  private func sources(_ text: String) throws -> [String] { try Notebook(text).cells.map(\.source) }

  @Test func onlyHoneFencesAreCells() throws {
    let text = "```python\n1\n```\n```hone\n2\n```\n```honest\n3\n```\n    ```hone\n    4\n    ```\n"
    #expect(try sources(text) == ["2"])
  }

  @Test func attributesAreReadAndUnknownOnesKept() throws {
    let cell = try #require(
      try Notebook("~~~ hone  name=\"a b\" check=num rtol=1e-3 colour=red noeval\nx\n~~~\n").cells.first)
    #expect(cell.name == "a b")
    #expect(
      cell.attributes["check"] == "num" && cell.attributes["rtol"] == "1e-3" && cell.attributes["colour"] == "red")
    #expect(!cell.isRun)
  }

  @Test func aFenceEndsAtOneAsLongOfItsOwnMark() throws {
    #expect(try sources("````hone\n```\n~~~~\n````x\n   `````  \nprose\n") == ["```\n~~~~\n````x"])
    #expect(try sources("~~~hone\n```\n~~~\n") == ["```"])
  }

  @Test func indentationOfTheFenceIsTakenOffItsLines() throws {
    #expect(try sources("  ```hone\n  if x:\n      y\n z\n  ```\n") == ["if x:\n    y\nz"])
  }

  @Test func lineEndsOfAnyKindSeparateLines() throws {
    #expect(try sources("```hone\r\na\r\nb\r\n```\r\n") == ["a\nb"])
    #expect(try sources("```hone\ra\rb\r```\r") == ["a\nb"])
  }

  @Test func tabsInsideACellStay() throws {
    #expect(try sources("```hone\nif x:\n\ty\n```\n") == ["if x:\n\ty"])
    #expect(try sources("\t```hone\n\tx\n\t```\n") == [])
  }

  @Test func fencesInListsQuotesHTMLAndOtherFencesAreProse() throws {
    #expect(try sources("- item\n\n  ```hone\n  1\n  ```\n") == [])
    #expect(try sources("1. item\n   ```hone\n   1\n   ```\n") == [])
    #expect(try sources("- ```hone\n  1\n  ```\n") == [])
    #expect(try sources("> ```hone\n> 1\n> ```\n") == [])
    #expect(try sources("<!--\n```hone\n1\n```\n-->\n") == [])
    #expect(try sources("<details>\n```hone\n1\n```\n</details>\n") == [])
    #expect(try sources("<pre>\n\n```hone\n1\n```\n</pre>\n") == [])
    #expect(try sources("````md\n```hone\n1\n```\n````\n") == [])
  }

  @Test func aListEndsWhereALineIsIndentedLess() throws {
    #expect(try sources("- item\n\n```hone\n1\n```\n") == ["1"])
    #expect(try sources("- item\n```hone\n1\n```\n") == ["1"])
    #expect(try sources("- item\nlazy\n  ```hone\n  1\n  ```\n") == [])
    #expect(try sources("- item\n# heading\n  ```hone\n  1\n  ```\n") == ["1"])
  }

  @Test func whatOnlyLooksLikeAListDoesNotHideACell() throws {
    #expect(try sources("* * *\n  ```hone\n  1\n  ```\n") == ["1"])
    #expect(try sources("a year:\n2024. was\n   ```hone\n   1\n   ```\n") == ["1"])
    #expect(try sources("-\n\n  ```hone\n  1\n  ```\n") == ["1"])
    #expect(try sources("-x\n  ```hone\n  1\n  ```\n") == ["1"])
  }

  @Test func afterABlankLineHTMLIsOver() throws {
    #expect(try sources("<details>\n<summary>more</summary>\n\n```hone\n1\n```\n\n</details>\n") == ["1"])
    #expect(try sources("<https://example.org>\n```hone\n1\n```\n") == ["1"])
    #expect(try sources("<!-- one line -->\n```hone\n1\n```\n") == ["1"])
  }

  @Test func aFileThatIsCutShortStillLoads() throws {
    let whole = "---\nhone: 1\n---\nText.\n```hone name=a\n1 + 1\n```\n```output of=a kind=result in=abcdef\n2\n```\n"
    for length in 0...whole.utf8.count {
      let bytes = Array(whole.utf8.prefix(length))
      #expect(try Notebook(bytes: bytes).replacing(outputs: [:], footer: nil) == bytes)
    }
    #expect(try sources("text\n```hone\n1 +") == ["1 +"])
  }

  @Test func outputsBelongToTheCellTheyNameOrFollow() throws {
    let notebook = try Notebook(
      """
      ```hone name=a
      1
      ```

      ```output kind=stdout
      printed
      ```
      ```output of=a kind=result in=123456
      1
      ```
      ```hone
      2
      ```
      Prose between.
      ```output of=a kind=result
      late
      ```
      ```output
      an example of the user's own
      ```
      ```output of=gone kind=result
      3
      ```
      """)
    #expect(notebook.cells.map { $0.outputs.map(\.text) } == [["printed", "1", "late"], []])
    #expect(notebook.orphans.map(\.text) == ["3"])
  }

  @Test func whatAnExampleWouldPrintIsProse() throws {
    let notebook = try Notebook("```hone noeval\nx\n```\n```output kind=result\n1\n```\n")
    #expect(notebook.cells[0].outputs.isEmpty && notebook.orphans.isEmpty)
  }

  @Test func binaryFilesAreRefusedInOneSentence() {
    let message = "this is not a notebook: it is not text in UTF-8."
    for bytes: [UInt8] in [[0x47, 0x47, 0x55, 0x46, 0], [0xFF, 0xFE, 0x41]] {
      let error = #expect(throws: NotebookError.self) { try Notebook(bytes: bytes) }
      #expect(error?.message == message)
    }
  }

  @Test func frontMatterIsCheckedAndKept() throws {
    #expect(
      try Notebook("---\nparams: {lr: 2e-4}\nmine: [1, 2]\n---\n").frontMatter?.text
        == "params: {lr: 2e-4}\nmine: [1, 2]\n")
    #expect(try Notebook("---\nNot a mapping\n---\n```hone\n1\n```\n").frontMatter == nil)
    #expect(try Notebook("---\nno end\n").frontMatter == nil)
    #expect(try Notebook("\u{FEFF}---\nhone: 1\n---\n").frontMatter?.text == "hone: 1\n")
  }

  @Test(arguments: [
    ("hone: 2\n", "the front matter says 'hone: 2'; this hone reads version 1."),
    ("a: b: c\n", "the front matter cannot be read: line 2: mapping values are not allowed in this context."),
    ("a: 1\na: 2\n", "the front matter cannot be read: a key is there twice."),
    (String(repeating: "[", count: 20_000) + "\n", "the front matter cannot be read: it is nested deeper than 32."),
    (String(repeating: "- ", count: 20_000) + "\n", "the front matter cannot be read: it is nested deeper than 32."),
    (String(repeating: "a: 1\n", count: 20_000), "the front matter cannot be read: it is longer than 64 kB."),
  ])
  func frontMatterThatCannotBeUsedIsNamed(text: String, message: String) throws {
    let notebook = try Notebook("---\n\(text)---\n")
    let error = #expect(throws: NotebookError.self) { try notebook.frontMatter?.check() }
    #expect(error?.message == message)
  }
}
