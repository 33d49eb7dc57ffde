import Foundation
import HoneCompute
import HoneCore
import HoneModel
import HoneTestSupport
import HoneTuning
import Testing

/// Gradients and adapters of each architecture, checked without another program.
struct ArchitectureTuningTests {
  /// Losses of about 5 in float32 over a step of 2 · 0.01: their rounding is up to 1e-4 of the quotients below.
  static let quotientError = 2e-3

  private static let items = [
    TrainingItem(prompt: [2, 17, 33, 5, 80, 41, 9, 71], target: [60, 1]),
    TrainingItem(prompt: [2, 17, 33, 5, 80, 41, 9, 14, 90], target: [31, 62, 1]),
    TrainingItem(prompt: [2, 46, 30, 95, 7, 68, 21, 50, 39, 11], target: [84, 1]),
  ]

  private func trainer(_ model: LanguageModel, _ adapter: Adapter) throws -> Trainer {
    var options = TuningOptions(optimizer: try AdamW(rate: 1e-3, weightDecay: 0, schedule: Schedule(.constant)))
    options.rank = 2
    options.alpha = 4
    return try Trainer(model, options: options, start: .lowRank(adapter))
  }

  private func adapter(_ configuration: ModelConfiguration) -> Adapter {
    filledAdapter(configuration, rank: 2, alpha: 4, scaleA: 0.2, scaleB: 0.2)
  }

  /// The loss's change along each matrix's gradient is that gradient's length.
  @Test(arguments: TinyModel.architectures) func gradientsAreTheSlopesOfTheLoss(tiny: TinyModel) throws {
    let model = try tiny.model(), start = adapter(model.configuration)
    let (_, gradients) = try trainer(model, start).lossAndGradients(Self.items)
    for (index, gradient) in gradients.matrices.enumerated() {
      let length = gradient.values.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot(), step = 0.01
      let losses = try [step, -step].map { step in
        let moved = start.copy(), matrix = moved.matrices[index].matrix
        matrix.copy(from: zip(matrix.values, gradient.values).map { $0 + Float(step / length) * $1 })
        return try trainer(model, moved).lossAndGradients(Self.items).0
      }
      let slope = (losses[0] - losses[1]) / (2 * step)
      #expect(
        abs(slope - length) <= Self.quotientError * max(length, 0.05),
        "\(start.matrices[index].name): \(slope) instead of \(length)")
    }
  }

  @Test(arguments: TinyModel.architectures) func lossesFallAndTheAdapterIsUsed(tiny: TinyModel) throws {
    let model = try tiny.model()
    var options = TuningOptions(optimizer: try AdamW(rate: 2e-2, weightDecay: 0, schedule: Schedule(.constant)))
    options.rank = 4
    options.epochs = 12
    options.batch = 3
    let result = try Trainer(model, options: options).run(Self.items, monitor: SilentMonitor())
    #expect(result.losses.last ?? .infinity < 0.7 * result.losses[0], "\(result.losses)")
    let before = try model.score([request], tuning: nil, monitor: SilentMonitor())[0][0].logProbability
    let after = try model.score([request], tuning: result.tuning, monitor: SilentMonitor())[0][0].logProbability
    #expect(after > before)
  }

  private var request: ScoreRequest {
    ScoreRequest(context: Self.items[0].prompt, continuations: [Self.items[0].target])
  }

  /// PEFT's rows of queries and keys are Hugging Face's, whatever the order in the model's own file.
  @Test(arguments: [TinyModel.llama3, .mistral, .plainQwen2, .qwen3, .gemma3], [false, true])
  func adaptersAreReadAndWrittenInPEFTsOrder(tiny: TinyModel, isFolder: Bool) throws {
    let files = try TemporaryFolder(), exchanged = try TemporaryFolder(), inMemory = try tiny.model()
    if isFolder { try tiny.write(to: files) }
    let path = try isFolder ? files.root : files.write(tiny.gguf().file, to: "m.gguf")
    let model = try LanguageModel(path: path), adapter = adapter(tiny.configuration)
    try exchanged.writeAdapter(adapter.matrices, rank: 2, alpha: 4)
    model.add(.lowRank(try PEFTFolder.read(exchanged.root, for: model)), named: "a")
    let (found, expected) = try (
      model.score([request], tuning: model.tuning, monitor: SilentMonitor()),
      inMemory.score([request], tuning: .lowRank(adapter), monitor: SilentMonitor())
    )
    for (a, b) in zip(found[0][0].logProbabilities, expected[0][0].logProbabilities) { #expect(abs(a - b) < 2e-5) }
    let exported = exchanged.path("exported")
    try PEFTFolder.write(try #require(model.tuning?.adapter), of: model, to: exported)
    let written = try Safetensors(path: "\(exported)/adapter_model.safetensors")
    for (name, matrix) in adapter.matrices {
      #expect(try written.matrix(peftName(name)).values == matrix.values, "\(name)")
    }
  }
}
