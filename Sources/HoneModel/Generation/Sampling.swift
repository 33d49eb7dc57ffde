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
    var candidates = kept(values)
    let top = candidates[0].logit
    var total = 0.0
    for index in candidates.indices {
      candidates[index].probability = exp((Double(candidates[index].logit) - Double(top)) / options.temperature)
      total += candidates[index].probability
    }
    candidates = trimmed(candidates, total)
    var random = RandomStream(seed: options.seed, purpose: "sampling", step: step)
    let sum = candidates.reduce(0) { $0 + $1.probability }
    var left = Double(random.next() >> 11) * 0x1p-53 * sum
    for candidate in candidates {
      left -= candidate.probability
      if left < 0 { return candidate.token }
    }
    return candidates[candidates.count - 1].token
  }

  private struct Candidate {
    var token: Int
    var logit: Float
    var probability = 0.0
  }

  private func likeliest(_ values: [Float]) -> Int {
    var best = 0
    for index in values.indices where values[index] > values[best] { best = index }
    return best
  }

  /// Candidates from the likeliest down, at most `topK`; ties in the order of their ids.
  private func kept(_ values: [Float]) -> [Candidate] {
    let all = values.indices.map { Candidate(token: $0, logit: values[$0]) }
      .sorted { $0.logit != $1.logit ? $0.logit > $1.logit : $0.token < $1.token }
    return Array(all.prefix(max(1, options.topK ?? all.count)))
  }

  private func trimmed(_ candidates: [Candidate], _ total: Double) -> [Candidate] {
    var kept = candidates
    if let minP = options.minP {
      kept = kept.filter { $0.probability >= minP * candidates[0].probability }
    }
    if let topP = options.topP {
      var sum = 0.0, count = 0
      while count < kept.count && (count == 0 || sum < topP * total) {
        sum += kept[count].probability
        count += 1
      }
      kept = Array(kept.prefix(count))
    }
    return kept
  }
}
