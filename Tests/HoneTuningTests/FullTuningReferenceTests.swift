import HoneCompute
import HoneModel
import HoneTestSupport
import HoneTuning
import Testing

/// The tiny models of `Fixtures/make_tiny_full.py`, every weight of which is trained here and by PyTorch.
struct FullTuningReferenceTests {
  struct Reference: Decodable {
    struct Example: Decodable { let prompt: [Int], completion: [Int] }
    struct Settings: Decodable { let rate: Double, decay: Double, clip: Double, steps: Int }
    struct Gradient: Decodable { let norm: Double, probes: [Double], entries: [Double] }
    struct Model: Decodable { let losses: [Double], gradients: [String: Gradient] }
    let optimizer: Settings
    let examples: [Example]
    let models: [String: Model]
  }

  /// Float32 sums in another order, relative to a gradient's norm; PyTorch's own float32 is 2e-6 from its float64.
  static let gradientError = 1e-4
  /// The same after ten steps of feedback.
  static let trainedError = 1e-4

  let reference: Reference
  let items: [TrainingItem]

  init() throws {
    reference = try fixture("tiny-full", in: .module)
    items = reference.examples.map { TrainingItem(prompt: $0.prompt, target: $0.completion) }
  }

  private func trainer(_ tiny: TinyModel) throws -> Trainer {
    let settings = reference.optimizer
    var options = TuningOptions(
      optimizer: try AdamW(rate: settings.rate, weightDecay: settings.decay, schedule: Schedule(.constant)))
    options.method = .full
    options.clip = settings.clip
    return try Trainer(tiny.model(), options: options)
  }

  @Test(arguments: TinyModel.architectures) func lossAndEveryGradientAgreeWithPyTorch(tiny: TinyModel) throws {
    let trainer = try trainer(tiny), expected = try #require(reference.models[tiny.name])
    let (loss, gradients) = try trainer.lossAndGradients(items)
    #expect(abs(loss - expected.losses[0]) <= Self.gradientError * expected.losses[0])
    let names = trainer.tuning.matrices.map(\.name)
    #expect(Set(names) == Set(expected.gradients.keys) && names.count == expected.gradients.count)
    for (name, gradient) in zip(names, gradients.matrices) {
      let wanted = try #require(expected.gradients[name]), values = gradient.values.map(Double.init)
      let step = max(1, values.count / wanted.entries.count)
      let entries = wanted.entries.indices.map { values[$0 * step] }
      let probes = wanted.probes.indices.map { index in
        let probe = filled("probe.\(index).\(name)", rows: gradient.rows, columns: gradient.columns, scale: 1)
        return zip(values, probe.values).reduce(0) { $0 + $1.0 * Double($1.1) }
      }
      let norm = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
      for (found, figure) in zip([norm] + probes + entries, [wanted.norm] + wanted.probes + wanted.entries) {
        #expect(abs(found - figure) <= Self.gradientError * wanted.norm, "\(name): \(found) instead of \(figure)")
      }
    }
  }

  @Test(arguments: TinyModel.architectures) func tenAdamWStepsAgreeWithPyTorch(tiny: TinyModel) throws {
    let trainer = try trainer(tiny), expected = try #require(reference.models[tiny.name]).losses
    let losses = try expected.indices.map { _ in try trainer.advance(items, of: expected.count) }
    #expect(losses.count == reference.optimizer.steps && losses[9] < 0.9 * losses[0])
    for (loss, figure) in zip(losses, expected) {
      #expect(abs(loss - figure) <= Self.trainedError * figure, "\(loss) instead of \(figure)")
    }
  }
}
