import Foundation
import HoneCore
import HoneModel
import HoneTestSupport
import Testing

@Suite struct HuggingFaceFolderTests {
  private let folder: TemporaryFolder
  /// A valid tokenizer.json to change.
  private let llama3: String
  private let prepend: String

  init() throws {
    folder = try TemporaryFolder()
    llama3 = try #require(try TokenizerFixture.read("llama3").file)
    prepend = try #require(try TokenizerFixture.read("prepend").file)
  }

  private func vocabulary(_ file: String, _ others: [String: String] = [:]) throws -> Vocabulary {
    _ = try folder.write(file, to: "tokenizer.json")
    for (name, text) in others { _ = try folder.write(text, to: name) }
    defer { for name in others.keys { try? FileManager.default.removeItem(atPath: folder.path(name)) } }
    return try Vocabulary(huggingFaceFolder: folder.root)
  }

  private func refusal(_ file: String, _ others: [String: String] = [:]) -> String? {
    do {
      _ = try Tokenizer(vocabulary: vocabulary(file, others))
      return nil
    } catch {
      return (error as? any UserFacingError)?.message.replacing(folder.root, with: "FOLDER")
    }
  }

  @Test func aFolderWithoutATokenizerFileIsRefused() throws {
    func error() -> TokenizerError? {
      #expect(throws: TokenizerError.self) { try Vocabulary(huggingFaceFolder: folder.root) }
    }
    #expect(error()?.message == "'\(folder.root)' has no tokenizer.json.")
    _ = try folder.write("x", to: "tokenizer.model")
    #expect(error()?.message == "'\(folder.root)' has no tokenizer.json, only SentencePiece's tokenizer.model.")
    #expect(error()?.hint == "save the model's tokenizer again with transformers, which writes tokenizer.json")
  }

  @Test func tokensHaveTheirKindsAndNumbers() throws {
    let vocabulary = try vocabulary(prepend)
    #expect(vocabulary.tokens.count == 1000 && vocabulary.merges.count > 300 && vocabulary.scores.isEmpty)
    #expect(vocabulary.tokenTypes[0...2] == [.control, .control, .control] && vocabulary.tokens.string(1) == "<s>")
    #expect(vocabulary.tokens.string(13) == "<0x0A>" && vocabulary.tokenTypes[13] == .byte)
    #expect(vocabulary.scheme == .sentencePiece(.each))
    let byteLevel = try self.vocabulary(llama3), start = try #require(byteLevel.beginning)
    #expect(byteLevel.scheme == .byteLevel && byteLevel.preTokenizer == "llama-bpe" && byteLevel.ignoresMerges)
    #expect(byteLevel.tokens.string(start) == "<|start|>" && byteLevel.addsBeginning)
    #expect(byteLevel.tokenTypes[byteLevel.tokens.count - 1] == .userDefined)
  }

  @Test func theSettingsNameTheBeginningAndTheEnd() throws {
    let start = try #require(try vocabulary(llama3).beginning)
    let settings = #"{"bos_token": {"content": "<|end|>"}, "eos_token": "<|end|>>", "add_bos_token": false}"#
    let stated = try vocabulary(llama3, ["tokenizer_config.json": settings])
    #expect(stated.beginning == start + 1 && stated.end == start + 2 && !stated.addsBeginning)
    #expect(try vocabulary(llama3, ["tokenizer_config.json": #"{"bos_token": null}"#]).beginning == start)
    #expect(try vocabulary(llama3).end == nil)
  }

  @Test func theEndIsTheGenerationSettingsOwnUnlessTheyAgree() throws {
    let start = try #require(try vocabulary(llama3).beginning)
    func end(_ ends: String, in name: String = "generation_config.json") throws -> Int? {
      let others = ["tokenizer_config.json": #"{"eos_token": "<|end|>"}"#, name: #"{"eos_token_id": \#(ends)}"#]
      return try vocabulary(llama3, others).end
    }
    #expect(try end("\(start)") == start)
    #expect(try end("[\(start + 2), \(start + 1)]") == start + 1)
    #expect(try end("[\(start + 2), \(start)]") == start + 2)
    #expect(try end("\(start)", in: "config.json") == start)
    #expect(try end("null") == start + 1)
    #expect(throws: TokenizerError.tokenOutsideVocabulary(role: "end", id: 5000, count: start + 5)) {
      try Tokenizer(
        vocabulary: vocabulary(llama3, ["generation_config.json": #"{"eos_token_id": 5000}"#]))
    }
  }

  @Test func aTokenThatTheSettingsNameMustExist() {
    #expect(
      refusal(llama3, ["tokenizer_config.json": #"{"eos_token": "<nope>"}"#])
        == "'FOLDER/tokenizer_config.json' names the eos_token '<nope>', which is no token of the vocabulary.")
  }

  @Test func stepsThatAreNotReadAreRefusedByName() {
    func refused(_ file: String, _ change: (String, String)...) -> String? {
      var file = file
      for (old, new) in change {
        #expect(file.contains(old))
        file = file.replacing(old, with: new, maxReplacements: 1)
      }
      return refusal(file)?.replacing("'FOLDER/tokenizer.json' ", with: "")
    }
    #expect(refused(llama3, (#""type":"BPE""#, #""type":"Unigram""#)) == "has the model 'Unigram'; hone reads 'BPE'.")
    #expect(
      refused(llama3, (#"{1,3}"#, "{1,2}"))?.hasPrefix(#"splits text by the pattern '(?i:'s|'t|"#) == true)
    #expect(
      refused(llama3, ("\"normalizer\":null", #""normalizer":{"type":"NFKC"}"#))
        == "has the normalizer 'NFKC'; hone reads 'NFC' or none with byte-level tokens.")
    #expect(
      refused(llama3, (#""add_prefix_space":false"#, #""add_prefix_space":true"#))
        == "has the pre_tokenizer 'Split', 'ByteLevel'; hone reads 'ByteLevel' without a prefix space, alone or after 'Split' or 'Digits'."
    )
    #expect(
      refused(llama3, (#""type":"TemplateProcessing""#, #""type":"RobertaProcessing""#))
        == "has the post_processor 'RobertaProcessing'; hone reads 'ByteLevel', and templates that put one token before a text."
    )
    #expect(
      refused(llama3, (#""lstrip":false"#, #""lstrip":true"#))
        == "has the added token '<|start|>' with 'lstrip'; hone reads added tokens that stand for themselves wherever they are."
    )
    #expect(
      refused(llama3, (#""unk_token":null"#, #""unk_token":"?""#), (#""!":0"#, #""!!!!!!!!!!":0"#))
        == "has the unk_token '?' and no token for 1 bytes; hone reads byte-level vocabularies with all 256, or without an unk_token."
    )
    #expect(
      refused(prepend, (#""byte_fallback":true"#, #""byte_fallback":false"#))
        == "has the model 'BPE' without byte_fallback, or with ignore_merges; hone reads SentencePiece's with byte_fallback and without ignore_merges."
    )
    #expect(
      refused(prepend, (#""type":"Prepend""#, #""type":"Lowercase""#))
        == "has the normalizer and pre_tokenizer 'Lowercase', 'Replace'; hone reads SentencePiece's 'Prepend' and 'Replace', or 'Metaspace'."
    )
    #expect(
      refused(prepend, (#""end_of_word_suffix":null"#, #""end_of_word_suffix":"</w>""#))
        == "has the end_of_word_suffix '</w>'; hone reads models without one.")
    #expect(
      refused(llama3, ("\"dropout\":null", "\"dropout\":0.1")) == "has the dropout 0.1; hone reads models without one.")
  }

  @Test func contradictionsAreRefused() {
    func refused(_ vocabulary: String, added: String = "") -> String? {
      refusal(
        #"{"added_tokens": [\#(added)], "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false}, "#
          + #""model": {"type": "BPE", "vocab": {\#(vocabulary)}, "merges": []}}"#)
    }
    #expect(refused(#""a": 0, "b": 1"#) == nil)
    #expect(refused("") == "the model's file has no tokens in its vocabulary.")
    #expect(
      refused(#""a": 1, "b": 1"#) == "'FOLDER/tokenizer.json' contradicts itself: two tokens with the number 1.")
    #expect(
      refused(#""a": 0"#, added: #"{"id": 0, "content": "b"}"#)
        == "'FOLDER/tokenizer.json' contradicts itself: two tokens with the number 0.")
    #expect(
      refused(#""a": 9999999"#)
        == "'FOLDER/tokenizer.json' contradicts itself: 1 tokens with numbers up to 9999999.")
    #expect(
      refused(#""a": 99999999999"#)
        == "'FOLDER/tokenizer.json' is not as it should be at byte 138: expected a token's number.")
  }

  @Test func numbersWithoutATokenBecomeUnusedOnes() throws {
    let file =
      #"{"added_tokens": [{"id": 4, "content": "<x>"}], "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": false}, "#
      + #""model": {"vocab": {"b": 2, "\u00e9\ud83d\ude00": 1}, "merges": []}}"#
    var vocabulary = try vocabulary(file)
    vocabulary.pad(to: 6)
    vocabulary.pad(to: 3)
    #expect((0..<6).map(vocabulary.tokens.string) == ["[PAD0]", "é😀", "b", "[PAD3]", "<x>", "[PAD5]"])
    #expect(vocabulary.tokenTypes == [.unused, .ordinary, .ordinary, .unused, .userDefined, .unused])
  }

  /// "Å" has three spellings that Unicode holds equivalent; a vocabulary may have a token for each.
  @Test func equivalentSpellingsAreDifferentTokens() throws {
    let bytes = (0..<256).map { String(format: "\"<0x%02X>\": %d", $0, $0) }.joined(separator: ",")
    let file =
      #"{"normalizer": {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}, "model": {"byte_fallback": true, "#
      + #""vocab": {\#(bytes), "\u00c5": 256, "\u212b": 257, "A": 258, "\u030a": 259, "A\u030a": 260}, "merges": [["A", "\u030a"]]}}"#
    let tokenizer = try Tokenizer(vocabulary: vocabulary(file))
    #expect(tokenizer.encode("\u{C5}\u{212B}A\u{30A}") == [256, 257, 260])
  }

  @Test func everyTruncationIsRefused() throws {
    let whole = Array(llama3.utf8)
    for length in stride(from: 1, to: whole.count, by: 97) {
      let message = refusal(String(decoding: whole[..<length], as: UTF8.self))
      #expect(message?.hasPrefix("'FOLDER/tokenizer.json' is not as it should be at byte ") == true, "\(length)")
    }
  }

  /// Bytes changed at random: a tokenizer or one sentence.
  @Test func mutationsNeverEndTheProcess() throws {
    var random = RandomStream(seed: 3, purpose: "tokenizer-mutations", step: 0)
    let marks = Array(#""{}[]:,\u019-"#.utf8)
    var refused = 0
    for round in 0..<400 {
      var bytes = Array((round % 2 == 0 ? llama3 : prepend).utf8)
      for _ in 0...random.next(below: 4) {
        bytes[random.next(below: bytes.count)] = marks[random.next(below: marks.count)]
      }
      _ = try folder.write(Data(bytes), to: "tokenizer.json")
      do {
        let tokenizer = try Tokenizer(vocabulary: Vocabulary(huggingFaceFolder: folder.root))
        _ = tokenizer.decode(tokenizer.encode("a <s> 日本 'll 123\n"))
      } catch let error as any UserFacingError {
        refused += 1
        #expect(error.message.hasSuffix(".") && error.message.utf8.count < 1_000)
      }
    }
    #expect(refused > 100)
  }

  @Test func brokenJSONIsToldWithItsPlace() {
    func refused(_ file: String) -> String? {
      refusal(file)?.replacing("'FOLDER/tokenizer.json' is not as it should be ", with: "")
    }
    #expect(refused("[]") == "at byte 0: expected an object.")
    #expect(refused("{") == "at byte 1: expected a string.")
    #expect(refused(#"{"a" 1}"#) == "at byte 5: expected ':'.")
    #expect(refused(#"{"a": nil}"#) == "at byte 6: expected a value.")
    #expect(refused(#"{"a": "\x"}"#) == "at byte 8: expected an escape of JSON.")
    #expect(refused(#"{"a": "\ud800"}"#) == "at byte 13: expected the other half of a surrogate pair.")
    #expect(refused(#"{"a": "\u12g4"}"#) == "at byte 9: expected four hexadecimal digits.")
    #expect(refused("{\"a\": \"\n\"}") == "at byte 7: expected the rest of a string.")
    #expect(
      refused(#"{"model": {"vocab": {"a": 0}, "merges": [["a"]]}}"#) == "at byte 46: expected two texts that merge.")
    #expect(refused(#"{"model": {"vocab": {"a": 0}}} x"#) == "at byte 31: expected the end of the file.")
    #expect(
      refused("{\"a\": " + String(repeating: "[", count: 100_000)) == "at byte 70: expected no more than 64 levels.")
  }
}

@Suite struct FolderChatTemplateTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func template() throws -> String? { try Vocabulary.chatTemplate(huggingFaceFolder: folder.root) }

  @Test func theTemplateIsFoundWhereTheFolderHasIt() throws {
    #expect(try template() == nil)
    _ = try folder.write(#"{"chat_template": "c"}"#, to: "chat_template.json")
    #expect(try template() == "c")
    _ = try folder.write(#"{"chat_template": "b"}"#, to: "tokenizer_config.json")
    #expect(try template() == "b")
    _ = try folder.write("a\n", to: "chat_template.jinja")
    #expect(try template() == "a\n")
  }

  @Test func ofNamedTemplatesTheDefaultIsTaken() throws {
    func named(_ names: String...) throws -> String? {
      let list = names.map { #"{"name": "\#($0)", "template": "of \#($0)"}"# }.joined(separator: ",")
      _ = try folder.write(#"{"chat_template": [\#(list)]}"#, to: "tokenizer_config.json")
      return try template()
    }
    #expect(try named("tool_use", "default") == "of default")
    #expect(try named("rag") == "of rag")
    #expect(try named() == nil)
    let error = #expect(throws: TokenizerError.self) { try named("rag", "tool_use") }
    #expect(
      error?.message
        == "'\(folder.root)/tokenizer_config.json' has the chat templates rag, tool_use, and none is named 'default'.")
  }
}
