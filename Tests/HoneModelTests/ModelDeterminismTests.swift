import HoneCompute
import HoneCore
import HoneModel
import HoneTestSupport
import Testing

/// What a whole model says is the same to the bit on any number of threads, on every run.
@Suite(.serialized) struct ModelDeterminismTests {
  static let engines = [1, 2, 3].map { Engine(pool: WorkerPool(threads: $0)) }
  /// Which thread takes which part of the work is left to chance, so each engine is tried again.
  static let attempts = 2

  /// A tiny model and how its matrices are stored; rows of 48 have no whole blocks.
  struct Case: Sendable, CustomTestStringConvertible {
    var tiny: TinyModel, type: StorageType

    var testDescription: String { "\(tiny), \(type.name)" }

    func model(_ engine: Engine, _ folder: TemporaryFolder) throws -> LanguageModel {
      try LanguageModel(path: folder.write(tiny.gguf(type).file, to: "tiny.gguf"), engine: engine)
    }
  }

  static let cases =
    [StorageType.f32, .f16, .q4_0, .q4_1, .q8_0, .q4_K, .q6_K].map { Case(tiny: .llama(for: $0), type: $0) }
    + [TinyModel.llama3, .mistral, .plainQwen2].map { Case(tiny: $0, type: .q8_0) }
    + [TinyModel.qwen3, .gemma3].map { Case(tiny: $0, type: .f32) }

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Runs `body` on a model of its own for each engine and attempt; all leave the same.
  private func expectSame<Result: Equatable>(
    _ tested: Case, sourceLocation: SourceLocation = #_sourceLocation, _ body: (LanguageModel) throws -> Result
  ) throws {
    let expected = try body(tested.model(Self.engines[0], folder))
    for engine in Self.engines {
      for _ in 0..<Self.attempts {
        let found = try body(tested.model(engine, folder))
        #expect(found == expected, "\(engine.threads) threads", sourceLocation: sourceLocation)
      }
    }
  }

  /// Tokens that are no control tokens, different for each seed.
  private func tokens(_ count: Int, seed: Int) -> [Int] {
    var random = RandomStream(seed: UInt64(seed), purpose: "test-tokens", step: 0)
    return (0..<count).map { _ in 2 + random.next(below: 94) }
  }

  private func tuning(_ model: LanguageModel) -> Tuning {
    .lowRank(filledAdapter(model.configuration, rank: 3, alpha: 6, scaleA: 0.1, scaleB: 0.1))
  }

  /// Items of a dataset: a common prompt, or none, and texts of different lengths.
  private func requests(shared: Int) -> [ScoreRequest] {
    (0..<24).map { index in
      ScoreRequest(
        context: tokens(shared, seed: 0) + tokens(5 + index * 7 % 60, seed: index + 1),
        continuations: [[4, 5], [6], [7, 8, 9]])
    }
  }

  private func bits(_ scores: [[Score]]) -> [[UInt32]] {
    scores.map { $0.flatMap { $0.logProbabilities.map(\.bitPattern) } }
  }

  @Test(arguments: cases, [0, 70]) func scoresOfADataset(_ tested: Case, shared: Int) throws {
    try expectSame(tested) { model in
      try [nil, tuning(model)].map {
        bits(try model.score(requests(shared: shared), tuning: $0, monitor: SilentMonitor()))
      }
    }
  }

  @Test(.enabled(if: Kernels.name == "avx512", "promised on AVX-512 alone"), arguments: cases)
  func anItemsScoresAreTheSameAloneAndInABatch(_ tested: Case) throws {
    let model = try tested.model(Self.engines[1], folder)
    for (shared, tuning) in [(0, nil), (70, nil), (70, tuning(model))] {
      let requests = requests(shared: shared)
      let together = bits(try model.score(requests, tuning: tuning, monitor: SilentMonitor()))
      for (request, expected) in zip(requests, together) {
        let alone = bits(try model.score([request], tuning: tuning, monitor: SilentMonitor()))
        #expect(alone == [expected])
      }
    }
  }

  @Test(arguments: cases) func logProbabilitiesOfALongText(_ tested: Case) throws {
    var tested = tested
    tested.tiny.configuration.contextLength = 2_048
    // More than two passes' rows.
    let text = tokens(1_200, seed: 50)
    try expectSame(tested) { model in
      try model.score(context: "", continuation: model.tokenizer.decode(text)).logProbabilities.map(\.bitPattern)
    }
  }

  @Test(arguments: cases, [0.0, 1.0]) func generatedTokens(_ tested: Case, temperature: Double) throws {
    try expectSame(tested) { model in
      let plain = try generate(model, temperature)
      model.add(tuning(model), named: "a")
      return try [plain, generate(model, temperature)]
    }
  }

  private func generate(_ model: LanguageModel, _ temperature: Double) throws -> [Int] {
    var options = SamplingOptions(maxTokens: 40, temperature: temperature, seed: 11)
    options.endsAtEnd = false
    let found = try model.generate(tokens(90, seed: 60), options: options, monitor: SilentMonitor()).tokens
    #expect(found.count == 40)
    return found
  }
}
