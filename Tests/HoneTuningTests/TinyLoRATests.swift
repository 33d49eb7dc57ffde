import Foundation
import HoneCore
import HoneModel
import HoneTestSupport
import HoneTuning
import Testing

/// The tiny llama of `Fixtures/make_tiny_lora.py`, trained here and by PEFT.
struct TinyLoRATests {
  struct Reference: Decodable {
    struct Example: Decodable { let prompt: [Int], completion: [Int] }
    struct Scales: Decodable { let loraA: Double, loraB: Double }
    struct Shape: Decodable { let rank: Int, alpha: Float }
    struct Settings: Decodable { let rate: Double, decay: Double, clip: Double, steps: Int }
    let scales: Scales
    let adapter: Shape
    let optimizer: Settings
    let examples: [Example]
    let loss: Double
    let losses: [Double]
    let gradients: [String: [Double]]
    let finalAdapter: [String: [Double]]
  }

  /// Float32 sums in another order; PEFT's own float32 is 1e-6 from its float64.
  static let gradientError = 1e-4
  /// The same after ten steps of feedback.
  static let trainedError = 1e-4

  /// Of a mean loss of about 5 in float32.
  static let lossError = 1e-6
  /// Of gradients that are sums over the examples in another order.
  static let sharedError = 1e-5

  let reference: Reference
  let items: [TrainingItem]

  init() throws {
    reference = try fixture("tiny-lora", in: .module)
    items = reference.examples.map { TrainingItem(prompt: $0.prompt, target: $0.completion) }
  }

  private func trainer() throws -> Trainer {
    let model = try TinyLlama.model(), settings = reference.optimizer
    var options = TuningOptions(
      optimizer: try AdamW(rate: settings.rate, weightDecay: settings.decay, schedule: Schedule(.constant)))
    options.rank = reference.adapter.rank
    options.alpha = Double(reference.adapter.alpha)
    options.clip = settings.clip
    let start = filledAdapter(
      model.configuration, rank: reference.adapter.rank, alpha: reference.adapter.alpha,
      scaleA: reference.scales.loraA, scaleB: reference.scales.loraB)
    return try Trainer(model, options: options, start: .lowRank(start))
  }

  @Test func lossAndEveryGradientAgreeWithPEFT() throws {
    let trainer = try trainer()
    let (loss, gradients) = try trainer.lossAndGradients(items)
    #expect(abs(loss - reference.loss) <= Self.gradientError * reference.loss)
    let names = trainer.tuning.matrices.map(\.name)
    #expect(Set(names) == Set(reference.gradients.keys))
    for (name, gradient) in zip(names, gradients.matrices) {
      let difference = relativeDifference(gradient.values, reference.gradients[name] ?? [])
      #expect(difference <= Self.gradientError, "\(name): \(difference)")
    }
  }

  @Test func sharedPrefixesGiveTheGradientsOfTheExamplesAlone() throws {
    let together = try trainer(), alone = try trainer()
    let shared = [items[0], items[2], TrainingItem(prompt: items[0].prompt + [5], target: [7, 1])]
    let (loss, gradients) = try together.lossAndGradients(shared)
    var sums: [[Double]] = [], total = 0.0
    let count = Double(shared.reduce(0) { $0 + $1.target.count })
    for item in shared {
      let part = Double(item.target.count) / count
      let (itemLoss, itemGradients) = try alone.lossAndGradients([item])
      total += itemLoss * part
      let scaled = itemGradients.matrices.map { $0.values.map { Double($0) * part } }
      sums = sums.isEmpty ? scaled : zip(sums, scaled).map { zip($0, $1).map(+) }
    }
    #expect(abs(loss - total) < Self.lossError)
    for (gradient, sum) in zip(gradients.matrices, sums) {
      #expect(relativeDifference(gradient.values, sum) < Self.sharedError)
    }
  }

  @Test func tenAdamWStepsAgreeWithPEFT() throws {
    let trainer = try trainer(), steps = reference.optimizer.steps
    let losses = try (0..<steps).map { _ in try trainer.advance(items, of: steps) }
    #expect(losses[steps - 1] < 0.9 * losses[0])
    for (loss, expected) in zip(losses, reference.losses) {
      #expect(abs(loss - expected) <= Self.trainedError * expected, "\(loss) instead of \(expected)")
    }
    for (name, matrix) in trainer.tuning.matrices {
      let difference = relativeDifference(matrix.values, reference.finalAdapter[name] ?? [])
      #expect(difference <= Self.trainedError, "\(name): \(difference)")
    }
  }
}
