import HoneCompute
import HoneCore
import HoneModel
import HoneTestSupport
import HoneTuning
import Testing

/// Runs on the tiny llama.
struct TrainerTests {
  /// Of a mean loss of about 5 in float32, its sums in another order.
  static let lossError = 1e-6
  /// The same where training's pass and scoring's are compared.
  static let scoredError = 1e-5
  /// Of gradients that are sums over the examples in another order.
  static let gradientError = 1e-5

  private func options(
    rate: Double = 1e-2, epochs: Int = 2, seed: UInt64? = 3, _ shape: Schedule.Shape = .cosine
  ) throws -> TuningOptions {
    var options = TuningOptions(
      optimizer: try AdamW(rate: rate, weightDecay: 0.01, schedule: Schedule(shape, warmup: 0.2)))
    (options.rank, options.alpha, options.epochs, options.batch, options.seed) = (4, 8, epochs, 4, seed)
    return options
  }

  /// Items of a common beginning, whose target follows from the last token of their prompt.
  private func items(_ count: Int, length: Int = 12) -> [TrainingItem] {
    (0..<count).map { index in
      var random = RandomStream(seed: 9, purpose: "test-items", step: index)
      let own = (0..<length).map { _ in 10 + random.next(below: 20) }
      return TrainingItem(prompt: [2, 40, 41, 42] + own, target: [own[length - 1] + 30, 1])
    }
  }

  private func values(_ tuning: Tuning) -> [[Float]] { tuning.matrices.map(\.matrix.values) }

  @Test func theLossFallsAndIsReportedStepByStep() throws {
    let monitor = StoppingMonitor(after: .max), trainer = try Trainer(TinyLlama.model(), options: options(epochs: 8))
    let result = try trainer.run(items(30), validation: Array(items(40).suffix(10)), monitor: monitor)
    #expect(result.losses.count == 64 && result.plannedSteps == 64 && !result.isInterrupted)
    #expect(result.validationLosses.count == 8)
    let last = try #require(result.validationLosses.last)
    #expect(result.losses[60...].reduce(0, +) / 4 < 0.5 * result.losses[0] && last < result.validationLosses[0])
    #expect(result.tokens == 8 * items(30).reduce(0) { $0 + $1.count })
    let steps = monitor.heard.filter { $0.task == "fine-tuning" }
    #expect(steps.map(\.completed) == Array(1...64) && steps.last?.series == result.losses)
  }

  @Test func aValidationLossIsTheMeanOverItsTargets() throws {
    let model = try TinyLlama.model(), validation = Array(items(9).suffix(3))
    let trainer = try Trainer(model, options: options(epochs: 1))
    let result = try trainer.run(items(6), validation: validation, monitor: SilentMonitor())
    let (loss, _) = try trainer.lossAndGradients(validation)
    #expect(abs(result.validationLosses[0] - loss) < Self.scoredError)
  }

  /// Whole runs, in one pass a step and in several, on weights of both kinds.
  @Test(arguments: [StorageType.f32, .q4_1, .q6_K], [12, 80])
  func theSameSeedGivesTheSameBitsOnAnyNumberOfThreads(type: StorageType, length: Int) throws {
    let folder = try TemporaryFolder(), path = try folder.write(TinyLlama.gguf(type).file, to: "tiny.gguf")
    var options = try options(epochs: 1)
    options.batch = 10
    func run(_ threads: Int) throws -> [[UInt64]] {
      let trainer = try Trainer(
        LanguageModel(path: path, engine: Engine(pool: WorkerPool(threads: threads))), options: options)
      let result = try trainer.run(
        items(20, length: length), validation: Array(items(25, length: length).suffix(5)), monitor: SilentMonitor())
      let tuned = values(trainer.tuning).map { $0.map { UInt64($0.bitPattern) } }
      return [result.losses.map(\.bitPattern), result.validationLosses.map(\.bitPattern)] + tuned
    }
    let expected = try run(1)
    #expect(expected[0].count == 2 && expected[1].count == 1)
    for threads in [1, 2, 2, 3, 3] {
      let found = try run(threads)
      #expect(found == expected, "\(threads) threads")
    }
  }

  @Test func anotherSeedTakesAnotherOrderAndNoneTheFiles() throws {
    func losses(_ seed: UInt64?) throws -> [Double] {
      try Trainer(TinyLlama.model(), options: options(epochs: 1, seed: seed))
        .run(items(12), monitor: SilentMonitor()).losses
    }
    #expect(try losses(3) == losses(3))
    #expect(try losses(3) != losses(4))
    let trainer = try Trainer(TinyLlama.model(), options: options(epochs: 1, seed: nil))
    let inOrder = try (0..<3).map { try trainer.advance(Array(items(12)[4 * $0..<4 * $0 + 4]), of: 3) }
    #expect(try losses(nil) == inOrder)
  }

  @Test func partsOfAStepAddUpToTheWhole() throws {
    let model = try TinyLlama.model(), items = items(16, length: 80)
    let start = Tuning.lowRank(filledAdapter(model.configuration, rank: 4, alpha: 8, scaleA: 0.1, scaleB: 0.1))
    let trainer = try Trainer(model, options: options(), start: start)
    let (loss, gradients) = try trainer.lossAndGradients(items)
    // More than two passes' rows, in one batch without a shared prefix.
    var batch = PackedSequences(), targets = Decoder.Targets()
    for item in items {
      let rows = batch.append(item.prompt + item.target.dropLast(), position: 0)
      targets.rows += rows.suffix(item.target.count)
      targets.targets += item.target
      targets.weights += item.target.map { _ in 1 / Float(2 * items.count) }
    }
    #expect(batch.count > 1_024)
    let whole = try TuningGradients(for: trainer.tuning)
    let expected = try model.decoder.tuned(trainer.tuning).lossAndGradients(
      batch, targets, gradients: whole,
      cache: KeyValueCache(model.configuration, capacity: batch.count),
      tape: Tape(model.configuration, capacity: batch.count))
    #expect(abs(loss - expected) < Self.lossError)
    for (part, all) in zip(gradients.matrices, whole.matrices) {
      #expect(relativeDifference(part.values, all.values.map(Double.init)) < Self.gradientError)
    }
  }

  @Test func anItemLongerThanOnePassStandsAlone() throws {
    let model = try TinyLlama.model(contextLength: 2_048)
    let long = items(1, length: 900)[0], short = items(2)
    let trainer = try Trainer(model, options: options())
    let together = try trainer.lossAndGradients([short[0], long, short[1]]).loss
    let alone = try [short[0], long, short[1]].map { try trainer.lossAndGradients([$0]).loss }
    #expect(abs(together - alone.reduce(0, +) / 3) < Self.lossError)
  }

  @Test func interruptionKeepsWholeSteps() throws {
    let stopped = try Trainer(TinyLlama.model(), options: options(seed: nil))
    let result = try stopped.run(items(14), validation: items(2), monitor: StoppingMonitor(after: 3))
    #expect(
      result.isInterrupted && result.losses.count == 3 && result.plannedSteps == 8 && result.validationLosses.isEmpty)
    let whole = try Trainer(TinyLlama.model(), options: options(seed: nil))
    for step in 0..<3 { _ = try whole.advance(Array(items(14)[4 * step..<4 * step + 4]), of: 8) }
    #expect(values(result.tuning) == values(whole.tuning))
  }

  @Test func anInterruptedStepChangesNothing() throws {
    let model = try TinyLlama.model(), items = items(4)
    let trainer = try Trainer(model, options: options()), untouched = try Trainer(model, options: options())
    // Before each layer, forth and back.
    for questions in 0..<2 * model.configuration.layers {
      #expect(throws: Interrupted.self) {
        try trainer.advance(items, of: 8, monitor: StoppingMonitor(afterQuestions: questions))
      }
    }
    #expect(values(trainer.tuning) == values(untouched.tuning))
    let loss = try trainer.advance(items, of: 8)
    #expect(try untouched.advance(items, of: 8) == loss && values(trainer.tuning) == values(untouched.tuning))
  }

  @Test func interruptionDuringTheLastValidationIsAnInterruption() throws {
    let trainer = try Trainer(TinyLlama.model(), options: options(epochs: 1))
    let result = try trainer.run(items(4), validation: items(2), monitor: StoppingMonitor(after: 1))
    #expect(result.isInterrupted && result.losses.count == 1 && result.validationLosses.isEmpty)
  }

  @Test(arguments: [1.0, nil]) func aLossThatIsNoNumberIsAnErrorAndLeavesTheModelsAdapters(clip: Double?) throws {
    let model = try TinyLlama.model()
    let start = Tuning.lowRank(filledAdapter(model.configuration, rank: 4, alpha: 8, scaleA: 0.1, scaleB: 0.1))
    model.add(start, named: "before")
    let before = values(start)
    var options = try options(rate: 10, epochs: 200, .constant)
    (options.alpha, options.clip) = (4_096, clip)
    let huge = Tuning.lowRank(
      filledAdapter(model.configuration, rank: 4, alpha: 4_096, scaleA: 1e15, scaleB: 1e15))
    let error = #expect(throws: TuningError.self) {
      try Trainer(model, options: options, start: huge).run(items(8), monitor: SilentMonitor())
    }
    #expect(error?.message == "the loss is not a number after step 0; the model was left as it was before.")
    #expect(error?.hint == "try a lower learning rate")
    #expect(model.activeTuning == "before" && model.tunings.count == 1 && values(start) == before)
  }

  @Test func aValidationLossThatIsNoNumberIsTheSameError() throws {
    let model = try TinyLlama.model()
    var options = try options(rate: 10, epochs: 1, .constant)
    options.batch = 64
    // With B zero the adapter changes nothing; after the one step its products overflow.
    let start = Tuning.lowRank(filledAdapter(model.configuration, rank: 4, alpha: 8, scaleA: 1e17, scaleB: 0))
    let trainer = try Trainer(model, options: options, start: start), monitor = StoppingMonitor(after: .max)
    let error = #expect(throws: TuningError.self) {
      try trainer.run(items(4), validation: items(2), monitor: monitor)
    }
    #expect(monitor.heard.first?.series.count == 1 && monitor.heard.first?.series[0].isFinite == true)
    #expect(error?.message == "the loss is not a number after step 1; the model was left as it was before.")
  }

  @Test func aRunStartsFromACopy() throws {
    let model = try TinyLlama.model()
    let start = Tuning.lowRank(filledAdapter(model.configuration, rank: 4, alpha: 8, scaleA: 0.1, scaleB: 0.1)),
      before = values(start)
    let trainer = try Trainer(model, options: options(epochs: 1), start: start)
    _ = try trainer.run(items(8), monitor: SilentMonitor())
    #expect(values(start) == before && values(trainer.tuning) != before)
  }

  @Test func optionsOutsideTheirRangeAreNamed() throws {
    func message(_ change: (inout TuningOptions) -> Void) throws -> String? {
      var options = try options()
      change(&options)
      return #expect(throws: TuningError.self) { try Trainer(TinyLlama.model(), options: options) }?.message
    }
    #expect(try message { $0.rank = 0 } == "rank must be 1...256; received 0.")
    #expect(try message { $0.alpha = -1 } == "alpha must be above 0 and at most 4096; received -1.0.")
    #expect(try message { $0.epochs = 0 } == "epochs must be 1...10000; received 0.")
    #expect(try message { $0.batch = 0 } == "batch must be 1...4096; received 0.")
    #expect(try message { $0.clip = 0 } == "clip must be above 0, or None; received 0.0.")
    let empty = #expect(throws: TuningError.self) {
      try Trainer(TinyLlama.model(), options: options()).run([], monitor: SilentMonitor())
    }
    #expect(empty?.message == "there are no training items.")
  }
}
