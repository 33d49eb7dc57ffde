import Foundation
import HoneCompute
import HoneCore
import HoneModel
import HoneTestSupport
import Testing

/// Models of each architecture, in memory, in a GGUF file and in a Hugging Face folder.
struct ArchitectureFormatTests {
  /// Rounding of float32 sums in another order.
  static let rounding: Float = 2e-5
  static let text = "Is 3 > 2? (yes), it is."

  private func logProbabilities(_ model: LanguageModel) throws -> [Float] {
    try model.score(context: "", continuation: Self.text).logProbabilities
  }

  private func difference(_ a: LanguageModel, _ b: LanguageModel) throws -> Float {
    zip(try logProbabilities(a), try logProbabilities(b)).map { abs($0 - $1) }.max() ?? .infinity
  }

  @Test(arguments: [TinyModel.llama, .llama3, .mistral, .plainQwen2, .qwen3, .gemma3])
  func aFileScoresAsTheModelInMemoryDoes(tiny: TinyModel) throws {
    let folder = try TemporaryFolder(), model = try LanguageModel(path: folder.write(tiny.gguf().file, to: "m.gguf"))
    let inMemory = try tiny.model()
    #expect(try difference(model, inMemory) < Self.rounding)
    #expect(model.decoder.weights.size.parameters == inMemory.decoder.weights.size.parameters)
  }

  @Test(arguments: TinyModel.architectures + [.llama], FolderStorage.allCases)
  func aFolderScoresAsTheModelInMemoryDoes(tiny: TinyModel, storage: FolderStorage) throws {
    let folder = try TemporaryFolder()
    try tiny.write(to: folder, storage)
    let model = try LanguageModel(path: folder.root)
    #expect(model.storageName == storage.rawValue)
    #expect("\(model.configuration)" == "\(tiny.configuration)")
    let stored = try tiny.model(storage.stored, vectors: storage.stored)
    #expect(try difference(model, stored) < Self.rounding)
    #expect(model.decoder.weights.size.parameters == stored.decoder.weights.size.parameters)
    #expect(model.path == folder.root && model.name == URL(filePath: folder.root).lastPathComponent)
  }

  @Test func aFolderGeneratesAndChatsAsTheModelInMemoryDoes() throws {
    let folder = try TemporaryFolder(), tiny = TinyModel.llama
    try tiny.write(to: folder)
    let model = try LanguageModel(path: folder.root), inMemory = try tiny.model()
    let prompt = inMemory.tokenizer.encode(try inMemory.render([ChatMessage(role: "user", content: "Hi (2)")]))
    #expect(model.tokenizer.encode(try model.render([ChatMessage(role: "user", content: "Hi (2)")])) == prompt)
    var options = SamplingOptions()
    options.maxTokens = 12
    let (a, b) = try (
      model.generate(prompt, options: options, monitor: SilentMonitor()),
      inMemory.generate(prompt, options: options, monitor: SilentMonitor())
    )
    #expect(a.tokens == b.tokens && a.tokens.count == 12)
  }

  /// transformers writes one file where the model is small.
  @Test func aFolderOfOneFileIsRead() throws {
    let folder = try TemporaryFolder(), tiny = TinyModel.qwen2
    try tiny.write(to: folder)
    let sharded = try LanguageModel(path: folder.root)
    let single = try TemporaryFolder()
    try tiny.write(to: single) { shards in
      shards[0].entries += shards[1].entries
      shards[1].entries = []
    }
    for name in [TinyModel.shardNames[1], "model.safetensors.index.json"] {
      try FileManager.default.removeItem(atPath: single.path(name))
    }
    try FileManager.default.moveItem(
      atPath: single.path(TinyModel.shardNames[0]), toPath: single.path("model.safetensors"))
    let model = try LanguageModel(path: single.root + "/")
    #expect(try logProbabilities(model) == logProbabilities(sharded))
    #expect(model.name == URL(filePath: single.root).lastPathComponent)
  }

  @Test func tablesOfRotaryFrequenciesThatOldVersionsSavedArePassedOver() throws {
    let folder = try TemporaryFolder(), tiny = TinyModel.llama
    try tiny.write(to: folder) {
      $0[0].entries.append(
        ("model.layers.0.self_attn.rotary_emb.inv_freq", "F32", [8], Array(repeating: 0, count: 32)))
    }
    #expect(try difference(LanguageModel(path: folder.root), tiny.model()) < Self.rounding)
  }

  /// Models have more embeddings than tokens where their numbers were rounded up.
  @Test func embeddingsWithoutATokenStandForUnusedOnes() throws {
    let folder = try TemporaryFolder(), tiny = TinyModel.llama
    try tiny.write(to: folder)
    try TinyModel.writeTokenizer(to: folder, tokens: 90)
    let model = try LanguageModel(path: folder.root)
    #expect(model.tokenizer.count == 96 && model.tokenizer.decode([95]) == "[PAD95]")
    #expect(try model.score(context: "a", continuation: "b").logProbabilities.count == 1)
  }

  @Test func anyOfSeveralEndTokensEndsAnAnswer() throws {
    let folder = try TemporaryFolder(), tiny = TinyModel.llama
    try tiny.write(to: folder)
    var options = SamplingOptions()
    options.maxTokens = 3
    let plain = try LanguageModel(path: folder.root)
    #expect(plain.endTokens == [1])
    let first = try plain.generate([2, 3, 4], options: options, monitor: SilentMonitor()).tokens[0]
    _ = try folder.write("{\"eos_token_id\": [1, \(first)]}", to: "generation_config.json")
    let model = try LanguageModel(path: folder.root)
    #expect(model.endTokens == [1, first])
    let generation = try model.generate([2, 3, 4], options: options, monitor: SilentMonitor())
    #expect(generation.tokens.isEmpty && generation.finish == .end)
  }

  /// GGUF files of gemma3 that name no pattern have five local layers to each global one, and no base of their own.
  @Test func whatGGUFLeavesUnsaidOfGemmaIsKnown() throws {
    let folder = try TemporaryFolder()
    var writer = try TinyModel.gemma3.gguf()
    writer["gemma3.attention.sliding_window_pattern"] = nil
    writer["gemma3.attention.scale"] = nil
    let file = try GGUF(path: folder.write(writer.file, to: "m.gguf"))
    let configuration = try ModelConfiguration(file)
    let local = try #require(configuration.local)
    #expect(local.isLocal == [true, true, true] && local.window == 4 && local.rotary == Rotary(base: 10_000))
    #expect(configuration.attention.scale == 1 / Float(12).squareRoot())
    writer["gemma3.block_count"] = .uint32(62)
    writer["gemma3.rope.freq_base_swa"] = .float(5_000)
    let large = try ModelConfiguration(GGUF(path: folder.write(writer.file, to: "large.gguf")))
    #expect(large.local?.isLocal.indices.filter { large.window($0) == nil } == [5, 11, 17, 23, 29, 35, 41, 47, 53, 59])
    #expect(large.local?.rotary == Rotary(base: 5_000) && large.attention.scale == Float(4.0 / 32).squareRoot())
    writer["gemma3.block_count"] = .uint32(3)
    writer["gemma3.attention.sliding_window_pattern"] = .raw(
      type: 9, bytes: [7, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0])
    let flags = try ModelConfiguration(GGUF(path: folder.write(writer.file, to: "flags.gguf")))
    #expect(flags.local?.isLocal == [false, true, false])
  }
}
