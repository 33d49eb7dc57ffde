import HoneTerminal
import Testing

@Suite struct WordWrapTests {
  @Test func linesBreakBetweenWords() {
    #expect(WordWrap.text("one two three four", columns: 9) == "one two\nthree\nfour")
    #expect(WordWrap.text("short\nlines stay", columns: 20) == "short\nlines stay")
  }

  @Test func aWordThatIsTooLongIsLeftToTheTerminal() {
    #expect(WordWrap.text("see /a/very/long/path now", columns: 10) == "see\n/a/very/long/path\nnow")
  }

  @Test func aSecondColumnKeepsItsPlace() {
    #expect(
      WordWrap.text("  rank=8  an int of the low-rank change that is made", columns: 40)
        == "  rank=8  an int of the low-rank change\n          that is made")
  }

  @Test func whatStandsBeforeTheTextCounts() {
    #expect(WordWrap.text("accuracy 0.8", columns: 14, after: 8) == "\naccuracy 0.8")
    #expect(WordWrap.text("loss 0.8 then", columns: 14, after: 8) == "loss\n0.8 then")
  }

  @Test func excerptsStayAsTheyAre() {
    let excerpt = "In[9], line 1\n1 | model.finetune(rank=8, epochs=1)\n  |       ^^^^^^^^"
    #expect(WordWrap.text(excerpt, columns: 16) == excerpt)
  }

  @Test func wideCharactersTakeTwoColumns() {
    #expect(WordWrap.text("映画 映画 映画", columns: 10) == "映画 映画\n映画")
  }

  @Test func noWidthIsTooSmall() {
    for columns in 0...30 { _ = WordWrap.text("  name  a text that is long enough to wrap", columns: columns) }
  }
}

@Suite struct StreamWrapTests {
  private func sent(_ pieces: [String], columns: Int) -> String {
    var wrap = StreamWrap(columns: columns)
    return pieces.map { wrap.add($0) }.joined()
  }

  @Test func aWordThatDoesNotFitMovesToTheNextLine() {
    #expect(sent(["one two thr", "ee"], columns: 12) == "one two thr\u{1B}[3D\u{1B}[K\nthree")
  }

  @Test func aSpaceAtTheEdgeBecomesTheLineBreak() {
    #expect(sent(["one two", " three"], columns: 8) == "one two\nthree")
  }

  @Test func aWordLongerThanTheLineIsCut() { #expect(sent(["abcdefgh"], columns: 5) == "abcd\nefgh") }

  @Test func newlinesStartAgain() { #expect(sent(["one\ntwo ", "six"], columns: 9) == "one\ntwo six") }
}
