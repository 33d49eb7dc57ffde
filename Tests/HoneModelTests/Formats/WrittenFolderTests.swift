import Foundation
import HoneCompute
import HoneCore
import HoneModel
import HoneTestSupport
import Testing

/// Models written as Hugging Face folders and loaded again.
struct WrittenFolderTests {
  /// Float32 sums in another order, and norms that are kept less one.
  static let error: Float = 2e-5

  private let text = "a small test, 12 of 34"
  private let request = ScoreRequest(context: [5, 6, 7, 30, 31, 60], continuations: [[8, 9, 10, 11]])

  private func difference(_ a: LanguageModel, _ b: LanguageModel) throws -> Float {
    let scores = try [a, b].map { try $0.score([request], tuning: $0.tuning, monitor: SilentMonitor())[0][0] }
    return zip(scores[0].logProbabilities, scores[1].logProbabilities).map { abs($0 - $1) }.max() ?? .infinity
  }

  /// Weights that are not those of the file.
  private func tuned(_ model: LanguageModel) throws -> Tuning {
    let weights = try model.decoder.weights.inMemory()
    for (index, (_, matrix)) in weights.matrices.enumerated() {
      matrix.copy(from: matrix.values.enumerated().map { $1 * (1 + 0.01 * Float(($0 + index) % 7)) })
    }
    return .weights(weights)
  }

  @Test(arguments: [TinyModel.llama, .llama3, .mistral, .plainQwen2, .qwen3, .gemma3], [false, true])
  func tunedWeightsAreTheSameModelAgain(tiny: TinyModel, isFolder: Bool) throws {
    // Llama 3's scaling of its frequencies has a test of its own.
    guard isFolder || tiny.name != "llama3" else { return }
    let folder = try TemporaryFolder()
    if isFolder { try tiny.write(to: folder, .bf16) }
    let model = try LanguageModel(path: isFolder ? folder.root : folder.write(tiny.gguf().file, to: "m.gguf"))
    let tuning = try tuned(model), out = folder.path("out")
    model.add(tuning, named: "tuned")
    guard case .weights(let weights) = tuning else { return }
    try ModelFolder.write(weights, of: model, to: out)
    let again = try LanguageModel(path: out)
    #expect(try difference(model, again) < Self.error)
    try model.use(nil)
    #expect(try difference(model, again) > 100 * Self.error)
    #expect(again.storageName == "F32" && again.decoder.weights.isTied == model.decoder.weights.isTied)
    #expect(again.tokenizer.encode(text) == model.tokenizer.encode(text) && again.endTokens == model.endTokens)
    #expect(again.promptTokens(text) == model.promptTokens(text))
    let messages = [ChatMessage(role: "user", content: "hi")]
    #expect(try again.render(messages) == model.render(messages))
    #expect(
      "\(again.configuration.rotary) \(String(describing: again.configuration.local))"
        == "\(model.configuration.rotary) \(String(describing: model.configuration.local))")
  }

  @Test(arguments: ["llama-bpe", "qwen2", "smollm", "gpt-2"])
  func byteLevelTokenizersGiveTheSameTokensAgain(rule: String) throws {
    let folder = try TemporaryFolder()
    var vocabulary = try TokenizerFixture.read(rule == "llama-bpe" ? "llama3" : "qwen2").vocabulary()
    vocabulary.preTokenizer = rule
    vocabulary.beginning = 0
    vocabulary.addsBeginning = rule == "llama-bpe"
    let count = vocabulary.tokens.count
    var tiny = TinyModel.llama
    tiny.configuration.vocabulary = count
    let model = LanguageModel(
      name: "tiny", path: "tiny", configuration: tiny.configuration, weights: tiny.weights(),
      tokenizer: try Tokenizer(vocabulary: vocabulary), template: nil)
    try ModelFolder.write(tiny.weights().inMemory(), of: model, to: folder.path("out"))
    let again = try Vocabulary(huggingFaceFolder: folder.path("out")), tokenizer = try Tokenizer(vocabulary: again)
    #expect(again.preTokenizer == vocabulary.preTokenizer && again.addsBeginning == vocabulary.addsBeginning)
    for text in try TokenizerFixture.texts() { #expect(tokenizer.encode(text) == model.tokenizer.encode(text)) }
  }

  @Test func whatAFolderCannotSayIsRefusedBeforeAnythingIsWritten() throws {
    let folder = try TemporaryFolder(), out = folder.path("out")
    func refusal(_ model: LanguageModel, _ path: String) -> ModelFolderError? {
      #expect(throws: ModelFolderError.self) {
        try ModelFolder.write(model.decoder.weights.inMemory(), of: model, to: path)
      }
    }
    let scaled = refusal(try TinyModel.llama3.model(), out)
    #expect(
      scaled?.message
        == "the model has rotary frequencies that are scaled one by one, which is not written to a folder from a GGUF file."
    )
    #expect(
      scaled?.hint == "load the model from its Hugging Face folder and tune it there: that is written as it came")
    let vocabulary = try TokenizerFixture.read("sentencepiece").scoredVocabulary(prefix: .none)
    var tiny = TinyModel.llama
    tiny.configuration.vocabulary = vocabulary.tokens.count
    let pieces = LanguageModel(
      name: "tiny", path: "tiny", configuration: tiny.configuration, weights: tiny.weights(),
      tokenizer: try Tokenizer(vocabulary: vocabulary), template: nil)
    #expect(
      refusal(pieces, out)?.message
        == "the model has a SentencePiece tokenizer, which is not written to a folder from a GGUF file.")
    #expect(!FileManager.default.fileExists(atPath: out))
    let file = try folder.write("x", to: "file")
    #expect(refusal(try TinyLlama.model(), file)?.message == "the folder '\(file)' cannot be made.")
    let own = try TemporaryFolder()
    try TinyModel.qwen3.write(to: own)
    #expect(
      refusal(try LanguageModel(path: own.root), own.root + "/")?.message
        == "the model was loaded from '\(own.root)/', which stays as it is; name another folder.")
  }
}
