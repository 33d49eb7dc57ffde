import HoneTerminal
import Testing

/// What keys do to a cell of several lines. `|` is the cursor.
@Suite struct EditBufferTests {
  private func buffer(_ marked: String) -> EditBuffer {
    let scalars = Array(marked.unicodeScalars)
    let cursor = scalars.firstIndex(of: "|") ?? scalars.count
    return EditBuffer(Array(scalars[..<cursor] + scalars[cursor...].dropFirst()), cursor: cursor)
  }

  /// The text after a step, with the cursor marked.
  private func after(_ step: (EditBuffer) -> EditBuffer.Step?, _ marked: String) -> String {
    var buffer = buffer(marked)
    let step = step(buffer)
    switch step {
    case .move(let distance): buffer.cursor += distance
    case .delete(let count):
      buffer.cursor -= max(0, count)
      buffer.scalars.removeSubrange(buffer.cursor..<buffer.cursor + abs(count))
    case .insert(let text):
      buffer.scalars.insert(contentsOf: text.unicodeScalars, at: buffer.cursor)
      buffer.cursor += text.unicodeScalars.count
    default: return step.map { "\($0)" } ?? "nil"
    }
    buffer.scalars.insert("|", at: buffer.cursor)
    return buffer.source
  }

  @Test func enterRunsAWholeCellFromItsLastLine() {
    #expect(after({ $0.enter(isWhole: true, indent: 0) }, "1 +| 1") == "submit")
    #expect(after({ $0.enter(isWhole: false, indent: 4) }, "if x:|") == "if x:\n    |")
    #expect(after({ $0.enter(isWhole: true, indent: 0) }, "a|\nb") == "a\n|\nb")
  }

  @Test(arguments: [
    ("ab|", "a|"), ("|ab", "|ab"), ("a\n    |b", "a\n|b"), ("a\n      |b", "a\n    |b"), ("a\n|b", "a|b"),
    ("a\n  |b", "a\n|b"), ("a\nb |", "a\nb|"), ("x👩‍👧|", "x|"), ("xe\u{301}|", "x|"),
  ])
  func backspaceGoesBackACharacterOrALevel(before: String, expected: String) {
    #expect(after({ $0.backspace() }, before) == expected)
  }

  @Test func deleteTakesAWholeCharacterAndLeavesWithoutAny() {
    #expect(after({ $0.delete() }, "|👩‍👧x") == "|x")
    #expect(after({ $0.delete() }, "x|") == "x|")
    #expect(after({ $0.delete() }, "|") == "leave")
  }

  @Test(arguments: [
    ("|", "    |"), ("  |", "    |"), ("a\n|", "a\n    |"), ("a\n |b", "a\n    |b"), ("a|", "nil"),
  ])
  func tabIndentsBeforeText(before: String, expected: String) {
    #expect(after({ $0.indentation() }, before) == expected)
  }

  @Test func leftAndRightStepOverCharacters() {
    #expect(after({ $0.left() }, "é\n|b") == "é|\nb")
    #expect(after({ $0.right() }, "|👩‍👧b") == "👩‍👧|b")
    #expect(after({ $0.left() }, "👩‍👧|b") == "|👩‍👧b")
    #expect(after({ $0.left() }, "|a") == "|a")
    #expect(after({ $0.right() }, "a|") == "a|")
  }

  @Test func homeAndEndStayInTheLine() {
    #expect(after({ $0.home() }, "a\nb|c\nd") == "a\n|bc\nd")
    #expect(after({ $0.end() }, "a\nb|c\nd") == "a\nbc|\nd")
  }

  @Test func upAndDownKeepTheColumnAndThenGoThroughTheHistory() {
    #expect(after({ $0.up() }, "漢字語\nde|f") == "漢字|語\ndef")
    #expect(after({ $0.down() }, "ab|c\nd") == "abc\nd|")
    #expect(after({ $0.up() }, "abc|") == "historyBack")
    #expect(after({ $0.down() }, "abc\nd|") == "historyForward")
  }

  @Test func killsStayInTheLineOrTakeItsEnd() {
    #expect(after({ $0.killToEnd() }, "a|b\nc") == "a|\nc")
    #expect(after({ $0.killToEnd() }, "a|\nc") == "a|c")
    #expect(after({ $0.killToStart() }, "a\nbc|d") == "a\n|d")
    #expect(after({ $0.killWord() }, "a| = b_1(x)") == "a|(x)")
    #expect(after({ $0.killWordBack() }, "f(b_1) |+ x") == "f(|+ x")
    #expect(buffer("ab|c").deleted(by: 2) == "ab" && buffer("ab|c").deleted(by: -1) == "c")
  }
}

@Suite struct PastedTextTests {
  @Test func lineEndsAreOneAndControlCharactersGone() {
    #expect(PastedText.cleaned("def f():\r\n\treturn 1\r\n\r\n") == "def f():\n\treturn 1")
    #expect(PastedText.cleaned("a\u{1B}[31mé漢👩‍👧\u{7F}\rb") == "a[31mé漢👩‍👧\nb")
  }

  @Test(arguments: [
    ">>> def f():\n...     return 1\n... \n>>> f()", "In [3]: def f():\n   ...:     return 1\n   ...: \nIn [12]: f()",
  ])
  func promptsAreDroppedWhereAllLinesHaveThem(text: String) {
    #expect(PastedText.cleaned(text) == "def f():\n    return 1\n\nf()")
  }

  @Test(arguments: [">>> f()\n1", "x = [\n...\n]", "...", "f()\n>>> g()"])
  func otherTextStays(text: String) { #expect(PastedText.cleaned(text) == text) }

  @Test func commonIndentationIsDropped() {
    #expect(PastedText.cleaned("    if x:\n\n        y\n") == "if x:\n\n    y")
    #expect(PastedText.cleaned("  a\nb") == "  a\nb")
  }
}

@Suite struct RecallTests {
  private let cells = ["alpha = 1", "beta = 2", "all(x)", "beta"]

  @Test func aPrefixFindsOnlyCellsThatBeginWithIt() {
    let typed = EditBuffer("al")
    var way = Recall(cells, from: typed)
    #expect(way.go(-1, from: typed)?.source == "all(x)")
    #expect(way.go(-1, from: EditBuffer("all(x)"))?.source == "alpha = 1")
    #expect(way.go(-1, from: EditBuffer("alpha = 1")) == nil)
    #expect(way.go(1, from: EditBuffer("alpha = 10"))?.source == "all(x)")
    #expect(way.go(1, from: EditBuffer("all(x)"))?.source == "al")
    #expect(way.go(1, from: typed) == nil)
  }

  @Test func whatWasChangedOnTheWayIsKept() {
    var way = Recall(cells, from: EditBuffer(""))
    let first = way.go(-1, from: EditBuffer(""))
    #expect(first?.source == "beta" && first.map { way.isOn($0) } == true && !way.isOn(EditBuffer("x")))
    #expect(way.go(-1, from: EditBuffer("beta changed"))?.source == "all(x)")
    #expect(way.go(1, from: EditBuffer("all(x)"))?.source == "beta changed")
  }

  @Test func searchGoesBackAndForthAndSaysWhenItFails() {
    var search = CellSearch(cells, isBackward: true)
    #expect(search.line == "I-search backward: " && search.found == nil)
    "eta".unicodeScalars.forEach { search.type($0) }
    #expect(search.found == EditBuffer("beta", cursor: 1))
    search.again(isBackward: true)
    #expect(search.found?.source == "beta = 2")
    search.again(isBackward: true)
    #expect(search.line == "failing I-search backward: eta" && search.found?.source == "beta = 2")
    search.again(isBackward: false)
    #expect(search.line == "I-search: eta" && search.found?.source == "beta")
    var none = CellSearch([], isBackward: false)
    none.type("x")
    none.again(isBackward: true)
    #expect(none.found == nil)
  }
}

@Suite struct CellRowsTests {
  private let prompt = CellRows.Row(text: "> ", width: 2)

  private func rows(_ text: String, cursor: Int? = nil) -> CellRows {
    CellRows(EditBuffer(text, cursor: cursor), prompt: prompt, continuation: ". ", columns: 6)
  }

  @Test func wideCharactersAreNotCutByTheEdge() {
    #expect(rows("a漢字").rows.map(\.text) == ["> a漢", "  字"])
    #expect(rows("漢字").rows.map(\.text) == ["> 漢字", "  "] && rows("漢字").cursorRow == 1)
    #expect(rows("漢字", cursor: 1).beforeCursor == CellRows.Row(text: "> 漢", width: 4))
  }

  @Test func marksStayWithTheirLetters() {
    #expect(rows("abcde\u{301}f").rows.map(\.text) == ["> abcd", "  e\u{301}f"])
  }

  @Test func furtherLinesHaveAPromptOfTheirOwn() {
    #expect(rows("a\n\tb\u{1}").rows.map(\.text) == ["> a", ".     ", "  b^A"])
  }
}
