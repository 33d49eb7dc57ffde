import Foundation
import HoneCompute
import HoneCore
import HoneModel
import Testing

/// Choices from logits made by hand: probabilities 0.5, 0.25, 0.15, 0.1 of tokens 3, 0, 4, 1, and nothing of token 2.
struct SamplerTests {
  static let probabilities: [Float] = [0.25, 0.1, 0, 0.5, 0.15]
  let logits = Matrix(rows: 1, columns: 5, probabilities.map { $0.logarithm })

  /// How often each token is chosen in 4,000 steps.
  private func shares(_ options: SamplingOptions) throws -> [Double] {
    let sampler = Sampler(options)
    var counts = [Int](repeating: 0, count: 5)
    for step in 0..<4_000 { counts[try sampler.choose(logits, step: step)] += 1 }
    return counts.map { Double($0) / 4_000 }
  }

  /// Four standard deviations of a share of one half among 4,000.
  static let shareError = 0.032

  private func expect(_ options: SamplingOptions, _ expected: [Double], _ location: SourceLocation = #_sourceLocation)
    throws
  {
    for (share, wanted) in zip(try shares(options), expected) {
      #expect(wanted == 0 ? share == 0 : abs(share - wanted) < Self.shareError, sourceLocation: location)
    }
  }

  @Test func temperatureZeroTakesTheLikeliestAndTheFirstOfEqualOnes() throws {
    try expect(SamplingOptions(maxTokens: 1), [0, 0, 0, 1, 0])
    let tied = Matrix(rows: 1, columns: 4, [1, 2, 2, 0])
    #expect(try Sampler(SamplingOptions(maxTokens: 1)).choose(tied, step: 9) == 1)
  }

  @Test func temperatureOneFollowsTheProbabilities() throws {
    try expect(SamplingOptions(maxTokens: 1, temperature: 1), [0.25, 0.1, 0, 0.5, 0.15])
  }

  @Test func temperaturesBendTheProbabilities() throws {
    // Squared and normalized; then their square roots.
    try expect(SamplingOptions(maxTokens: 1, temperature: 0.5), [0.181, 0.029, 0, 0.725, 0.065])
    try expect(SamplingOptions(maxTokens: 1, temperature: 2), [0.260, 0.165, 0, 0.368, 0.202])
    try expect(SamplingOptions(maxTokens: 1, temperature: 1e-9), [0, 0, 0, 1, 0])
  }

  @Test func topKKeepsTheLikeliest() throws {
    try expect(SamplingOptions(maxTokens: 1, temperature: 1, topK: 1), [0, 0, 0, 1, 0])
    try expect(SamplingOptions(maxTokens: 1, temperature: 1, topK: 2), [1.0 / 3, 0, 0, 2.0 / 3, 0])
    try expect(SamplingOptions(maxTokens: 1, temperature: 1, topK: 100), [0.25, 0.1, 0, 0.5, 0.15])
  }

  @Test func topPKeepsUntilTheSumIsReached() throws {
    try expect(SamplingOptions(maxTokens: 1, temperature: 1, topP: 0.4), [0, 0, 0, 1, 0])
    try expect(SamplingOptions(maxTokens: 1, temperature: 1, topP: 0.7), [1.0 / 3, 0, 0, 2.0 / 3, 0])
    try expect(SamplingOptions(maxTokens: 1, temperature: 1, topP: 0.8), [0.25 / 0.9, 0, 0, 0.5 / 0.9, 0.15 / 0.9])
    try expect(SamplingOptions(maxTokens: 1, temperature: 1, topP: 0), [0, 0, 0, 1, 0])
  }

  @Test func minPKeepsWhatIsAsLikelyAsAPartOfTheLikeliest() throws {
    try expect(SamplingOptions(maxTokens: 1, temperature: 1, minP: 0.4), [1.0 / 3, 0, 0, 2.0 / 3, 0])
    try expect(SamplingOptions(maxTokens: 1, temperature: 1, minP: 0.25), [0.25 / 0.9, 0, 0, 0.5 / 0.9, 0.15 / 0.9])
  }

  /// The tokens of a whole vocabulary that may be chosen, by sorting all of it.
  private func allowed(_ logits: [Float], _ options: SamplingOptions) -> Set<Int> {
    var order = logits.indices.sorted { logits[$0] != logits[$1] ? logits[$0] > logits[$1] : $0 < $1 }
    if let k = options.topK { order = Array(order.prefix(k)) }
    let weights = order.map { exp((Double(logits[$0]) - Double(logits[order[0]])) / options.temperature) }
    let total = weights.reduce(0, +)
    var sum = 0.0, kept: Set<Int> = []
    for (token, weight) in zip(order, weights) {
      if let topP = options.topP, !kept.isEmpty, sum >= topP * total { break }
      if let minP = options.minP, weight < minP { break }
      sum += weight
      kept.insert(token)
    }
    return kept
  }

  @Test(arguments: [
    SamplingOptions(maxTokens: 1, temperature: 2, topK: 40), SamplingOptions(maxTokens: 1, temperature: 1, topP: 0.7),
    SamplingOptions(maxTokens: 1, temperature: 3, minP: 0.05),
    SamplingOptions(maxTokens: 1, temperature: 2, topK: 300, topP: 0.5, minP: 0.001),
  ]) func aWholeVocabularyIsTrimmedToTheSameTokens(options: SamplingOptions) throws {
    var stream = RandomStream(seed: 9, purpose: "logits")
    let values = (0..<5_000).map { _ in Float(stream.next(below: 1_000)) / 50 }
    let logits = Matrix(rows: 1, columns: values.count, values), sampler = Sampler(options)
    let wanted = allowed(values, options)
    #expect(wanted.count > 10 && wanted.count < 5_000)
    var chosen: Set<Int> = []
    for step in 0..<3_000 { chosen.insert(try sampler.choose(logits, step: step)) }
    #expect(chosen.isSubset(of: wanted))
    #expect(chosen.count > wanted.count / 4)
  }

  @Test func theSameSeedAndStepChooseTheSame() throws {
    func chosen(_ seed: UInt64) throws -> [Int] {
      let sampler = Sampler(SamplingOptions(maxTokens: 1, temperature: 1, seed: seed))
      return try (0..<200).map { try sampler.choose(logits, step: $0) }
    }
    #expect(try chosen(3) == chosen(3))
    #expect(try chosen(3) != chosen(4))
    let sampler = Sampler(SamplingOptions(maxTokens: 1, temperature: 1, seed: 3))
    #expect(try (0..<200).reversed().map { try sampler.choose(logits, step: $0) } == chosen(3).reversed())
  }

  @Test(arguments: [Float.nan, -.infinity, .infinity]) func logitsThatAreNoNumbersAreRefused(value: Float) {
    let broken = Matrix(rows: 1, columns: 5, Array(repeating: value, count: 5))
    for temperature in [0, 1.0] {
      let sampler = Sampler(SamplingOptions(maxTokens: 1, temperature: temperature, topP: 0.9, minP: 0.1))
      let error = #expect(throws: ModelError.self) { try sampler.choose(broken, step: 0) }
      #expect(error?.message == "the model's scores of the next token are no finite numbers.")
    }
  }
}
