import HoneModel
import HoneTestSupport
import Testing

/// Token ids and decoded texts equal those of `tokenizers` and `sentencepiece`, on a few hundred awkward texts.
@Suite struct TokenizerReferenceTests {
  private let texts: [String]

  init() throws { texts = try TokenizerFixture.texts() }

  @Test(arguments: ["llama3", "qwen2", "prepend", "legacy", "gemma", "metaspace"])
  func aTokenizerFileGivesTheTokensOfItsOwnLibrary(name: String) throws {
    let fixture = try TokenizerFixture.read(name)
    let tokenizer = try Tokenizer(vocabulary: fixture.vocabulary())
    #expect(texts.count >= 300 && fixture.ids.count == texts.count)
    for (text, ids) in zip(texts, fixture.ids) {
      #expect(tokenizer.encode(text) == ids, "\(text.debugDescription)")
    }
  }

  @Test(arguments: ["llama3", "qwen2", "legacy", "gemma", "metaspace"])
  func whatAFileEncodesIsDecodedAsByItsOwnLibrary(name: String) throws {
    let fixture = try TokenizerFixture.read(name)
    let tokenizer = try Tokenizer(vocabulary: fixture.vocabulary())
    for (text, (ids, decoded)) in zip(texts, zip(fixture.ids, fixture.decoded)) {
      expectSame(tokenizer.decode(ids), decoded ?? text, name)
      expectSame(streamed(tokenizer, ids), decoded ?? text, name)
    }
  }

  @Test func scoredPiecesGiveTheTokensOfSentencePiece() throws {
    let fixture = try TokenizerFixture.read("sentencepiece")
    let tokenizer = try Tokenizer(vocabulary: fixture.scoredVocabulary(prefix: .each))
    var compared = 0
    for (text, (ids, decoded)) in zip(texts, zip(fixture.ids, fixture.decoded))
    where !["<s>", "</s>", "<unk>"].contains(where: text.contains) {
      // SentencePiece does not look for control pieces in texts, so texts without them are compared.
      #expect(tokenizer.encode(text) == ids, "\(text.debugDescription)")
      expectSame(tokenizer.decode(ids), decoded ?? text, "sentencepiece")
      compared += 1
    }
    #expect(compared >= 290)
  }

  /// Where a prefix was added it is taken away, after whole tokens too: more than the libraries do, which lose or add spaces there.
  @Test(arguments: ["prepend", "sentencepiece"]) func everyTextComesBackFromPrefixedTokens(name: String) throws {
    let fixture = try TokenizerFixture.read(name)
    let vocabulary = try fixture.file == nil ? fixture.scoredVocabulary(prefix: .each) : fixture.vocabulary()
    let tokenizer = try Tokenizer(vocabulary: vocabulary)
    for text in texts {
      let ids = tokenizer.encode(text), shown = text.replacing("\u{2581}", with: " ")
      expectSame(tokenizer.decode(ids), shown, name)
      expectSame(streamed(tokenizer, ids), shown, name)
    }
  }

  /// By llama.cpp from GGUF files: it looks for control tokens in SentencePiece's texts too, and composes nothing.
  @Test(arguments: ["sentencepiece", "llama3", "qwen2"])
  func aGGUFFileGivesTheTokensOfLlamaCpp(name: String) throws {
    let fixture = try TokenizerFixture.read(name)
    let different: [String: [String: [Int]]] = try HoneTestSupport.fixture("tokenizer-llama-cpp", in: .module)
    let others = try #require(different[name])
    let folder = try TemporaryFolder()
    let path = try folder.write(fixture.gguf(named: name).file, to: "vocabulary.gguf")
    let tokenizer = try Tokenizer(vocabulary: Vocabulary(GGUF(path: path)))
    #expect(others.isEmpty == (name == "llama3"))
    for (index, text) in texts.enumerated() {
      #expect(tokenizer.encode(text) == others["\(index)"] ?? fixture.ids[index], "\(text.debugDescription)")
    }
  }
}
