import HoneCompute
import HoneCore

#if canImport(Glibc)
  import Glibc
#endif

/// How the next token is chosen. Temperature 0 takes the likeliest.
package struct SamplingOptions: Sendable {
  package var maxTokens = 128
  package var temperature = 0.0
  /// Keep the k likeliest tokens; nil keeps all.
  package var topK: Int?
  /// Keep the likeliest tokens until their probability reaches p; nil keeps all.
  package var topP: Double?
  /// Keep tokens at least this likely relative to the likeliest; nil keeps all.
  package var minP: Double?
  package var seed: UInt64 = 0
  /// Texts at which generation ends; they are not part of the result.
  package var stop: [String] = []
  /// Whether the model's end token ends the generation; where not, it is a token like any other.
  package var endsAtEnd = true

  package init() {}
}

package struct Sampler {
  private let options: SamplingOptions

  package init(_ options: SamplingOptions) { self.options = options }

  /// The token chosen at `step` from its logits: (1, vocabulary). A logit of -∞ is never chosen.
  package func choose(_ logits: Matrix, step: Int) throws(ModelError) -> Int {
    let values = logits.values, best = likeliest(values)
    guard values[best] > -.infinity, values.allSatisfy({ $0 < .infinity }) else { throw .notNumbers }
    guard options.temperature > 0 else { return best }
    let weights = relativeWeights(values, of: best, temperature: options.temperature)
    let tokens = kept(values, weights)
    var random = RandomStream(seed: options.seed, purpose: "sampling", step: step)
    let sum = tokens.reduce(0.0) { $0 + Double(weights[$1]) }
    var left = Double(random.next() >> 11) * 0x1p-53 * sum
    for token in tokens {
      left -= Double(weights[token])
      if left < 0 { return token }
    }
    return best
  }

  private func likeliest(_ values: [Float]) -> Int {
    var best = 0
    for index in values.indices where values[index] > values[best] { best = index }
    return best
  }

  /// The tokens to choose among: the k likeliest, of these all that min_p keeps, and of these the likeliest that make up
  /// top_p of the k.
  private func kept(_ values: [Float], _ weights: [Float]) -> [Int] {
    var tokens = Array(values.indices)
    if let k = options.topK, k < tokens.count {
      tokens = Array(sorted(values, weights) { tokens, _ in tokens.count >= k }.prefix(max(1, k)))
    }
    let total = tokens.reduce(0.0) { $0 + Double(weights[$1]) }
    if let topP = options.topP {
      if tokens.count == values.count { tokens = sorted(values, weights) { _, sum in sum >= topP * total } }
      var sum = 0.0, count = 0
      while count < tokens.count && (count == 0 || sum < topP * total) {
        sum += Double(weights[tokens[count]])
        count += 1
      }
      tokens.removeSubrange(count...)
    }
    // Weights are relative to the likeliest token's.
    if let minP = options.minP { tokens = tokens.filter { Double(weights[$0]) >= minP } }
    return tokens
  }

  /// How far below the likeliest the first round looks for tokens, and each further round below the one before.
  private static let reach: Float = 1 / 64

  /// The likeliest tokens from the top, at least until there are `enough` of them, ties in the order of their ids: a
  /// whole vocabulary is not sorted for the few that count.
  private func sorted(_ values: [Float], _ weights: [Float], enough: ([Int], _ sum: Double) -> Bool) -> [Int] {
    var limit = Self.reach, found: [Int] = []
    while limit > 0 {
      found = weights.indices.filter { weights[$0] >= limit }
      if enough(found, found.reduce(0.0) { $0 + Double(weights[$1]) }) { break }
      limit *= Self.reach
    }
    if limit == 0 { found = Array(weights.indices) }
    return found.sorted { values[$0] != values[$1] ? values[$0] > values[$1] : $0 < $1 }
  }
}
