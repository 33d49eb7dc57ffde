import HoneTerminal
import Testing

/// What keys do to a cell of several lines behind a prompt of four columns. `|` is the cursor.
@Suite struct EditBufferTests {
  private func buffer(_ marked: String) -> EditBuffer {
    let parts = marked.split(separator: "|", omittingEmptySubsequences: false)
    return EditBuffer(parts.joined(), cursor: parts[0].unicodeScalars.count, margin: 4)
  }

  /// The text after a step, with the cursor marked.
  private func after(_ step: EditBuffer.Step?, _ buffer: EditBuffer) -> String {
    var buffer = buffer
    switch step {
    case .move(let distance): buffer.cursor += distance
    case .delete(let count):
      buffer.scalars.removeSubrange((buffer.cursor - count)..<buffer.cursor)
      buffer.cursor -= count
    case .insert(let text):
      buffer.scalars.insert(contentsOf: text.unicodeScalars, at: buffer.cursor)
      buffer.cursor += text.unicodeScalars.count
    default: return step.map { "\($0)" } ?? "nil"
    }
    buffer.scalars.insert("|", at: buffer.cursor)
    return String(String.UnicodeScalarView(buffer.scalars))
  }

  @Test func theMarginIsNoPartOfTheSource() {
    #expect(buffer("if x:\n        y\n    z|").source == "if x:\n    y\nz")
    #expect(buffer("if x:\n        y|y\n    z").sourceBeforeCursor == "if x:\n    y")
    #expect(buffer("a\n  b|").source == "a\nb")
    for source in ["", "a", "a\n\n  b\n", "\n"] {
      #expect(EditBuffer.removingMargin(4, from: EditBuffer.addingMargin(4, to: source)) == source)
    }
  }

  @Test func enterRunsAWholeCellFromItsLastLine() {
    #expect(buffer("1 +| 1").enter(isWhole: true, indent: 0) == .submit)
    #expect(after(buffer("if x:|").enter(isWhole: false, indent: 4), buffer("if x:|")) == "if x:\n        |")
    let above = buffer("a|\n    b")
    #expect(after(above.enter(isWhole: true, indent: 0), above) == "a\n    |\n    b")
  }

  @Test(arguments: [
    ("ab|", "a|"), ("|ab", "|ab"), ("a\n        |b", "a\n    |b"), ("a\n          |b", "a\n        |b"),
    ("a\n    |b", "a|b"), ("a\n  |b", "a|b"), ("a\n    b |", "a\n    b|"), ("    |x", "|x"),
  ])
  func backspaceGoesBackALevelOrALine(before: String, expected: String) {
    #expect(after(buffer(before).backspace(), buffer(before)) == expected)
  }

  @Test(arguments: [
    ("|", "    |"), ("  |", "    |"), ("a\n    |", "a\n        |"), ("a\n     |b", "a\n        |b"), ("a|", "nil"),
  ])
  func tabIndentsBeforeText(before: String, expected: String) {
    #expect(after(buffer(before).indentation(), buffer(before)) == expected)
  }

  @Test func leftAndRightStepOverTheMargin() {
    #expect(after(buffer("é\n    |b").left(), buffer("é\n    |b")) == "é|\n    b")
    #expect(after(buffer("é|\n    b").right(), buffer("é|\n    b")) == "é\n    |b")
    #expect(after(buffer("|a").left(), buffer("|a")) == "|a")
    #expect(after(buffer("a|").right(), buffer("a|")) == "a|")
  }

  @Test func homeAndEndStayInTheLine() {
    #expect(after(buffer("a\n    b|c\n    d").home(), buffer("a\n    b|c\n    d")) == "a\n    |bc\n    d")
    #expect(after(buffer("a\n    b|c\n    d").end(), buffer("a\n    b|c\n    d")) == "a\n    bc|\n    d")
  }

  @Test func upAndDownKeepTheColumnAndThenGoThroughTheHistory() {
    #expect(after(buffer("abc\n    de|f").up(), buffer("abc\n    de|f")) == "ab|c\n    def")
    #expect(after(buffer("ab|c\n    d").down(), buffer("ab|c\n    d")) == "abc\n    d|")
    #expect(buffer("abc|").up() == .historyBack)
    #expect(buffer("abc\n    d|").down() == .historyForward)
  }

  @Test func pastedTextGetsTheMarginAndLosesControlCharacters() {
    let empty = buffer("|")
    #expect(empty.pasted("def f():\r\n\treturn 1\r\n\r\n") == .insert("def f():\n    \treturn 1"))
    #expect(empty.pasted("a\u{1B}[31mé漢😀\u{7F}\rb") == .insert("a[31mé漢😀\n    b"))
  }
}
