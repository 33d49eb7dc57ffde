import HoneModel

/// What `model.score` found.
package final class ScoreObject: DomainObject {
  package static let typeName = "Score"
  let score: Score

  init(_ score: Score) { self.score = score }

  package var rendering: Rendering {
    let count = score.logProbabilities.count
    return Rendering("Score: logprob \(Figures.fixed(score.logProbability, 4)) over \(counted(count, "token"))")
  }

  static var rows: [Command] {
    [
      Command(.property(typeName), "logprob", returns: "float", summary: "The summed natural log-probability.") { c in
        .float(try c.receiver(as: ScoreObject.self).score.logProbability)
      },
      Command(.property(typeName), "logprobs", returns: "list of float", summary: "The log-probability of each token.") { c in
        .floats(try c.receiver(as: ScoreObject.self).score.logProbabilities.map(Double.init))
      },
    ]
  }
}

/// What `model.generate` and `model.chat` wrote.
package final class GenerationObject: DomainObject {
  package static let typeName = "Generation"
  let generation: Generation
  /// Whether the terminal has just shown the text as it came: true until the next cell runs.
  private let isStreamed: () -> Bool

  init(_ generation: Generation, isStreamed: @escaping () -> Bool) {
    self.generation = generation
    self.isStreamed = isStreamed
  }

  package var rendering: Rendering {
    let ending =
      switch generation.finish {
      case .end: ""
      case .stop: "stopped at a stop text"
      case .length: "stopped at max_tokens"
      case .interrupted: "interrupted"
      }
    let note = ending.isEmpty ? "" : "[\(ending)]"
    let speed = generation.seconds > 0 ? ", \(Figures.fixed(Double(generation.tokens.count) / generation.seconds, 1)) tok/s" : ""
    let live =
      "[\(counted(generation.promptTokens, "prompt token")) in \(Figures.duration(generation.promptSeconds)), "
      + "\(counted(generation.tokens.count, "token"))\(speed)\(ending.isEmpty ? "" : ", " + ending)]"
    let stable = [generation.text, note].filter { !$0.isEmpty }.joined(separator: "\n")
    return Rendering(stable: stable, live: isStreamed() ? live : generation.text + "\n" + live)
  }

  static var rows: [Command] {
    func property(_ name: String, returns: String, _ summary: String, _ body: @escaping (Generation) -> Value) -> Command {
      Command(.property(typeName), name, returns: returns, summary: summary) { c in
        body(try c.receiver(as: GenerationObject.self).generation)
      }
    }
    return [
      property("text", returns: "str", "The text.") { .string($0.text) },
      property("tokens", returns: "list of int", "The tokens, the end token not among them.") { .ints($0.tokens) },
      property("finish", returns: "str", "Why it ended: end, stop, length or interrupted.") { .string($0.finish.rawValue) },
    ]
  }
}
