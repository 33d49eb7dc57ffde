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
    var logits: Matrix?
    forEachChunk(prompt, cache: cache, from: 0, adapter: adapter) { residual, range in
      if range.upperBound == prompt.count { logits = decoder.logits(residual, row: range.count - 1) }
    }
    var output = StreamedText(tokenizer, stops: options.stop), finish = Generation.Finish.length
    var promptSeconds = 0.0
    while output.tokens.count < limit, let current = logits {
      let token = sampler.choose(current, step: output.tokens.count)
      if output.tokens.isEmpty { promptSeconds = started.duration(to: .now) / .seconds(1) }
      if token == tokenizer.vocabulary.end { finish = .end; break }
      onText(output.append(token))
      if output.stopped { finish = .stop; break }
      if monitor.isInterrupted { finish = .interrupted; break }
      guard output.tokens.count < limit else { break }
      var next = PackedSequences(base: prompt.count + output.tokens.count - 1)
      next.append([token], position: next.base, contexts: [0..<next.base])
      logits = decoder.logits(decoder.forward(next, cache: cache, adapter: adapter, arithmetic: .fast), row: 0)
    }
    onText(output.finish())
    return Generation(
      text: output.text, tokens: output.tokens, finish: finish, promptTokens: prompt.count,
      promptSeconds: promptSeconds, seconds: started.duration(to: .now) / .seconds(1) - promptSeconds)
  }

  /// The tokens of a raw text to continue, the model's own beginning token before them.
  package func promptTokens(_ text: String) -> [Int] { beginningTokens + tokenizer.encode(text) }
}

/// Text on its way out: whole scalars, and nothing that may turn out to be part of a stop text.
private struct StreamedText {
  private var decoder: StreamingDecoder
  private let stops: [[UInt8]]
  private var bytes: [UInt8] = []
  private var shown = 0
  private(set) var tokens: [Int] = []
  private(set) var stopped = false

  init(_ tokenizer: Tokenizer, stops: [String]) {
    decoder = StreamingDecoder(tokenizer)
    self.stops = stops.filter { !$0.isEmpty }.map { Array($0.utf8) }
  }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Returns what can be shown now.
  mutating func append(_ token: Int) -> String {
    tokens.append(token)
    bytes += decoder.append(token).utf8
    if let end = stops.compactMap({ find($0) }).min() {
      stopped = true
      bytes.removeSubrange(end...)
    }
    return show(upTo: stopped ? bytes.count : bytes.count - heldBack)
  }

  mutating func finish() -> String {
    if !stopped { bytes += decoder.finish().utf8 }
    return show(upTo: bytes.count)
  }

  private mutating func show(upTo end: Int) -> String {
    guard end > shown else { return "" }
    defer { shown = end }
    return String(decoding: bytes[shown..<end], as: UTF8.self)
  }

  private func find(_ stop: [UInt8]) -> Int? {
    guard bytes.count >= stop.count else { return nil }
    return (max(0, shown - stop.count)...bytes.count - stop.count).first { bytes[$0..<$0 + stop.count].elementsEqual(stop) }
  }

  /// Bytes at the end with which a stop text begins.
  private var heldBack: Int {
    var held = 0
    for stop in stops {
      for length in stride(from: min(stop.count - 1, bytes.count), to: held, by: -1)
      where bytes.suffix(length).elementsEqual(stop.prefix(length)) {
        held = length
        break
      }
    }
    return held
  }
}
