import HoneModel
import Testing

/// Text on its way out. Every byte is a token, "ab" and "cd" are tokens 256 and 257.
struct StreamedTextTests {
  private func streamed(_ tokens: [Int], stops: [String]) throws -> (parts: [String], text: String, stopped: Bool) {
    var output = StreamedText(try smallTokenizer(merges: ["a b", "c d"]), stops: stops)
    var parts: [String] = []
    for token in tokens where !output.stopped { parts.append(output.append(token)) }
    parts.append(output.finish())
    #expect(parts.joined() == output.text)
    return (parts, output.text, output.stopped)
  }

  private func bytes(_ text: String) -> [Int] { text.utf8.map(Int.init) }

  @Test func aStopTextAcrossTokensIsNeverShown() throws {
    let result = try streamed(bytes("x") + [256, 257] + bytes("y"), stops: ["bc"])
    #expect(result.parts == ["x", "a", "", ""] && result.text == "xa" && result.stopped)
  }

  @Test func whatOnlyBeganLikeAStopTextIsShownLater() throws {
    let result = try streamed(bytes("<en><end>z"), stops: ["<end>"])
    #expect(result.parts == ["", "", "", "<en>", "", "", "", "", "", ""] && result.stopped)
    #expect(try streamed(bytes("a<en"), stops: ["<end>"]).parts == ["a", "", "", "", "<en"])
    #expect(try streamed(bytes("aaab"), stops: ["aab"]).text == "a")
  }

  @Test func theEarliestOfSeveralStopTextsEndsTheText() throws {
    #expect(try streamed(bytes("one two"), stops: ["two", "e t", " "]).text == "one")
    #expect(try streamed([97, 257, 256], stops: ["dab", "cd"]).text == "a")
    #expect(try streamed(bytes("abc"), stops: ["", "c"]).text == "ab")
    #expect(try streamed(bytes("abc"), stops: []).stopped == false)
  }

  @Test func stopTextsAndScalarsOfManyBytesStayWhole() throws {
    let result = try streamed(bytes("é日é本"), stops: ["é本"])
    #expect(result.text == "é日" && result.parts.joined() == "é日")
    #expect(!result.parts.joined().contains("\u{FFFD}"))
    #expect(try streamed([0xC3], stops: ["x"]).parts == ["", "\u{FFFD}"])
  }

  /// Whatever the tokens, what is shown is what stands before the first stop text.
  @Test func everyCutOfATextGivesTheSame() throws {
    let text = "abcdabcabcd", expected = "abcda"
    let tokenizer = try smallTokenizer(merges: ["a b", "c d"])
    for bits in 0..<1 << 4 {
      var tokens: [Int] = [], pair = 0, at = 0
      let characters = Array(text.utf8).map(Int.init)
      while at < characters.count {
        let isPair =
          at + 1 < characters.count && [[97, 98], [99, 100]].contains([characters[at], characters[at + 1]])
        if isPair, bits >> (pair % 4) & 1 == 1 {
          tokens.append(characters[at] == 97 ? 256 : 257)
          at += 2
        } else {
          tokens.append(characters[at])
          at += 1
        }
        if isPair { pair += 1 }
      }
      #expect(tokenizer.decode(tokens) == text)
      #expect(try streamed(tokens, stops: ["bcab"]).text == expected)
    }
  }
}
