import HoneCompute
import HoneCore
import HoneModel
import HoneTestSupport
import Testing

/// Scores of the tiny llama; those of many requests together against those of each by itself.
struct ScoringTests {
  /// With AVX-512 a row's bits do not depend on what is computed beside it; elsewhere float32 sums may be reordered.
  static let rounding: Float = Kernels.name == "avx512" ? 0 : 1e-5

  private func difference(_ a: [Score], _ b: [Score]) -> Float {
    #expect(a.map(\.logProbabilities.count) == b.map(\.logProbabilities.count))
    return zip(a, b).flatMap { zip($0.logProbabilities, $1.logProbabilities).map { abs($0 - $1) } }.max() ?? .infinity
  }

  /// ln p(tokens[i + 1] | tokens[..i]), all rows in one pass.
  private func reference(_ model: LanguageModel, _ tokens: [Int]) throws -> [Float] {
    var batch = PackedSequences()
    batch.append(tokens.dropLast(), position: 0)
    let cache = KeyValueCache(model.configuration, capacity: batch.count)
    let residual = try model.decoder.forward(batch, cache: cache)
    let targets = (0..<batch.count).map { HeadTarget(row: $0, token: tokens[$0 + 1]) }
    return model.decoder.score(model.decoder.normalized(residual, rows: Array(0..<batch.count)).out, targets: targets)
      .logProbabilities
  }

  /// Tokens that are no control tokens, different for each seed.
  private func tokens(_ count: Int, seed: UInt64) -> [Int] {
    var random = RandomStream(seed: seed, purpose: "test-tokens", step: 0)
    return (0..<count).map { _ in 2 + random.next(below: 94) }
  }

  @Test func sharedPrefixesGiveTheScoresOfEachRequestAlone() throws {
    let model = try TinyLlama.model(), prefix = tokens(40, seed: 1)
    let requests = (0..<30).map { index in
      ScoreRequest(
        context: prefix + tokens(1 + index % 7, seed: 2 + UInt64(index)),
        continuations: [[5, 6, 7], [9], tokens(4, seed: UInt64(index))])
    }
    let together = try model.score(requests, tuning: nil, monitor: SilentMonitor())
    #expect(together.count == requests.count)
    for (request, scores) in zip(requests, together) {
      let alone = try model.score([request], tuning: nil, monitor: SilentMonitor())[0]
      #expect(difference(scores, alone) <= Self.rounding)
      for (continuation, score) in zip(request.continuations, scores) {
        let all = try reference(model, request.context + continuation)
        #expect(difference([score], [Score(logProbabilities: all.suffix(continuation.count))]) <= Self.rounding)
      }
    }
  }

  @Test func oneContextMayBeTheWholeOfAnother() throws {
    let model = try TinyLlama.model(), start = tokens(10, seed: 3)
    let requests = [start, start, start + [8, 9]].map { ScoreRequest(context: $0, continuations: [[3, 4], [5]]) }
    let together = try model.score(requests, tuning: nil, monitor: SilentMonitor())
    #expect(together[0].map(\.logProbabilities) == together[1].map(\.logProbabilities))
    for (request, scores) in zip(requests, together) {
      let alone = try model.score([request], tuning: nil, monitor: SilentMonitor())[0]
      #expect(difference(scores, alone) <= Self.rounding)
    }
  }

  @Test func anAdapterIsUsedForThePrefixToo() throws {
    let model = try TinyLlama.model(), prefix = tokens(20, seed: 4)
    let adapter = filledAdapter(model.configuration, rank: 4, alpha: 8, scaleA: 0.1, scaleB: 0.1)
    let requests = (0..<3).map { ScoreRequest(context: prefix + [10 + $0], continuations: [[3, 4]]) }
    let tuned = try model.score(requests, tuning: .lowRank(adapter), monitor: SilentMonitor())
    let plain = try model.score(requests, tuning: nil, monitor: SilentMonitor())
    for index in requests.indices {
      let alone = try model.score([requests[index]], tuning: .lowRank(adapter), monitor: SilentMonitor())[0]
      #expect(difference(tuned[index], alone) <= Self.rounding)
      #expect(difference(tuned[index], plain[index]) > 0.01)
    }
  }

  @Test func aRequestLongerThanOnePassIsTheSameInPieces() throws {
    let model = try TinyLlama.model(contextLength: 4_096)
    let long = ScoreRequest(context: tokens(1_300, seed: 6), continuations: [tokens(300, seed: 7), [4]])
    let short = ScoreRequest(context: tokens(9, seed: 8), continuations: [[3]])
    let scores = try model.score([short, long, short], tuning: nil, monitor: SilentMonitor())
    for (continuation, score) in zip(long.continuations, scores[1]) {
      let all = try reference(model, long.context + continuation)
      #expect(difference([score], [Score(logProbabilities: all.suffix(continuation.count))]) <= Self.rounding)
    }
    #expect(scores[0][0].logProbabilities == scores[2][0].logProbabilities)
  }

  @Test func withoutAContextTheFirstTokenIsIt() throws {
    let model = try TinyLlama.model(), ids = model.tokenizer.encode("abcd")
    #expect(ids.count == 4)
    let score = try model.score(context: "", continuation: "abcd")
    #expect(score.logProbabilities.count == 3)
    #expect(try difference([score], [Score(logProbabilities: reference(model, ids))]) <= Self.rounding)
    let after = try model.score(context: "a", continuation: "bcd")
    #expect(after.logProbabilities == score.logProbabilities)
    let mean = score.logProbability / 3
    #expect(abs(try model.perplexity("abcd").logarithm + mean) < 1e-9)
  }

  @Test func whatCannotBeScoredIsSaid() throws {
    let model = try TinyLlama.model()
    func message(_ context: String, _ continuations: [String]) -> String? {
      let error = #expect(throws: ModelError.self) {
        let request = try model.scoreRequest(context: context, continuations: continuations)
        _ = try model.score([request], tuning: nil, monitor: SilentMonitor())
      }
      return error?.message
    }
    #expect(message("", ["a"]) == "the text has fewer than two tokens; a next token needs one before it.")
    #expect(message("", [""]) == "the text has fewer than two tokens; a next token needs one before it.")
    #expect(message("a", ["b", ""]) == "the continuation has no tokens; a score needs at least one.")
    #expect(
      message("", ["yes", "no"])
        == "the context has no tokens; continuations are compared after the same context, which needs at least one.")
    let long = String(repeating: "a", count: 512)
    #expect(message(long, ["bc", "d"]) == "the text has 514 tokens; the model reads at most 512.")
  }

  @Test func scoresThatAreNoNumbersAreRefused() throws {
    let model = try TinyLlama.model()
    let broken = filledAdapter(model.configuration, rank: 2, alpha: .nan, scaleA: 1, scaleB: 1)
    let requests = [ScoreRequest(context: [3, 4], continuations: [[5], [6, 7]])]
    let error = #expect(throws: ModelError.self) {
      try model.score(requests, tuning: .lowRank(broken), monitor: SilentMonitor())
    }
    #expect(error?.message == "the model's scores of the next token are no finite numbers.")
    #expect(error?.hint == "the model's file or the adapter in use is damaged: load it again, or model.use(None)")
    model.add(.lowRank(broken), named: "broken")
    #expect(throws: ModelError.notNumbers) { try model.score(context: "a", continuation: "b") }
    try model.use(nil)
    #expect(try model.score(context: "a", continuation: "b").logProbability < 0)
  }

  @Test func interruptionGivesTheResultsSoFar() throws {
    let model = try TinyLlama.model()
    let requests = (0..<40).map { ScoreRequest(context: tokens(100, seed: 50 + $0), continuations: [[3]]) }
    let monitor = StoppingMonitor(after: 2)
    let scores = try model.score(requests, tuning: nil, monitor: monitor, task: "checking")
    let whole = try model.score(requests, tuning: nil, monitor: SilentMonitor())
    #expect(scores.count == 10 && whole.count == 40)
    for (part, all) in zip(scores, whole) { #expect(part[0].logProbabilities == all[0].logProbabilities) }
    #expect(monitor.heard.map(\.completed) == [5, 10] && monitor.heard.map(\.total) == [40, 40])
    #expect(monitor.heard[0].task == "checking" && monitor.heard[0].unit == "examples")
    #expect(try model.score([], tuning: nil, monitor: SilentMonitor()).isEmpty)
  }

  @Test func interruptionInsideAPassGivesTheResultsBeforeIt() throws {
    let model = try TinyLlama.model(), layers = model.configuration.layers
    let requests = (0..<9).map { ScoreRequest(context: tokens(100, seed: 50 + $0), continuations: [[3]]) }
    let whole = try model.score(requests, tuning: nil, monitor: SilentMonitor())
    for questions in 0...2 * (layers + 1) {
      let scores = try model.score(requests, tuning: nil, monitor: StoppingMonitor(afterQuestions: questions))
      // Five fit a pass, before which and before each of whose layers it is asked.
      let expected = questions <= layers ? 0 : questions <= 2 * layers + 1 ? 5 : 9
      #expect(scores.map { $0.map(\.logProbabilities) } == whole.prefix(expected).map { $0.map(\.logProbabilities) })
    }
    #expect(throws: Interrupted.self) {
      try model.score(context: "a b", continuation: " c", monitor: StoppingMonitor(afterQuestions: 1))
    }
    #expect(throws: Interrupted.self) { try model.perplexity("a b c", monitor: StoppingMonitor(afterQuestions: 1)) }
  }
}
