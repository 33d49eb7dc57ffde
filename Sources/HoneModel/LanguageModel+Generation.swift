import HoneCompute
import HoneCore

/// A generated text and why it ended.
package struct Generation: Sendable {
  package enum Finish: String, Sendable {
    /// The model ended its turn, a stop text appeared, the tokens ran out, or the user asked to stop.
    case end, stop, length, interrupted
  }

  package var text: String
  /// The generated tokens, the end token not among them.
  package var tokens: [Int]
  package var finish: Finish
  package var promptTokens: Int
  /// Seconds until the first token was chosen, and from there to the end.
  package var promptSeconds: Double
  package var seconds: Double
}

extension LanguageModel {
  /// Continues `prompt`, handing out text as it comes; what a stop text might begin with is held back.
  package func generate(
    _ prompt: [Int], options: SamplingOptions, monitor: any Monitor, onText: (String) -> Void = { _ in }
  ) throws -> Generation {
    guard !prompt.isEmpty else { throw ModelError.emptyPrompt }
    try checkLength(prompt.count + 1)
    let started = ContinuousClock.now, limit = min(options.maxTokens, configuration.contextLength - prompt.count)
    let cache = KeyValueCache(configuration, capacity: prompt.count + max(limit, 1)), sampler = Sampler(options)
    let logits = Matrix(rows: 1, columns: configuration.vocabulary)
    forEachChunk(prompt, cache: cache, from: 0, adapter: adapter) { residual, range in
      if range.upperBound == prompt.count { decoder.logits(residual, row: range.count - 1, into: logits) }
    }
    var output = StreamedText(tokenizer, stops: options.stop), finish = Generation.Finish.length
    var promptSeconds = 0.0
    while output.tokens.count < limit {
      let token = try sampler.choose(logits, step: output.tokens.count)
      if output.tokens.isEmpty { promptSeconds = started.duration(to: .now) / .seconds(1) }
      if endTokens.contains(token) { finish = .end; break }
      onText(output.append(token))
      if output.stopped { finish = .stop; break }
      if monitor.isInterrupted { finish = .interrupted; break }
      guard output.tokens.count < limit else { break }
      var next = PackedSequences(base: prompt.count + output.tokens.count - 1)
      next.append([token], position: next.base, contexts: [0..<next.base])
      let residual = decoder.forward(next, cache: cache, adapter: adapter, arithmetic: .fast)
      decoder.logits(residual, row: 0, into: logits)
    }
    onText(output.finish())
    return Generation(
      text: output.text, tokens: output.tokens, finish: finish, promptTokens: prompt.count,
      promptSeconds: promptSeconds, seconds: started.duration(to: .now) / .seconds(1) - promptSeconds)
  }

  /// The tokens of a raw text to continue, the model's own beginning token before them.
  package func promptTokens(_ text: String) -> [Int] { tokenizer.encodeFromBeginning(text) }
}
