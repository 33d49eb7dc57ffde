import HoneCore
import HoneTuning

/// What `model.finetune()` did.
package final class RunObject: DomainObject {
  package static let typeName = "Run"
  let name: String
  let result: TuningResult
  let origin: Fingerprint
  private let items: Int
  private let peakMemory: Int

  /// The settings it was made with.
  let optimizer: AdamW, epochs: Int

  init(
    name: String, result: TuningResult, origin: Fingerprint, items: Int, peakMemory: Int, optimizer: AdamW, epochs: Int
  ) {
    (self.name, self.result, self.origin) = (name, result, origin)
    (self.items, self.peakMemory) = (items, peakMemory)
    (self.optimizer, self.epochs) = (optimizer, epochs)
  }

  package var rendering: Rendering {
    let steps = result.losses.count
    let planned = result.isInterrupted ? " of \(Figures.grouped(result.plannedSteps)), interrupted" : ""
    var parts = [
      "Run \(name): \(method) (\(Figures.scaled(result.tuning.parameterCount)) weights) on "
        + "\(Figures.counted(items, "item")), \(Figures.counted(steps, "step"))\(planned)"
    ]
    if steps > 0 {
      // Single steps are noisy: the means of the first and the last tenth say more.
      let tenth = max(1, steps / 10)
      parts.append("loss \(mean(result.losses.prefix(tenth))) → \(mean(result.losses.suffix(tenth)))")
    }
    if let validation = result.validationLosses.last { parts.append("validation loss \(Figures.fixed(validation, 3))") }
    let stable = parts.joined(separator: "; ")
    let speed = "\(Figures.fixed(result.tokensPerSecond, 0)) tok/s, peak memory \(Figures.bytes(peakMemory))"
    return Rendering(stable: stable, live: "\(stable)\n\(Figures.duration(result.seconds)), \(speed)")
  }

  private var method: String { result.tuning.adapter.map { "LoRA rank \($0.rank)" } ?? "full tuning" }

  private func mean(_ losses: ArraySlice<Double>) -> String {
    Figures.fixed(losses.reduce(0, +) / Double(losses.count), 3)
  }

  static var rows: [Command] {
    [
      property("name", returns: "str", "The name of its adapter or tuned weights.") { .string($0.name) },
      property("losses", returns: "list of float", "The mean loss of each step, in nats a learned token.") {
        .floats($0.result.losses)
      },
      property("validation_losses", returns: "list of float", "The mean validation loss after each epoch.") {
        .floats($0.result.validationLosses)
      },
      property("seconds", returns: "float", "How long it took.") { .float($0.result.seconds) },
      property("tokens_per_second", returns: "float", "Tokens of all items seen, shared prefixes counted each time.") {
        .float($0.result.tokensPerSecond)
      },
      property("peak_memory", returns: "int", "The most memory the process had held by its end, in bytes.") {
        .int($0.peakMemory)
      },
    ]
  }
}
