import HoneCore
import HoneModel

/// What `model.score` found.
package final class ScoreObject: DomainObject {
  package static let typeName = "Score"
  let score: Score

  init(_ score: Score) { self.score = score }

  package var rendering: Rendering {
    let count = counted(score.logProbabilities.count, "token")
    return Rendering("Score: logprob \(Figures.fixed(score.logProbability, 4)) over \(count)")
  }

  static var rows: [Command] {
    [
      property("logprob", returns: "float", "The summed natural log-probability.") { .float($0.score.logProbability) },
      property("logprobs", returns: "list of float", "The log-probability of each token.") {
        .floats($0.score.logProbabilities.map(Double.init))
      },
    ]
  }
}

/// What `model.generate` and `model.chat` wrote.
package final class GenerationObject: DomainObject {
  package static let typeName = "Generation"
  let generation: Generation
  let origin: Fingerprint
  /// Whether the terminal has just shown the text as it came: true until the next cell runs.
  private let isStreamed: () -> Bool

  init(_ generation: Generation, origin: Fingerprint, isStreamed: @escaping () -> Bool) {
    (self.generation, self.origin) = (generation, origin)
    self.isStreamed = isStreamed
  }

  package var rendering: Rendering {
    let ending = generation.finish.words
    let text = generation.text.showingControls(keeping: "\n\t")
    let stable = [text, ending.map { "[\($0)]" } ?? ""].filter { !$0.isEmpty }.joined(separator: "\n")
    return Rendering(stable: stable, live: isStreamed() ? facts : text + "\n" + facts)
  }

  /// "[12 prompt tokens (8 known) in 0.2 s, 40 tokens, 98.1 tok/s, stopped at max_tokens]"
  private var facts: String {
    let count = generation.tokens.count, known = generation.reusedTokens
    let prompt = counted(generation.promptTokens, "prompt token") + (known > 0 ? " (\(known) known)" : "")
    var parts = ["\(prompt) in \(Figures.duration(generation.promptSeconds))", counted(count, "token")]
    if generation.seconds > 0 { parts.append("\(Figures.fixed(Double(count) / generation.seconds, 1)) tok/s") }
    if let ending = generation.finish.words { parts.append(ending) }
    return "[\(parts.joined(separator: ", "))]"
  }

  static var rows: [Command] {
    [
      property("text", returns: "str", "The text.") { .string($0.generation.text) },
      property("tokens", returns: "list of int", "The tokens, the end token not among them.") {
        .ints($0.generation.tokens)
      },
      property("finish", returns: "str", "Why it ended: end, stop, length or interrupted.") {
        .string($0.generation.finish.rawValue)
      },
    ]
  }
}

extension Generation.Finish {
  /// Why a text ended before the model ended it; nil where it did not.
  var words: String? {
    switch self {
    case .end: nil
    case .stop: "stopped at a stop text"
    case .length: "stopped at max_tokens"
    case .interrupted: "interrupted"
    }
  }
}
