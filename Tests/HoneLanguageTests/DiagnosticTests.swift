import HoneLanguage
import Testing

@Suite struct DiagnosticTests {
  private func rendered(_ source: String, name: String = "In[1]") -> String {
    do throws(Diagnostic) {
      _ = try Parser.parse(source)
      return "accepted"
    } catch {
      return error.rendered(in: source, name: name)
    }
  }

  /// Each source of `messages.txt` and, below five dashes, the whole of what is shown.
  @Test func everyRefusalReadsAsRecorded() throws {
    let cases = try Reference.snippets("messages.txt")
    #expect(cases.count > 200)
    for text in cases {
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let dashes = try #require(lines.lastIndex(of: "-----"))
      let source = lines[..<dashes].joined(separator: "\n")
      #expect(rendered(source) == lines[(dashes + 1)...].joined(separator: "\n"))
    }
  }

  @Test func theCaretStandsUnderWideCharacters() {
    #expect(
      rendered("変数 = '😀' b") == """
        In[1], line 1
        1 | 変数 = '😀' b
          |             ^
        SyntaxError: unexpected 'b'; expected an operator, ';' or the end of the line.
        """)
    #expect(
      rendered("x = '👩‍👩‍👧e\u{301}' 1") == """
        In[1], line 1
        1 | x = '👩‍👩‍👧e\u{301}' 1
          |           ^
        SyntaxError: unexpected '1'; expected an operator, ';' or the end of the line.
        """)
  }

  @Test func tabsAndControlCharactersAreShownInColumns() {
    #expect(
      rendered("if x:\n\ta\tb", name: "run.hone") == """
        run.hone, line 2
        2 |     a   b
          |         ^
        SyntaxError: unexpected 'b'; expected an operator, ';' or the end of the line.
        """)
    #expect(
      rendered("'\u{1B}[31m' a") == """
        In[1], line 1
        1 | '␛[31m' a
          |         ^
        SyntaxError: unexpected 'a'; expected an operator, ';' or the end of the line.
        """)
  }

  @Test func longLinesAreCutAroundTheCaret() {
    let source = String(repeating: "1 + ", count: 60) + "1 bb " + String(repeating: "+ 1", count: 50_000)
    #expect(
      rendered(source) == """
        In[1], line 1
        1 | …\(String(repeating: " 1 +", count: 18)) 1 bb \(String(repeating: "+ 1", count: 7))+…
          | \(String(repeating: " ", count: 76))^^
        SyntaxError: unexpected 'bb'; expected an operator, ';' or the end of the line.
        """)
  }

  @Test func anExcerptFitsANarrowTerminal() {
    let diagnostic = Diagnostic(kind: "ValueError", message: "no", range: SourceRange(60, 64))
    let source = "\n\n" + String(repeating: "1 + ", count: 60)
    #expect(
      diagnostic.rendered(in: source, name: "In[2]", columns: 40) == """
        In[2], line 3
        3 | …+ 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 +…
          |                          ^^^^
        ValueError: no
        """)
    for columns in 30...80 {
      let lines = diagnostic.rendered(in: source, name: "In[2]", columns: columns).split(separator: "\n")
      #expect(lines.allSatisfy { $0.count < columns }, "\(columns) columns")
      // The same characters stand over the carets, however wide the terminal.
      let indent = lines[2].prefix { $0 != "^" }.count
      #expect(lines[1].dropFirst(indent).prefix(4) == "+ 1 ")
    }
  }

  @Test func aRangeOverSeveralLinesIsMarkedOnItsFirst() {
    let diagnostic = Diagnostic(kind: "ValueError", message: "no", range: SourceRange(4, 11))
    #expect(
      diagnostic.rendered(in: "x = f(1,\n  2)\n", name: "In[2]") == """
        In[2], line 1
        1 | x = f(1,
          |     ^^^^
        ValueError: no
        """)
  }

  @Test func theFirstErrorOfTheSourceIsReported() {
    #expect(
      rendered("a b\n'unterminated") == """
        In[1], line 1
        1 | a b
          |   ^
        SyntaxError: unexpected 'b'; expected an operator, ';' or the end of the line.
        """)
  }

  @Test func anOpenBracketIsBlamedForTheLineBelowIt() {
    #expect(
      rendered("print(x\ny = 2") == """
        In[1], line 1
        1 | print(x
          |      ^
        SyntaxError: '(' was never closed.
        Hint: close it with ')'
        """)
  }
}
