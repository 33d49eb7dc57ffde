import Foundation
import HoneModel
import HoneTestSupport
import Testing

/// A vocabulary to follow by eye: 0 is <s>, 1...256 the bytes, then the pieces with their scores, then whole tokens.
private func smallPieces(
  _ pieces: [(String, Float)], whole: [String] = [], prefix: Vocabulary.SpacePrefix = .each
) -> Vocabulary {
  let bytes = (0..<256).map { String(format: "<0x%02X>", $0) }
  var vocabulary = Vocabulary(
    tokens: ["<s>"] + bytes + pieces.map(\.0) + whole,
    tokenTypes: [3] + bytes.map { _ in 6 } + pieces.map { _ in 1 } + whole.map { _ in 4 }, merges: [], preTokenizer: "",
    beginning: 0)
  vocabulary.scores = [0] + bytes.map { _ in 0 } + pieces.map(\.1) + whole.map { _ in 0 }
  vocabulary.scheme = .sentencePiece(prefix)
  return vocabulary
}

@Suite struct SentencePieceTests {
  private let letters: [(String, Float)] = [("▁", -10), ("a", -11), ("b", -12), ("c", -13)]  // 257...260

  private func tokenizer(
    _ pieces: [(String, Float)] = [], whole: [String] = [], prefix: Vocabulary.SpacePrefix = .none
  ) throws -> Tokenizer {
    try Tokenizer(vocabulary: smallPieces(letters + pieces, whole: whole, prefix: prefix))
  }

  @Test func thePairOfTheBestScoreMergesFirstAndThenTheLeftmost() throws {
    #expect(try tokenizer([("ab", -2), ("bc", -1)]).encode("abc") == [258, 262])
    #expect(try tokenizer([("ab", -1), ("bc", -2)]).encode("abc") == [261, 260])
    #expect(try tokenizer([("bc", -1), ("ab", -1)]).encode("abc") == [262, 260])
    #expect(try tokenizer([("bc", 0), ("ab", -0.0)]).encode("abc") == [262, 260])
    #expect(try tokenizer([("ab", 0.5), ("bc", 2)]).encode("abc") == [258, 262])
    let long = String(repeating: "abc", count: 30)
    #expect(try tokenizer([("bc", -1), ("ab", -1)]).encode(long) == (0..<30).flatMap { _ in [262, 260] })
  }

  @Test func aScalarWithoutAPieceIsItsBytes() throws {
    let tokenizer = try tokenizer()
    #expect(tokenizer.encode("aé\n") == [258, 1 + 0xC3, 1 + 0xA9, 1 + 0x0A])
    #expect(tokenizer.decode([1 + 0xC3, 1 + 0xA9, 258]) == "éa")
    var decoder = StreamingDecoder(tokenizer)
    #expect([1 + 0xC3, 1 + 0xA9, 258, 1 + 0xE2].map { decoder.append($0) } == ["", "é", "a", ""])
    #expect(decoder.finish() == "\u{FFFD}")
  }

  @Test func controlTokensAndBytesAreNotMadeByMerging() throws {
    var vocabulary = smallPieces(letters + [("<", 0), ("s", 0), (">", 0), ("<s", 0)])
    vocabulary.scheme = .sentencePiece(.none)
    vocabulary.normalizedTokens = [0]  // looked for after normalization, as before it
    #expect(try Tokenizer(vocabulary: vocabulary).encode("a<s>") == [258, 0])
    vocabulary.tokenTypes[0] = .unused  // not looked for at all
    #expect(try Tokenizer(vocabulary: vocabulary).encode("a<s>") == [258, 264, 263])
  }

  @Test func spacesArePutWhereThePrefixSaysAndTakenAwayAgain() throws {
    func both(_ prefix: Vocabulary.SpacePrefix, _ text: String) throws -> ([Int], String) {
      let tokenizer = try tokenizer([("▁a", -1)], whole: ["<x>"], prefix: prefix)
      let ids = tokenizer.encode(text)
      return (ids, tokenizer.decode(ids))
    }
    let text = "a b<x>a"
    #expect(try both(.none, text) == ([258, 257, 259, 262, 258], text))
    #expect(try both(.first, text) == ([261, 257, 259, 262, 258], text))
    #expect(try both(.each, text) == ([261, 257, 259, 262, 261], text))
    #expect(try both(.eachUnspaced, text) == ([261, 257, 259, 262, 261], text))
    #expect(try both(.each, " a<x> ") == ([257, 261, 262, 257, 257], " a<x> "))
    #expect(try both(.first, " a") == ([261], "a"))
    #expect(try both(.eachUnspaced, " a<x> a") == ([261, 262, 261], "a<x>a"))
    #expect(try both(.first, "<x>a") == ([262, 258], "<x>a"))
    #expect(try both(.each, "") == ([], ""))
  }

  @Test func whatContinuesATextKeepsItsSpace() throws {
    let tokenizer = try tokenizer([("▁a", -1)], prefix: .each)
    #expect(tokenizer.decode([261, 261]) == "a a")
    #expect(tokenizer.decode([261, 261], continuing: true) == " a a")
    var text = StreamedText(tokenizer, stops: [])
    #expect(text.append(261) + text.append(261) + text.finish() == " a a")
  }

  @Test func theBeginningIsPutBeforeATextThatDoesNotSpellIt() throws {
    var vocabulary = smallPieces(letters, prefix: .none)
    #expect(try Tokenizer(vocabulary: vocabulary).encodeFromBeginning("a") == [258])
    vocabulary.addsBeginning = true
    let tokenizer = try Tokenizer(vocabulary: vocabulary)
    #expect(tokenizer.encodeFromBeginning("a") == [0, 258])
    #expect(tokenizer.encodeFromBeginning("<s>a") == [0, 258])
    #expect(tokenizer.encodeFromBeginning("") == [0])
  }

  @Test(.timeLimit(.minutes(1))) func aMegabyteOfOneLetterIsNotQuadratic() throws {
    let tokenizer = try tokenizer([("aa", -1), ("aaaa", -2), ("aaaaaaaa", -3)])
    #expect(tokenizer.encode(String(repeating: "a", count: 1 << 20)) == [Int](repeating: 263, count: 1 << 17))
  }

  @Test func whatAFileLeavesOutIsAsLlamaCppHasIt() throws {
    let folder = try TemporaryFolder()
    func vocabulary(_ name: String, _ change: (inout GGUFWriter) -> Void = { _ in }) throws -> Vocabulary {
      var writer = try TokenizerFixture.read(name).gguf(named: name)
      change(&writer)
      return try Vocabulary(GGUF(path: folder.write(writer.file, to: "vocabulary.gguf")))
    }
    let pieces = try vocabulary("sentencepiece")
    #expect(pieces.scheme == .sentencePiece(.each) && pieces.addsBeginning)
    let gemma = try vocabulary("sentencepiece") {
      $0["tokenizer.ggml.add_space_prefix"] = .bool(false)
      $0["tokenizer.ggml.add_bos_token"] = .bool(false)
    }
    #expect(gemma.scheme == .sentencePiece(.none) && !gemma.addsBeginning)
    let llama3 = try vocabulary("llama3"), qwen2 = try vocabulary("qwen2")
    #expect(llama3.ignoresMerges && llama3.addsBeginning && !qwen2.ignoresMerges && !qwen2.addsBeginning)
    #expect(!(try vocabulary("llama3") { $0["tokenizer.ggml.add_bos_token"] = .bool(false) }).addsBeginning)
  }

  @Test func vocabulariesThatDoNotFitAreRefused() throws {
    func refusal(_ change: (inout Vocabulary) -> Void) -> String? {
      var vocabulary = smallPieces(letters)
      change(&vocabulary)
      return #expect(throws: TokenizerError.self) { try Tokenizer(vocabulary: vocabulary) }?.message
    }
    #expect(
      refusal { $0.scores.removeLast() }
        == "the model's vocabulary has 261 tokens and 260 scores; there must be as many of each.")
    #expect(
      refusal { $0.tokenTypes[7] = .ordinary }
        == "the model's vocabulary has 255 of the byte tokens <0x00>...<0xFF>; SentencePiece is read with all 256.")
    let unnamed = "the model's file does not name its pre-tokenizer; hone knows smollm, gpt-2, llama-bpe, qwen2."
    #expect(refusal { $0.scheme = .byteLevel } == unnamed)
    #expect(refusal { ($0.scheme, $0.preTokenizer) = (.byteLevel, "default") } == unnamed)
  }
}
