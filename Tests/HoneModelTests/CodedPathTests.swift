import Foundation
import HoneCompute
import HoneCore
import HoneModel
import HoneTestSupport
import Testing

/// The path that generates, with activations in 16-bit codes, against the float32 path, on SmolLM2-135M-Instruct.
@Suite(.serialized) struct CodedPathTests {
  /// Of a text's perplexity. A code is off by 1 / 65,024 of its block's largest at most; measured: 1e-5, as such errors
  /// have no common direction.
  static let perplexityError = 5e-4
  /// Root mean square of the differences of tokens' log-probabilities, in nats; measured: 4e-4.
  static let logProbabilityError = 2e-3
  /// How far apart two choices may be, in nats, that the paths make differently.
  static let choiceGap: Float = 0.01
  /// Of 20 continuations; where two tokens are equally likely but for the paths' errors, chance decides.
  static let sameContinuations = 18

  /// The scalar table explains the others; on a whole model it is some hundred times slower.
  static let textTokens = Kernels.name == "scalar" ? 60 : 4_000
  /// Coded rows give the same bits alone and together, which has its own test: so the text need not be run one by one.
  static let rows = 256

  let model: LanguageModel

  init() throws { model = try LanguageModel(path: realModelFile()) }

  /// The first tokens of what this package says of itself.
  private func text() throws -> [Int] {
    let package = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let notebooks = package.appending(path: "Notebooks")
    let names = try FileManager.default.contentsOfDirectory(atPath: notebooks.path).filter { $0.hasSuffix(".md") }
    let files = [package.appending(path: "README.md")] + names.sorted().map { notebooks.appending(path: $0) }
    let text = try files.map { try String(contentsOf: $0, encoding: .utf8) }.joined(separator: "\n")
    return Array(model.tokenizer.encode(text).prefix(Self.textTokens))
  }

  /// The log-probability of each token after the first.
  private func logProbabilities(_ tokens: [Int], _ arithmetic: Decoder.Arithmetic) throws -> [Float] {
    let cache = KeyValueCache(model.configuration, capacity: tokens.count)
    return try stride(from: 0, to: tokens.count - 1, by: Self.rows).flatMap { first -> [Float] in
      let last = min(first + Self.rows, tokens.count - 1)
      var batch = PackedSequences(base: first)
      batch.append(tokens[first..<last], position: first, contexts: [0..<first])
      let residual = try model.decoder.forward(batch, cache: cache, arithmetic: arithmetic)
      let normed = model.decoder.normalized(residual, rows: Array(0..<batch.count)).out
      return scores(normed, targets: Array(tokens[first + 1...last]), arithmetic)
    }
  }

  private func scores(_ normed: Matrix, targets: [Int], _ arithmetic: Decoder.Arithmetic) -> [Float] {
    switch arithmetic {
    case .exact:
      let asked = targets.enumerated().map { HeadTarget(row: $0, token: $1) }
      return model.decoder.score(normed, targets: asked).logProbabilities
    case .fast:
      let logits = Matrix(rows: normed.rows, columns: model.configuration.vocabulary)
      model.decoder.engine.codedLinear(
        normed, [Product(Weight(model.decoder.weights.head), logits)],
        room: CodedRows(rows: normed.rows, columns: normed.columns))
      let values = logits.values
      return targets.enumerated().map { row, token in
        let line = values[row * logits.columns..<(row + 1) * logits.columns], top = line.max() ?? 0
        let sum = line.reduce(0.0) { $0 + Double(exp($1 - top)) }
        return line[line.startIndex + token] - top - Float(log(sum))
      }
    }
  }

  @Test func aTextIsAsLikelyAsToTheExactPath() throws {
    let tokens = try text()
    try #require(tokens.count == Self.textTokens)
    let exact = try logProbabilities(tokens, .exact), coded = try logProbabilities(tokens, .fast),
      count = Double(exact.count)
    func perplexity(_ found: [Float]) -> Double { exp(-found.reduce(0.0) { $0 + Double($1) } / count) }
    let off = perplexity(coded) / perplexity(exact) - 1
    let squares = zip(exact, coded).reduce(0.0) { $0 + pow(Double($1.0 - $1.1), 2) }
    let deviation = (squares / count).squareRoot()
    print("perplexity of \(tokens.count) tokens: \(perplexity(exact)); coded \(off) off, each token by \(deviation)")
    #expect(abs(off) <= Self.perplexityError)
    #expect(deviation > 0 && deviation <= Self.logProbabilityError)
  }

  static let prompts = [
    "The sun rises in the", "def add(a, b):\n    return", "Once upon a time there was a lighthouse keeper who",
    "Water boils at", "Dear Sir or Madam,\n\nI am writing to", "The three primary colours are",
    "Q: What does a compiler do?\nA:", "SELECT name, price FROM", "My grandmother's recipe for bread begins with",
    "In 1969, two men", "for (int i = 0; i < n; i++) {", "The difference between a lake and a sea is",
    "To learn to swim, first", "# Notes on gardening\n\n1.", "Dogs are better than cats because",
    "A triangle has three sides. A square has", "The committee met on Tuesday to discuss",
    "Je voudrais une tasse de", "If it rains tomorrow, we will", "The most important thing about writing is",
  ]

  @Test(.enabled(if: Kernels.name != "scalar", "a whole model on the scalar table takes many minutes"))
  func greedyContinuationsAreThoseOfTheExactPath() throws {
    var same = 0
    for prompt in Self.prompts {
      let start = model.promptTokens(prompt)
      var options = SamplingOptions(maxTokens: 64)
      options.endsAtEnd = false
      let coded = try model.generate(start, options: options, monitor: SilentMonitor()).tokens
      try #require(coded.count == 64)
      // As long as every token is the exact path's choice after those before it, that path would have gone the same way.
      let (chosen, likeliest) = try exactChoices(start, coded)
      guard let parting = coded.indices.first(where: { coded[$0] != likeliest.tokens[$0] }) else {
        same += 1
        continue
      }
      let gap = likeliest.logProbabilities[parting] - chosen[parting]
      #expect(gap >= 0 && gap <= Self.choiceGap, "'\(prompt)', token \(parting)")
      let exact = try exactContinuation(start + coded[..<parting], count: 64 - parting)
      print(
        """
        '\(prompt)' parts at token \(parting), where the exact path's choice is \(gap) nats likelier:
          exact: \(model.tokenizer.decode(exact).debugDescription)
          coded: \(model.tokenizer.decode(Array(coded[parting...])).debugDescription)
        """)
    }
    print("\(same) of \(Self.prompts.count) greedy continuations are the same on both paths")
    #expect(same >= Self.sameContinuations)
  }

  /// To the exact path: how likely each token of a continuation is, and which is likeliest in its place.
  private func exactChoices(
    _ start: [Int], _ continuation: [Int]
  ) throws -> (chosen: [Float], likeliest: (tokens: [Int], logProbabilities: [Float])) {
    var batch = PackedSequences()
    batch.append(start + continuation.dropLast(), position: 0)
    let residual = try model.decoder.forward(batch, cache: KeyValueCache(model.configuration, capacity: batch.count))
    let normed = model.decoder.normalized(residual, rows: Array(start.count - 1..<batch.count)).out
    let asked = continuation.enumerated().map { HeadTarget(row: $0, token: $1) }
    let scored = model.decoder.score(normed, targets: asked), best = scored.best.map(Int.init)
    return (scored.logProbabilities, (best, scores(normed, targets: best, .exact)))
  }

  /// What the exact path goes on with, token by token.
  private func exactContinuation(_ start: [Int], count: Int) throws -> [Int] {
    let cache = KeyValueCache(model.configuration, capacity: start.count + count)
    var tokens = start, read = 0
    while tokens.count < start.count + count {
      var batch = PackedSequences(base: read)
      batch.append(tokens[read...], position: read, contexts: [0..<read])
      read = tokens.count
      let residual = try model.decoder.forward(batch, cache: cache)
      let normed = model.decoder.normalized(residual, rows: [batch.count - 1]).out
      tokens.append(Int(model.decoder.score(normed, targets: [HeadTarget(row: 0, token: 0)]).best[0]))
    }
    return Array(tokens[start.count...])
  }
}
