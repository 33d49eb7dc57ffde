import Foundation
import HoneModel
import HoneTestSupport
import Testing

/// What `make_tokenizers.py` wrote: a vocabulary, and what its own library makes of the texts.
struct TokenizerFixture: Decodable {
  /// The text of a tokenizer.json.
  var file: String?
  var pieces: [String]?
  var scores: [Float]?
  var types: [Int]?
  var ids: [[Int]]
  /// nil where it is the text.
  var decoded: [String?]

  static func read(_ name: String) throws -> TokenizerFixture { try fixture("tokenizer-\(name)", in: .module) }
  static func texts() throws -> [String] { try fixture("tokenizer-texts", in: .module) }

  /// Of a folder with nothing but the tokenizer.json.
  func vocabulary() throws -> Vocabulary {
    let folder = try TemporaryFolder()
    _ = try folder.write(file ?? "", to: "tokenizer.json")
    return try Vocabulary(huggingFaceFolder: folder.root)
  }

  /// SentencePiece's own, as a GGUF file would hold it.
  func scoredVocabulary(prefix: Vocabulary.SpacePrefix) -> Vocabulary {
    var vocabulary = Vocabulary(tokens: pieces ?? [], tokenTypes: types ?? [], merges: [], preTokenizer: "")
    vocabulary.scheme = .sentencePiece(prefix)
    vocabulary.scores = scores ?? []
    return vocabulary
  }

  /// A GGUF file of the vocabulary alone, as converters write it.
  func gguf(named name: String) throws -> GGUFWriter {
    var writer = GGUFWriter()
    if let pieces, let scores, let types {
      writer["tokenizer.ggml.model"] = .string("llama")
      writer["tokenizer.ggml.tokens"] = .strings(pieces)
      writer["tokenizer.ggml.scores"] = .floats(scores)
      writer["tokenizer.ggml.token_type"] = .int32s(types.map { Int32($0) })
      return writer
    }
    let vocabulary = try vocabulary()
    func strings(_ packed: PackedStrings) -> GGUFWriter.Value { .strings((0..<packed.count).map(packed.string)) }
    writer["tokenizer.ggml.model"] = .string("gpt2")
    writer["tokenizer.ggml.pre"] = .string(name == "llama3" ? "llama-bpe" : name)
    writer["tokenizer.ggml.tokens"] = strings(vocabulary.tokens)
    writer["tokenizer.ggml.merges"] = strings(vocabulary.merges)
    writer["tokenizer.ggml.token_type"] = .int32s(vocabulary.tokenTypes.map { Int32($0.rawValue) })
    return writer
  }
}

/// Bytes and scalars alike: two strings that Unicode holds equivalent are different texts to a tokenizer.
func expectSame(_ a: String, _ b: String, _ what: String, sourceLocation: SourceLocation = #_sourceLocation) {
  #expect(
    a.utf8.elementsEqual(b.utf8), "\(what): \(a.debugDescription) and \(b.debugDescription)",
    sourceLocation: sourceLocation)
}

func streamed(_ tokenizer: Tokenizer, _ ids: [Int]) -> String {
  var decoder = StreamingDecoder(tokenizer)
  return ids.map { decoder.append($0) }.joined() + decoder.finish()
}
