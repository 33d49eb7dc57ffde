import HoneCompute
import HoneCore

/// A generated text and why it ended.
package struct Generation: Codable, Sendable {
  package enum Finish: String, Codable, Sendable {
    /// The model ended its turn, a stop text appeared, the tokens ran out, or the user asked to stop.
    case end, stop, length, interrupted
  }

  package var text: String
  /// The generated tokens, the end token not among them.
  package var tokens: [Int]
  package var finish: Finish
  package var promptTokens: Int
  /// How many of those were known from the text before.
  package var reusedTokens: Int
  /// Seconds until the prompt was read, and from there to the end.
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
    var text = KnownText(prompt, more: max(limit, 1), known: takeKnownText(), of: self)
    defer { keep(text) }
    let reused = text.tokens.count, sampler = Sampler(options)
    let logits = Matrix(rows: 1, columns: configuration.vocabulary)
    read(prompt, into: &text, logits: logits, monitor)
    var output = StreamedText(tokenizer, stops: options.stop)
    var finish = text.tokens.count < prompt.count ? Generation.Finish.interrupted : .length
    let promptSeconds = started.duration(to: .now) / .seconds(1)
    while finish == .length && output.tokens.count < limit {
      let token = try sampler.choose(logits, step: output.tokens.count)
      if options.endsAtEnd && endTokens.contains(token) { finish = .end; break }
      onText(output.append(token))
      if output.stopped { finish = .stop; break }
      if monitor.isInterrupted { finish = .interrupted; break }
      guard output.tokens.count < limit else { break }
      do {
        try advance(&text, by: [token], read: false, logits: logits, monitor)
      } catch {
        finish = .interrupted
      }
    }
    onText(output.finish())
    return Generation(
      text: output.text, tokens: output.tokens, finish: finish, promptTokens: prompt.count, reusedTokens: reused,
      promptSeconds: promptSeconds, seconds: started.duration(to: .now) / .seconds(1) - promptSeconds)
  }

  /// Reads what is not known of the prompt, or as much as there is time for; the logits are those after its last token.
  private func read(_ prompt: [Int], into text: inout KnownText, logits: Matrix, _ monitor: any Monitor) {
    do {
      while text.tokens.count < prompt.count {
        let first = text.tokens.count, next = prompt[first..<min(first + Self.passRows, prompt.count)]
        try advance(&text, by: next, read: true, logits: next.endIndex == prompt.count ? logits : nil, monitor)
      }
    } catch {
      return  // The caller sees how far it came.
    }
  }

  /// Runs tokens that follow `text` through the decoder. Where it is stopped the text stays as it was.
  private func advance(
    _ text: inout KnownText, by tokens: some Collection<Int>, read: Bool, logits: Matrix?, _ monitor: any Monitor
  ) throws {
    let first = text.tokens.count
    var batch = PackedSequences(base: first)
    batch.append(tokens, position: first, contexts: [0..<first])
    let wanted = logits == nil ? [] : [tokens.count - 1]
    let residual = try current.forward(
      batch, cache: text.cache, wanted: wanted, arithmetic: .fast, monitor: monitor)
    text.append(tokens, read: read)
    if let logits { current.logits(residual, row: 0, into: logits) }
  }

  /// The tokens of a raw text to continue, the model's own beginning token before them.
  package func promptTokens(_ text: String) -> [Int] { tokenizer.encodeFromBeginning(text) }
}
