import HoneCompute
import HoneCore
import HoneModel
import HoneTestSupport
import Testing

/// Generation with the tiny llama, whose every token but two is a character.
struct GenerationTests {
  private func generate(
    _ model: LanguageModel, _ options: SamplingOptions, monitor: any Monitor = SilentMonitor()
  ) throws -> Generation {
    try model.generate(model.promptTokens("Why?"), options: options, monitor: monitor)
  }

  @Test func theSameSeedGivesTheSameTokens() throws {
    let model = try TinyLlama.model()
    let first = try generate(model, SamplingOptions(maxTokens: 30, temperature: 1, seed: 5))
    #expect(try generate(model, SamplingOptions(maxTokens: 30, temperature: 1, seed: 5)).tokens == first.tokens)
    #expect(try generate(model, SamplingOptions(maxTokens: 30, temperature: 1, seed: 6)).tokens != first.tokens)
  }

  @Test func anAdapterChangesWhatIsGeneratedAndTheFastPathFollowsIt() throws {
    let model = try TinyLlama.model(), plain = try generate(model, SamplingOptions(maxTokens: 8))
    model.add(.lowRank(filledAdapter(model.configuration, rank: 4, alpha: 8, scaleA: 0.2, scaleB: 0.2)), named: "a")
    let tuned = try generate(model, SamplingOptions(maxTokens: 8))
    #expect(tuned.tokens != plain.tokens)
    try expectLikeliest(tuned.tokens, model)
  }

  /// Head sizes that no vector's width divides, rows of weights of any length.
  @Test(arguments: [
    (AttentionShape(heads: 3, keyHeads: 1, headSize: 10), 50), (AttentionShape(heads: 1, keyHeads: 1, headSize: 2), 1),
    (AttentionShape(heads: 5, keyHeads: 5, headSize: 22), 131),
  ]) func awkwardShapesAreGeneratedWithAsTheyAreScored(attention: AttentionShape, hidden: Int) throws {
    let model = try TinyLlama.model(attention: attention, hidden: hidden)
    model.add(.lowRank(filledAdapter(model.configuration, rank: 3, alpha: 8, scaleA: 0.2, scaleB: 0.2)), named: "a")
    try expectLikeliest(try generate(model, SamplingOptions(maxTokens: 8)).tokens, model)
  }

  /// Each token is the likeliest one after those before it, when all of them are computed at once.
  private func expectLikeliest(_ generated: [Int], _ model: LanguageModel) throws {
    #expect(!generated.isEmpty)
    var tokens = model.promptTokens("Why?")
    for token in generated {
      var batch = PackedSequences()
      batch.append(tokens, position: 0)
      let cache = KeyValueCache(model.configuration, capacity: tokens.count)
      let residual = try model.current.forward(batch, cache: cache)
      let normed = model.current.normalized(residual, rows: [tokens.count - 1]).out
      #expect(Int(model.current.score(normed, targets: [HeadTarget(row: 0, token: 0)]).best[0]) == token)
      tokens.append(token)
    }
  }

  @Test func aStopTextEndsItAndIsNotPartOfIt() throws {
    let model = try TinyLlama.model(), whole = try generate(model, SamplingOptions(maxTokens: 20))
    #expect(whole.finish == .length && whole.tokens.count == 20)
    let characters = Array(whole.text), stop = String(characters[6...8])
    var options = SamplingOptions(maxTokens: 20)
    options.stop = [stop]
    let stopped = try generate(model, options)
    #expect(stopped.finish == .stop && whole.text.hasPrefix(stopped.text + stop) && !stopped.text.contains(stop))
  }

  @Test func theContextsEndAndTheLimitEndIt() throws {
    let model = try TinyLlama.model(contextLength: 10)
    let generation = try generate(model, SamplingOptions(maxTokens: 100))
    #expect(generation.finish == .length && generation.tokens.count == 6)
    #expect(try generate(model, SamplingOptions(maxTokens: 0)).tokens.isEmpty)
    let error = #expect(throws: ModelError.self) {
      try model.generate(
        Array(repeating: 5, count: 10), options: SamplingOptions(maxTokens: 1), monitor: SilentMonitor())
    }
    #expect(error?.message == "the text has 11 tokens; the model reads at most 10.")
    let empty = #expect(throws: ModelError.self) {
      try model.generate([], options: SamplingOptions(maxTokens: 1), monitor: SilentMonitor())
    }
    #expect(empty?.message == "the prompt has no tokens; generation needs at least one.")
  }

  @Test func interruptionKeepsWhatThereIs() throws {
    let model = try TinyLlama.model(), whole = try generate(model, SamplingOptions(maxTokens: 20))
    let layers = model.configuration.layers
    for questions in 0..<8 * (layers + 1) {
      let monitor = StoppingMonitor(afterQuestions: questions)
      let generation = try generate(model, SamplingOptions(maxTokens: 20), monitor: monitor)
      #expect(generation.finish == .interrupted)
      #expect(generation.tokens == Array(whole.tokens.prefix(generation.tokens.count)))
      // Where it stopped inside a token, what is known of the text is still right.
      #expect(try generate(model, SamplingOptions(maxTokens: 20)).tokens == whole.tokens)
    }
  }

  @Test func anInterruptionWhileThePromptIsReadGivesNoTokens() throws {
    let model = try TinyLlama.model(contextLength: 4_096), prompt = (0..<2_000).map { 2 + $0 % 90 }
    let generation = try model.generate(
      prompt, options: SamplingOptions(maxTokens: 5), monitor: StoppingMonitor(after: 0))
    #expect(generation.finish == .interrupted && generation.tokens.isEmpty)
    let whole = try model.generate(prompt, options: SamplingOptions(maxTokens: 5), monitor: SilentMonitor())
    #expect(whole.tokens.count == 5)
  }
}
