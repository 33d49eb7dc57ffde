import Foundation
import HoneCompute
import HoneCore
import HoneModel
import HoneTestSupport
import HoneTuning
import Testing

/// The tiny models of `Fixtures/make_tiny_models.py`, as transformers and PEFT compute them.
struct ArchitectureReferenceTests {
  struct Reference: Decodable {
    struct Example: Decodable { let prompt: [Int], completion: [Int] }
    struct Scales: Decodable { let loraA: Double, loraB: Double }
    struct Shape: Decodable { let rank: Int, alpha: Float }
    let ids: [Int]
    let logprobs: [Double]
    let logits: [Double]
    let scales: Scales
    let adapter: Shape
    let examples: [Example]
    let loss: Double
    let gradients: [String: [Double]]
  }

  /// Float32 sums in another order, through two or three layers.
  static let logitError = 2e-5
  static let gradientError = 1e-4

  private func reference(_ tiny: TinyModel) throws -> Reference { try fixture("tiny-\(tiny.name)", in: .module) }

  private func trainer(_ model: LanguageModel, _ reference: Reference) throws -> Trainer {
    var options = TuningOptions(optimizer: try AdamW(rate: 1e-3, weightDecay: 0, schedule: Schedule(.constant)))
    options.rank = reference.adapter.rank
    options.alpha = Double(reference.adapter.alpha)
    let start = filledAdapter(
      model.configuration, rank: reference.adapter.rank, alpha: reference.adapter.alpha,
      scaleA: reference.scales.loraA, scaleB: reference.scales.loraB)
    return try Trainer(model, options: options, start: .lowRank(start))
  }

  @Test(arguments: TinyModel.architectures) func logitsAgreeWithTransformers(tiny: TinyModel) throws {
    let reference = try reference(tiny), model = try tiny.model(), ids = reference.ids
    let cache = KeyValueCache(model.configuration, capacity: ids.count)
    var batch = PackedSequences()
    batch.append(ids, position: 0)
    let residual = try model.decoder.forward(batch, cache: cache)
    let logits = Matrix(rows: 1, columns: model.configuration.vocabulary)
    model.decoder.logits(residual, row: ids.count - 1, into: logits)
    let difference = zip(logits.values, reference.logits).map { abs(Double($0) - $1) }.max() ?? .infinity
    #expect(difference < Self.logitError, "\(difference)")
    let found = try model.score(context: "", continuation: model.tokenizer.decode(ids)).logProbabilities
    #expect(found.count == reference.logprobs.count)
    let errors = zip(found, reference.logprobs).map { abs(Double($0) - $1) }
    #expect((errors.max() ?? .infinity) < Self.logitError, "\(errors)")
  }

  /// One token after another: with a cache, the arithmetic of many rows and that of one.
  @Test(arguments: TinyModel.architectures, [Decoder.Arithmetic.exact, .fast])
  func tokensOneByOneAgreeWithTransformers(tiny: TinyModel, arithmetic: Decoder.Arithmetic) throws {
    let reference = try reference(tiny), model = try tiny.model()
    let cache = KeyValueCache(model.configuration, capacity: reference.ids.count)
    let logits = Matrix(rows: 1, columns: model.configuration.vocabulary)
    for (position, token) in reference.ids.enumerated() {
      var batch = PackedSequences(base: position)
      batch.append([token], position: position, contexts: [0..<position])
      let residual = try model.decoder.forward(batch, cache: cache, arithmetic: arithmetic)
      model.decoder.logits(residual, row: 0, into: logits)
    }
    let difference = zip(logits.values, reference.logits).map { abs(Double($0) - $1) }.max() ?? .infinity
    #expect(difference < Self.logitError, "\(difference)")
  }

  /// The examples share prefixes, which are computed once here and example by example there.
  @Test(arguments: TinyModel.architectures) func lossAndEveryGradientAgreeWithPEFT(tiny: TinyModel) throws {
    let reference = try reference(tiny), trainer = try trainer(tiny.model(), reference)
    let items = reference.examples.map { TrainingItem(prompt: $0.prompt, target: $0.completion) }
    let (loss, gradients) = try trainer.lossAndGradients(items)
    #expect(abs(loss - reference.loss) <= Self.gradientError * reference.loss)
    let names = trainer.tuning.matrices.map(\.name)
    #expect(Set(names) == Set(reference.gradients.keys))
    for (name, gradient) in zip(names, gradients.matrices) {
      let difference = relativeDifference(gradient.values, reference.gradients[name] ?? [])
      #expect(difference <= Self.gradientError, "\(name): \(difference)")
    }
  }

  /// The config.json that transformers writes describes the model that the test made.
  @Test(arguments: TinyModel.architectures) func theSettingsOfTransformersAreUnderstood(tiny: TinyModel) throws {
    let url = Bundle.module.bundleURL.appending(path: "Fixtures/tiny-\(tiny.name).json")
    let fixture = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
    let config = try #require((fixture as? [String: Any])?["config"])
    let folder = try TemporaryFolder()
    let text = String(decoding: try JSONSerialization.data(withJSONObject: config), as: UTF8.self)
    try tiny.write(to: folder, settings: text)
    let found = try LanguageModel(path: folder.root)
    #expect("\(found.configuration)" == "\(tiny.configuration)")
  }
}
