import HoneModel
import Testing

@Suite struct TokenizerTests {
  @Test func theMostUrgentPairMergesFirstAndThenTheLeftmost() throws {
    let tokenizer = try smallTokenizer(merges: ["b c", "a b", "a a"])
    #expect(tokenizer.encode("abc") == [97, 256])
    #expect(tokenizer.encode("ab") == [257])
    #expect(tokenizer.encode("aaa") == [258, 97])
  }

  @Test func aWordOfAnyLengthMergesAlike() throws {
    let tokenizer = try smallTokenizer(merges: ["a a", "aa aa", "aaaa aaaa", "b a"])
    for length in [1, 15, 16, 17, 63, 64, 65, 66, 1000, 1001] {
      let expected =
        [Int](repeating: 258, count: length / 8) + [Int](repeating: 257, count: length % 8 / 4)
        + [Int](repeating: 256, count: length % 4 / 2) + [Int](repeating: 97, count: length % 2)
      #expect(tokenizer.encode(String(repeating: "a", count: length)) == expected, "\(length) letters")
    }
  }

  @Test(.timeLimit(.minutes(1))) func aWordOfFourMegabytesIsNotQuadratic() throws {
    let tokenizer = try smallTokenizer(merges: ["a b", "ab ab"])
    let tokens = tokenizer.encode(String(repeating: "ab", count: 2_000_000))
    #expect(tokens == [Int](repeating: 257, count: 1_000_000))
  }

  @Test func numbersStandAloneForSmollmAndTogetherForGPT2() throws {
    let merges = ["Ġ 1", "1 2", "Ġ Ġ"]
    let smollm = try smallTokenizer(merges: merges, preTokenizer: "smollm")
    let gpt2 = try smallTokenizer(merges: merges)
    #expect(smollm.encode("  12") == [258, 49, 50])
    #expect(gpt2.encode("  12") == [32, 256, 50])
    #expect(gpt2.encode("12") == [257])
  }

  @Test func contractionsWordsAndRunsOfSpacesAreCutAsGPT2Does() throws {
    let tokenizer = try smallTokenizer(merges: ["' s", "Ġ t", "s t", "Ġ Ġ", "Ċ Ċ", "! !", "Ġ !"])
    #expect(tokenizer.encode("'st") == [256, 116])
    #expect(tokenizer.encode("   t") == [259, 257])
    #expect(tokenizer.encode("\n\nt\n\n") == [10, 10, 116, 260])
    #expect(tokenizer.encode(" !!") == [32, 261])
    #expect(tokenizer.encode("!'s") == [33, 39, 115])
  }

  @Test func wholeTokensAreRecognisedTheLongestFirst() throws {
    let tokenizer = try smallTokenizer(merges: ["< >"], whole: ["<x>", "<x>>", "é!"])
    #expect(tokenizer.encode("a<x>>b<x>") == [97, 258, 98, 257])
    #expect(tokenizer.encode("<>") == [256])
    #expect(tokenizer.encode("éé!") == [0xC3, 0xA9, 259])
    #expect(tokenizer.decode([97, 258, 259]) == "a<x>>é!")
    #expect(tokenizer.encode("") == [])
  }

  @Test func everyScalarSurvivesEncodingAndDecoding() throws {
    let tokenizer = try smallTokenizer(merges: ["Ã ©", "Ġ Ã"], preTokenizer: "smollm")
    let text = "a\0é ٣日本\u{301}👩‍💻\r\n\t\u{A0}\u{10FFFF}'ll  end "
    #expect(tokenizer.decode(tokenizer.encode(text)) == text)
    #expect(tokenizer.bytes(of: 256) == [0xC3, 0xA9])
    #expect(tokenizer.decode([0xC3]) == "\u{FFFD}")
  }

  @Test func aByteWithoutATokenIsLeftOut() throws {
    let tokenizer = try smallTokenizer(merges: ["a b"], without: [4])
    #expect(tokenizer.encode("a\u{4}b") == [97, 98])
    #expect(tokenizer.encode("x\u{4}") == [120])
  }

  @Test func severalThreadsGetTheSameTokens() async throws {
    let tokenizer = try smallTokenizer(merges: ["a b", "ab ab", "Ġ ab"])
    let text = String(repeating: "ab abab ba ", count: 2000)
    let expected = try smallTokenizer(merges: ["a b", "ab ab", "Ġ ab"]).encode(text)
    await withTaskGroup(of: [Int].self) { group in
      for _ in 0..<8 { group.addTask { tokenizer.encode(text) } }
      for await tokens in group { #expect(tokens == expected) }
    }
  }
}

@Suite struct VocabularyOfAFileTests {
  @Test func anUnknownPreTokenizerNamesTheKnownOnes() {
    let error = #expect(throws: TokenizerError.self) { try smallTokenizer(preTokenizer: "smolm") }
    #expect(
      error?.message
        == "the model's file asks for the pre-tokenizer 'smolm'; hone knows smollm, gpt-2, llama-bpe, qwen2.")
    #expect(error?.hint == "did you mean 'smollm'?")
  }

  @Test func countsAndNumbersThatDoNotFitAreRefused() {
    func refused(_ types: [Int], _ end: Int?, _ tokens: [String] = ["a", "b"]) -> String? {
      let error = #expect(throws: TokenizerError.self) {
        try Tokenizer(
          vocabulary: Vocabulary(tokens: tokens, tokenTypes: types, merges: [], preTokenizer: "gpt-2", end: end))
      }
      return error?.message
    }
    #expect(refused([1, 1], nil, []) == "the model's file has no tokens in its vocabulary.")
    #expect(
      refused([1], nil) == "the model's vocabulary has 2 tokens and 1 token types; there must be as many of each.")
    #expect(refused([], 2) == "the model's end token is 2, and its vocabulary has the tokens 0...1.")
    #expect(refused([], -1) == "the model's end token is -1, and its vocabulary has the tokens 0...1.")
  }

  @Test func mergesAndTokensThatMakeNoSenseNeverApply() throws {
    var vocabulary = smallVocabulary(merges: ["a b"], whole: [""])
    vocabulary.merges = PackedStrings(["", " ", "a", "a ", " b", "a b c", "zz zz", "a c", "a b", "a b"])
    let broken: [UInt8] = [0x80]
    broken.withUnsafeBytes { vocabulary.tokens.append($0) }
    vocabulary.tokenTypes.append(.control)
    let tokenizer = try Tokenizer(vocabulary: vocabulary)
    #expect(tokenizer.encode("abacé") == [256, 97, 99, 0xC3, 0xA9])
    #expect(tokenizer.bytes(of: 258) == [0x80])
  }

  @Test func ofTwoTokensSpeltAlikeTheFirstIsUsed() throws {
    let vocabulary = Vocabulary(tokens: ["a", "b", "a"], tokenTypes: [], merges: [], preTokenizer: "smollm")
    #expect(try Tokenizer(vocabulary: vocabulary).encode("aba") == [0, 1, 0])
  }
}

@Suite struct StreamingDecoderTests {
  @Test func onlyWholeScalarsAreGiven() throws {
    var decoder = StreamingDecoder(try smallTokenizer())
    let steps = Array("é😀x".utf8).map { decoder.append(Int($0)) }
    #expect(steps == ["", "é", "", "", "", "😀", "x"])
    #expect(decoder.finish() == "")
  }

  @Test(arguments: [
    [0x61, 0xC3], [0xC3, 0x61], [0xF0, 0x9F, 0x98], [0xFF, 0xFE, 0x61], [0x80, 0x80, 0x80, 0x80, 0x80],
    [0xE2, 0x82, 0xE2],
    [0xF0, 0x9F, 0xC3, 0xA9], [0xE0, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80, 0x80], [0xED, 0xA0, 0x80, 0x41],
  ])
  func brokenBytesReadAsWhenDecodedAtOnce(ids: [Int]) throws {
    let tokenizer = try smallTokenizer()
    var decoder = StreamingDecoder(tokenizer)
    let streamed = ids.map { decoder.append($0) }.joined() + decoder.finish()
    #expect(streamed == tokenizer.decode(ids))
  }
}
