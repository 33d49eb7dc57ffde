import HoneTuning
import Testing

/// Factors of transformers' get_*_schedule_with_warmup for 10 steps, 4 of them warm-up, computed by hand.
struct ScheduleTests {
  private func factors(_ shape: Schedule.Shape, warmup: Double = 0.4, of steps: Int = 10) -> [Double] {
    (0..<steps).map { Schedule(shape, warmup: warmup).factor(step: $0, of: steps) }
  }

  private func expect(_ found: [Double], _ wanted: [Double], _ location: SourceLocation = #_sourceLocation) {
    #expect(found.count == wanted.count, sourceLocation: location)
    for (a, b) in zip(found, wanted) { #expect(abs(a - b) < 1e-12, sourceLocation: location) }
  }

  static let rising = [0, 0.25, 0.5, 0.75]

  @Test func constantStaysAtOneAfterWarmup() { expect(factors(.constant), Self.rising + [1, 1, 1, 1, 1, 1]) }

  @Test func linearFallsToZero() {
    expect(factors(.linear), Self.rising + [1, 5.0 / 6, 4.0 / 6, 3.0 / 6, 2.0 / 6, 1.0 / 6])
    #expect(Schedule(.linear).factor(step: 10, of: 10) == 0 && Schedule(.linear).factor(step: 11, of: 10) == 0)
  }

  /// (1 + cos(π i / 6)) / 2 for i = 0...5, with cos(π / 6) = √3 / 2.
  @Test func cosineFallsAlongHalfAWave() {
    let root = 3.0.squareRoot() / 2
    expect(factors(.cosine), Self.rising + [1, (1 + root) / 2, 0.75, 0.5, 0.25, (1 - root) / 2])
  }

  @Test func withoutWarmupTheFirstStepIsWhole() {
    for shape in Schedule.Shape.allCases { #expect(Schedule(shape).factor(step: 0, of: 1) == 1) }
  }

  /// As `int(0.1 * steps)` in Python.
  @Test func warmupIsAWholeNumberOfSteps() {
    expect(factors(.constant, warmup: 0.1, of: 9), Array(repeating: 1, count: 9))
    expect(factors(.constant, warmup: 0.1, of: 19).prefix(3).map { $0 }, [0, 1, 1])
    expect(factors(.constant, warmup: 0.1, of: 29).prefix(4).map { $0 }, [0, 0.5, 1, 1])
  }

  @Test func settingsOutsideTheirRangeAreNamed() {
    func message(_ make: () throws -> AdamW) -> String? { #expect(throws: TuningError.self, performing: make)?.message }
    let plain = Schedule(.constant)
    #expect(
      message { try AdamW(rate: 0, weightDecay: 0, schedule: plain) }
        == "lr must be above 0 and at most 10; received 0.0.")
    #expect(
      message { try AdamW(rate: .nan, weightDecay: 0, schedule: plain) }
        == "lr must be above 0 and at most 10; received nan.")
    #expect(
      message { try AdamW(rate: 1, weightDecay: -1, schedule: plain) }
        == "weight_decay must be 0 or more and below 10; received -1.0.")
    #expect(
      message { try AdamW(rate: 1, weightDecay: 0, betas: (1, 0.9), schedule: plain) }
        == "beta1 must be 0 or more and below 1; received 1.0.")
    #expect(
      message { try AdamW(rate: 1, weightDecay: 0, betas: (0.9, -0.1), schedule: plain) }
        == "beta2 must be 0 or more and below 1; received -0.1.")
    #expect(
      message { try AdamW(rate: 1, weightDecay: 0, epsilon: 0, schedule: plain) }
        == "eps must be above 0 and below 1; received 0.0.")
    #expect(
      message { try AdamW(rate: 1, weightDecay: 0, schedule: Schedule(.linear, warmup: 1)) }
        == "warmup must be 0 or more and below 1; received 1.0.")
  }
}
