#if canImport(Glibc)
  import Glibc
#endif

/// How the learning rate moves over a run: a linear warm-up, then its shape.
package struct Schedule: Equatable, Sendable {
  package enum Shape: String, CaseIterable, Sendable { case constant, linear, cosine }

  package var shape: Shape
  /// The part of all steps, 0..<1, in which the rate rises from zero.
  package var warmup: Double

  package init(_ shape: Shape, warmup: Double = 0) {
    self.shape = shape
    self.warmup = warmup
  }

  /// The factor on the learning rate at `step`, counted from 0, of `steps`: transformers' schedules of the same names.
  package func factor(step: Int, of steps: Int) -> Double {
    let rising = Int(warmup * Double(steps))
    if step < rising { return Double(step) / Double(max(1, rising)) }
    let progress = Double(step - rising) / Double(max(1, steps - rising))
    switch shape {
    case .constant: return 1
    case .linear: return max(0, 1 - progress)
    case .cosine: return max(0, 0.5 * (1 + cos(.pi * progress)))
    }
  }
}

/// AdamW and its settings (Loshchilov and Hutter 2019).
package struct AdamW: Equatable, Sendable {
  package var rate: Double
  package var weightDecay: Double
  package var betas: (Double, Double)
  package var epsilon: Double
  package var schedule: Schedule

  /// What a session starts with: settings that hold up for LoRA.
  package static let standard = AdamW()

  private init() {
    (rate, weightDecay, betas, epsilon) = (2e-4, 0.01, (0.9, 0.999), 1e-8)
    schedule = Schedule(.cosine, warmup: 0.1)
  }

  package init(
    rate: Double, weightDecay: Double, betas: (Double, Double) = (0.9, 0.999), epsilon: Double = 1e-8,
    schedule: Schedule
  ) throws {
    func check(_ condition: Bool, _ name: String, _ accepted: String, _ value: Double) throws {
      guard condition else { throw TuningError.range(parameter: name, accepted: accepted, received: "\(value)") }
    }
    try check(rate > 0 && rate <= 10, "lr", "above 0 and at most 10", rate)
    try check(weightDecay >= 0 && weightDecay < 10, "weight_decay", "0 or more and below 10", weightDecay)
    try check(betas.0 >= 0 && betas.0 < 1, "beta1", "0 or more and below 1", betas.0)
    try check(betas.1 >= 0 && betas.1 < 1, "beta2", "0 or more and below 1", betas.1)
    try check(epsilon > 0 && epsilon < 1, "eps", "above 0 and below 1", epsilon)
    try check(schedule.warmup >= 0 && schedule.warmup < 1, "warmup", "0 or more and below 1", schedule.warmup)
    self.rate = rate
    self.weightDecay = weightDecay
    self.betas = betas
    self.epsilon = epsilon
    self.schedule = schedule
  }

  package static func == (a: AdamW, b: AdamW) -> Bool {
    a.rate == b.rate && a.weightDecay == b.weightDecay && a.betas == b.betas && a.epsilon == b.epsilon
      && a.schedule == b.schedule
  }
}
