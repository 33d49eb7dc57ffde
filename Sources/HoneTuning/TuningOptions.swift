import HoneCore
import HoneModel

/// What a run is asked to do.
package struct TuningOptions: Sendable {
  /// What is trained: a low-rank change of every projection, or every weight.
  package enum Method: String, CaseIterable, Sendable { case lora, full }

  package var method = Method.lora
  /// Of LoRA alone, as alpha.
  package var rank = 8
  package var alpha: Double = 16
  package var epochs = 1
  package var batch = 16
  /// Gradients are scaled down to this norm; nil leaves them.
  package var clip: Double? = 1.0
  /// Orders the items and fills A; the order is the file's where nil.
  package var seed: UInt64? = 0
  package var optimizer: AdamW
  /// Bytes of memory that a run is taken to have for itself; nil asks the machine.
  package var memory: Int?

  package init(optimizer: AdamW) { self.optimizer = optimizer }

  func check() throws(TuningError) {
    func require(_ condition: Bool, _ name: String, _ accepted: String, _ value: String) throws(TuningError) {
      guard condition else { throw .range(parameter: name, accepted: accepted, received: value) }
    }
    try require((1...256).contains(rank), "rank", "1...256", "\(rank)")
    try require(alpha > 0 && alpha <= 4096, "alpha", "above 0 and at most 4096", "\(alpha)")
    try require((1...10_000).contains(epochs), "epochs", "1...10000", "\(epochs)")
    try require((1...4_096).contains(batch), "batch", "1...4096", "\(batch)")
    if let clip { try require(clip > 0, "clip", "above 0, or None", "\(clip)") }
  }
}

/// What a run did.
package struct TuningResult: Sendable {
  package var tuning: Tuning
  /// The mean loss of each step, in nats a target token.
  package var losses: [Double] = []
  /// After each epoch, where there are validation items.
  package var validationLosses: [Double] = []
  package var plannedSteps: Int
  package var seconds = 0.0
  /// Tokens of all items seen, shared prefixes counted for each.
  package var tokens = 0
  package var isInterrupted = false
  /// Where the run took up what an earlier one, whose process was killed, had done: after so many steps.
  package var resumedStep: Int?
  /// Why the run could not be kept for such a case; it went on all the same.
  package var checkpointFailure: FileError?

  package init(tuning: Tuning, plannedSteps: Int) { (self.tuning, self.plannedSteps) = (tuning, plannedSteps) }

  package var tokensPerSecond: Double { seconds > 0 ? Double(tokens) / seconds : 0 }
}
