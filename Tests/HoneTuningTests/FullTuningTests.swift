import HoneCompute
import HoneCore
import HoneModel
import HoneTestSupport
import HoneTuning
import Testing

/// Full tuning of the tiny models, checked without another program.
struct FullTuningTests {
  private static let items = [
    TrainingItem(prompt: [2, 17, 33, 5, 80, 41, 9, 71], target: [60, 1]),
    TrainingItem(prompt: [2, 17, 33, 5, 80, 41, 9, 14, 90], target: [31, 62, 1]),
    TrainingItem(prompt: [2, 17, 33, 5, 80, 41, 9, 50, 39, 11], target: [84, 1]),
  ]
  private let request = ScoreRequest(context: items[0].prompt, continuations: [items[0].target])

  private func options(_ method: TuningOptions.Method = .full, memory: Int? = nil) throws -> TuningOptions {
    var options = TuningOptions(optimizer: try AdamW(rate: 5e-3, weightDecay: 0.1, schedule: Schedule(.constant)))
    (options.method, options.rank, options.batch, options.seed, options.memory) = (method, 2, 3, nil, memory)
    return options
  }

  private func bits(_ matrices: [Matrix]) -> [[UInt32]] { matrices.map { $0.values.map(\.bitPattern) } }
  private func bits(_ tuning: Tuning) -> [[UInt32]] { bits(tuning.matrices.map(\.matrix)) }

  @Test(arguments: TinyModel.architectures) func lossesFallAndTheModelAsItCameIsUntouched(tiny: TinyModel) throws {
    let model = try tiny.model(), monitor = SilentMonitor()
    let before = try model.score([request], tuning: nil, monitor: monitor)[0][0]
    var options = try options()
    options.epochs = 8
    let result = try Trainer(model, options: options).run(Self.items, validation: Self.items, monitor: monitor)
    #expect(result.losses.last ?? .infinity < 0.5 * result.losses[0], "\(result.losses)")
    #expect(result.tuning.parameterCount == model.decoder.weights.size.parameters)
    #expect(result.validationLosses.count == 8 && result.validationLosses[7] < 0.5 * result.losses[0])
    model.add(result.tuning, named: "full")
    let after = try model.score([request], tuning: model.tuning, monitor: monitor)[0][0]
    #expect(after.logProbability > before.logProbability)
    let again = try model.score([request], tuning: nil, monitor: monitor)[0][0]
    #expect(again.logProbabilities == before.logProbabilities)
  }

  /// Memory for all that is trained may be slow to come.
  @Test func itCanBeStoppedBeforeItsFirstStep() throws {
    let model = try TinyModel.llama.model()
    for questions in [0, 5, 40] {
      #expect(throws: Interrupted.self) {
        try Trainer(model, options: options(), monitor: StoppingMonitor(afterQuestions: questions))
      }
    }
  }

  /// What is generated afterwards comes from the tuned weights, and from those that came once they are back.
  @Test func generationFollowsWhatIsInUse() throws {
    let file = try TinyModel.llama.gguf(.q8_0).file, folder = try TemporaryFolder()
    let model = try LanguageModel(path: folder.write(file, to: "m.gguf"))
    func generated() throws -> [Int] {
      var options = SamplingOptions()
      options.maxTokens = 6
      return try model.generate(Self.items[0].prompt, options: options, monitor: SilentMonitor()).tokens
    }
    let before = try generated()
    var options = try options()
    options.epochs = 20
    let result = try Trainer(model, options: options).run([Self.items[0]], monitor: SilentMonitor())
    model.add(result.tuning, named: "full")
    #expect(try generated() == [60] && before != [60])
    try model.use(nil)
    #expect(try generated() == before)
    try model.use("full")
    #expect(try generated() == [60])
  }

  @Test(arguments: [StorageType.q4_1, .q6_K]) func itStartsFromTheWeightsThatAQuantizedFileHolds(type: StorageType)
    throws
  {
    let folder = try TemporaryFolder()
    let model = try LanguageModel(path: folder.write(TinyModel.llama(for: type).gguf(type).file, to: "m.gguf"))
    let trainer = try Trainer(model, options: options()), monitor = SilentMonitor()
    #expect(
      try model.score([request], tuning: trainer.tuning, monitor: monitor)[0][0].logProbabilities
        == model.score([request], tuning: nil, monitor: monitor)[0][0].logProbabilities)
  }

  @Test(arguments: TinyModel.architectures) func sharedPrefixesGiveTheGradientsOfTheItemsAlone(tiny: TinyModel) throws {
    let model = try tiny.model(), together = try Trainer(model, options: options())
    let (loss, gradients) = try together.lossAndGradients(Self.items)
    var sums: [[Double]] = [], total = 0.0
    let alone = try Trainer(model, options: options()), count = Double(Self.items.reduce(0) { $0 + $1.target.count })
    for item in Self.items {
      let part = Double(item.target.count) / count, (itemLoss, itemGradients) = try alone.lossAndGradients([item])
      total += itemLoss * part
      let scaled = itemGradients.matrices.map { $0.values.map { Double($0) * part } }
      sums = sums.isEmpty ? scaled : zip(sums, scaled).map { zip($0, $1).map(+) }
    }
    #expect(abs(loss - total) < 1e-6)
    for (index, sum) in sums.enumerated() {
      let name = together.tuning.matrices[index].name
      #expect(relativeDifference(gradients.matrices[index].values, sum) < 1e-5, "\(name)")
    }
  }

  @Test(arguments: [1, 2, 3]) func anyNumberOfThreadsGivesTheSameBits(threads: Int) throws {
    func run(_ engine: Engine) throws -> (losses: [Double], weights: [[UInt32]]) {
      var options = try options()
      (options.epochs, options.batch) = (2, 2)
      let trainer = try Trainer(TinyModel.gemma3.model(engine: engine), options: options)
      return (try trainer.run(Self.items, monitor: SilentMonitor()).losses, bits(trainer.tuning))
    }
    let reference = try run(.shared), found = try run(Engine(pool: WorkerPool(threads: threads)))
    #expect(found.losses == reference.losses && found.weights == reference.weights)
  }

  /// A little more than the numbers that are trained take, and less than the tape.
  private func scarce(_ model: LanguageModel) -> Int { 17 * model.decoder.weights.size.parameters }

  @Test(arguments: TinyModel.architectures, TuningOptions.Method.allCases)
  func layersComputedAgainGiveTheSameBits(tiny: TinyModel, method: TuningOptions.Method) throws {
    let model = try tiny.model(), memory = scarce(model)
    #expect(Tape.bytes(tiny.configuration, capacity: 512, keeping: .everything) > memory)
    func run(_ memory: Int, keeping: Tape.Keeping) throws -> (
      losses: [Double], gradients: [[UInt32]], tuning: [[UInt32]]
    ) {
      let trainer = try Trainer(model, options: options(method, memory: memory))
      let first = try trainer.lossAndGradients(Self.items), gradients = bits(first.gradients.matrices)
      #expect(trainer.keeping == keeping)
      return ([first.loss, try trainer.advance(Self.items, of: 1)], gradients, bits(trainer.tuning))
    }
    let kept = try run(1 << 40, keeping: .everything), again = try run(memory, keeping: .inputs)
    #expect(again.losses == kept.losses && again.gradients == kept.gradients && again.tuning == kept.tuning)
    #expect(kept.gradients.contains { $0.contains { $0 != 0 } })
  }

  @Test func aTapeOfInputsTakesTheirRoomAndOneLayers() {
    let configuration = TinyModel.gemma3.configuration
    let all = Tape.bytes(configuration, capacity: 100, keeping: .everything)
    let inputs = Tape.bytes(configuration, capacity: 100, keeping: .inputs)
    #expect(inputs == all / 3 + 2 * 100 * 4 * configuration.width)
    #expect(Tape(configuration, capacity: 16, keeping: .inputs).keeping == .inputs)
  }

  @Test func moreMemoryThanIsFreeIsRefused() throws {
    let model = try TinyLlama.model(), needed = 16 * model.decoder.weights.size.parameters
    let error = #expect(throws: TuningError.self) { try Trainer(model, options: options(memory: needed - 1)) }
    #expect(error == .memory(needed: needed, free: needed - 1))
    #expect(
      TuningError.memory(needed: 16 * 134_515_008, free: 1_990_000_000).message
        == "full tuning of this model needs 2.2 GB of memory; 1.9 GB are free.")
    #expect(error?.hint == "method=\"lora\" trains a small change of the weights instead")
    _ = try Trainer(model, options: options(memory: needed))
    _ = try Trainer(model, options: options(.lora, memory: 1))
  }

  @Test func interruptionKeepsWholeSteps() throws {
    var options = try options()
    options.batch = 1
    let stopped = try Trainer(TinyLlama.model(), options: options)
    let result = try stopped.run(Self.items, monitor: StoppingMonitor(after: 2))
    #expect(result.isInterrupted && result.losses.count == 2)
    let whole = try Trainer(TinyLlama.model(), options: options)
    for item in Self.items.prefix(2) { _ = try whole.advance([item], of: 3) }
    #expect(bits(result.tuning) == bits(whole.tuning))
  }
}
