import HoneCompute
import HoneCore
import HoneModel
import HoneTestSupport
import Testing

/// A prompt that begins like the text before goes on from there, and nothing else changes.
struct KnownTextTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func quantized(_ type: StorageType = .q8_0) throws -> LanguageModel {
    try LanguageModel(path: folder.write(TinyLlama.gguf(type).file, to: "tiny.gguf"))
  }

  private func generate(_ model: LanguageModel, _ prompt: [Int], tokens: Int = 12) throws -> Generation {
    var options = SamplingOptions()
    (options.maxTokens, options.temperature, options.seed) = (tokens, 1, 3)
    return try model.generate(prompt, options: options, monitor: SilentMonitor())
  }

  private let prompt = (0..<40).map { 2 + ($0 * 7) % 90 }

  @Test func aConversationGoesOnFromItsOwnText() throws {
    let model = try quantized(), first = try generate(model, prompt)
    #expect(first.reusedTokens == 0)
    let longer = prompt + first.tokens + [5, 9, 14]
    let second = try generate(model, longer)
    // The last token that was generated has not been read itself.
    #expect(second.reusedTokens == longer.count - 4 && second.promptTokens == longer.count)
    #expect(second.tokens == (try generate(quantized(), longer)).tokens)
    let again = try generate(model, longer)
    #expect(again.reusedTokens == longer.count - 1 && again.tokens == second.tokens)
  }

  @Test func onlyWhatIsAlikeIsReused() throws {
    let model = try quantized()
    _ = try generate(model, prompt)
    var other = prompt
    other[17] = 4
    let generation = try generate(model, other)
    #expect(generation.reusedTokens == 17)
    #expect(generation.tokens == (try generate(quantized(), other)).tokens)
  }

  @Test func anotherAdapterKnowsNothing() throws {
    let model = try quantized(), plain = try generate(model, prompt)
    model.add(.lowRank(filledAdapter(model.configuration, rank: 4, alpha: 8, scaleA: 0.2, scaleB: 0.2)), named: "a")
    let tuned = try generate(model, prompt)
    #expect(tuned.reusedTokens == 0 && tuned.tokens != plain.tokens)
    #expect(try generate(model, prompt).reusedTokens == prompt.count - 1)
    try model.use(nil)
    let back = try generate(model, prompt)
    #expect(back.reusedTokens == 0 && back.tokens == plain.tokens)
  }

  @Test func weightsOfPlainNumbersReuseOnlyWhatWasReadAtOnce() throws {
    let model = try TinyLlama.model(), first = try generate(model, prompt)
    let longer = prompt + first.tokens + [5]
    let second = try generate(model, longer)
    #expect(second.reusedTokens == (Kernels.name == "avx512" ? prompt.count : 0))
    #expect(second.tokens == (try generate(TinyLlama.model(), longer)).tokens)
  }

  @Test func theCacheGrowsWithTheConversation() throws {
    let model = try quantized(), long = (0..<400).map { 2 + ($0 * 11) % 90 }
    _ = try generate(model, long, tokens: 60)
    _ = try generate(model, Array(long[..<300]), tokens: 5)
    let generation = try generate(model, long, tokens: 110)
    #expect(generation.reusedTokens == 300)
    #expect(generation.tokens == (try generate(quantized(), long, tokens: 110)).tokens)
  }

  /// Figures of one token must not depend on how many were computed with it.
  @Test(arguments: StorageType.allCases.filter { $0.blockWeights > 1 }, [nil, 3])
  func theStreamIsTheSameBitsHoweverATextIsSplit(_ type: StorageType, _ rank: Int?) throws {
    let model = try quantized(type), tokens = (0..<150).map { 2 + ($0 * 13) % 90 }
    let adapter = rank.map { filledAdapter(model.configuration, rank: $0, alpha: 8, scaleA: 0.2, scaleB: 0.2) }
    let decoder = model.decoder.tuned(adapter.map { .lowRank($0) })
    func stream(_ parts: [Int]) throws -> [UInt32] {
      let cache = KeyValueCache(model.configuration, capacity: tokens.count)
      var bits: [UInt32] = [], first = 0
      for count in parts {
        var batch = PackedSequences(base: first)
        batch.append(tokens[first..<first + count], position: first, contexts: [0..<first])
        let residual = try decoder.forward(batch, cache: cache, arithmetic: .fast)
        bits += residual.values.map(\.bitPattern)
        first += count
      }
      return bits
    }
    let whole = try stream([150])
    #expect(try stream([Int](repeating: 1, count: 150)) == whole)
    #expect(try stream([13, 1, 64, 7, 65]) == whole)
  }
}
