import HoneCompute
import HoneCore

#if canImport(Glibc)
  import Glibc
#endif

/// The log-probability of a continuation given its context, natural logarithm.
package struct Score: Sendable {
  /// Of each token of the continuation, in order.
  package let logProbabilities: [Float]
  package var logProbability: Double { logProbabilities.reduce(0) { $0 + Double($1) } }

  package init(logProbabilities: [Float]) { self.logProbabilities = logProbabilities }
}

/// A context and the continuations to score after it, as tokens; none of them empty.
package struct ScoreRequest: Sendable {
  package var context: [Int]
  package var continuations: [[Int]]

  package init(context: [Int], continuations: [[Int]]) {
    self.context = context
    self.continuations = continuations
  }

  /// Rows that the decoder runs for this request, `shared` tokens of the context being known already.
  func rows(shared: Int) -> Int { context.count - shared + continuations.reduce(0) { $0 + $1.count - 1 } }
}

extension LanguageModel {
  /// Rows of one forward pass over many tokens: enough to keep the units busy, few enough to stay in cache.
  static let passRows = 512

  /// Tokens of a context and a continuation that are tokenized together, split at the context's length.
  package func scoreRequest(context: String, continuations: [String]) throws -> ScoreRequest {
    let request = try splitRequest(context: context, continuations: continuations)
    try checkLength(request.context.count + (request.continuations.map(\.count).max() ?? 0))
    return request
  }

  /// The same, however long: for a caller that cuts or refuses long texts itself.
  package func splitRequest(context: String, continuations: [String]) throws(ModelError) -> ScoreRequest {
    var start = tokenizer.encodeFromBeginning(context)
    let contextCount = start.count
    var wholes = continuations.map { tokenizer.encodeFromBeginning(context + $0) }
    var split = contextCount
    if split == 0 {
      // Without a context the first token is the context.
      guard wholes.allSatisfy({ $0.count > 1 }) else { throw .nothingToScore }
      guard wholes.allSatisfy({ $0[0] == wholes[0][0] }) else { throw .emptyContext }
      split = 1
      start = Array(wholes[0][..<1])
    }
    wholes = wholes.map { Array($0.dropFirst(split)) }
    guard wholes.allSatisfy({ !$0.isEmpty }) else { throw .emptyContinuation }
    return ScoreRequest(context: start, continuations: wholes)
  }

  package func score(context: String, continuation: String) throws -> Score {
    try checked(scoreAlone(try scoreRequest(context: context, continuations: [continuation]), by: current))[0]
  }

  /// Scores that are no numbers would be compared as if they were.
  private func checked(_ scores: [Score]) throws(ModelError) -> [Score] {
    guard scores.allSatisfy({ !$0.logProbability.isNaN }) else { throw .notNumbers }
    return scores
  }

  /// e to the mean negative log-probability of each token after the first.
  package func perplexity(_ text: String) throws -> Double {
    let score = try score(context: "", continuation: text)
    return exp(-score.logProbability / Double(score.logProbabilities.count))
  }

  /// Scores every request, in order. Contexts that begin alike are computed once, and the rest is packed into batches.
  /// Stops early when the monitor says so; then there are fewer results than requests.
  package func score(
    _ requests: [ScoreRequest], tuning: Tuning?, monitor: any Monitor, task: String = "evaluating"
  ) throws -> [[Score]] {
    for request in requests {
      precondition(!request.context.isEmpty && request.continuations.allSatisfy { !$0.isEmpty })
      try checkLength(request.context.count + (request.continuations.map(\.count).max() ?? 0))
    }
    var run = ScoringRun(self, requests, decoder.tuned(tuning))
    let started = ContinuousClock.now
    while run.finished < requests.count && !monitor.isInterrupted {
      run.advance()
      let seconds = started.duration(to: .now) / .seconds(1), rate = Double(run.finished) / max(seconds, 1e-9)
      monitor.update(
        Progress(
          task: task, completed: run.finished, total: requests.count, unit: "examples", rate: rate,
          rateUnit: "examples/s", secondsLeft: Double(requests.count - run.finished) / rate))
    }
    return try run.results().map { try checked($0) }
  }

  /// One request by itself, chunk by chunk, so that a long text needs no more room than a short one.
  func scoreAlone(_ request: ScoreRequest, by decoder: Decoder) -> [Score] {
    request.continuations.map { continuation in
      let tokens = request.context + continuation.dropLast(), first = request.context.count - 1
      let targets = Array(tokens.dropFirst()) + continuation.suffix(1)
      let cache = KeyValueCache(configuration, capacity: tokens.count)
      var found: [Float] = []
      read(tokens, by: decoder, cache: cache, wanted: first..<tokens.count) { residual, range in
        let normed = decoder.normalized(residual, rows: Array(0..<range.count)).out
        let scored = decoder.score(normed, targets: range.enumerated().map { HeadTarget(row: $0, token: targets[$1]) })
        found += scored.logProbabilities
      }
      return Score(logProbabilities: found)
    }
  }

  /// Runs one sequence through the decoder, chunk by chunk, and hands out the residual stream of those tokens of each
  /// chunk that are `wanted`.
  fileprivate func read(
    _ tokens: [Int], by decoder: Decoder, cache: KeyValueCache, wanted: Range<Int>,
    _ body: (_ residual: Matrix, _ range: Range<Int>) -> Void = { _, _ in }
  ) {
    for first in stride(from: 0, to: tokens.count, by: Self.passRows) {
      let range = first..<min(first + Self.passRows, tokens.count), asked = range.clamped(to: wanted)
      var batch = PackedSequences(base: first)
      batch.append(tokens[range], position: first, contexts: [0..<first])
      let residual = decoder.forward(batch, cache: cache, wanted: asked.map { $0 - first })
      if !asked.isEmpty { body(residual, asked) }
    }
  }
}

/// Requests on their way: the shared prefix in the cache, the final rows gathered for the head.
private struct ScoringRun {
  private let model: LanguageModel
  private let requests: [ScoreRequest]
  private let decoder: Decoder
  private let shared: Int
  private let cache: KeyValueCache
  private(set) var finished = 0
  private var found: [[Score]] = []

  init(_ model: LanguageModel, _ requests: [ScoreRequest], _ decoder: Decoder) {
    self.model = model
    self.requests = requests
    self.decoder = decoder
    shared = requests.count < 2 ? 0 : Self.sharedPrefix(requests.map(\.context))
    cache = KeyValueCache(model.configuration, capacity: shared + LanguageModel.passRows)
    guard shared > 0 else { return }
    model.read(Array(requests[0].context[..<shared]), by: decoder, cache: cache, wanted: 0..<0)
  }

  /// How many tokens all contexts begin with alike, each keeping at least one of its own.
  private static func sharedPrefix(_ contexts: [[Int]]) -> Int {
    var length = contexts.map(\.count).min().map { $0 - 1 } ?? 0
    for context in contexts.dropFirst() {
      var same = 0
      while same < length && context[same] == contexts[0][same] { same += 1 }
      length = same
    }
    return length
  }

  /// Scores the next batch: as many requests as fit one pass.
  mutating func advance() {
    let request = requests[finished]
    guard request.rows(shared: shared) <= LanguageModel.passRows else {
      found.append(model.scoreAlone(request, by: decoder))
      finished += 1
      return
    }
    var batch = PackedSequences(base: shared), asked: [Asked] = []
    while finished < requests.count, batch.count + requests[finished].rows(shared: shared) <= LanguageModel.passRows {
      asked.append(add(requests[finished], to: &batch))
      finished += 1
    }
    let residual = decoder.forward(batch, cache: cache, wanted: asked.flatMap { $0.rows })
    let normed = decoder.normalized(residual, rows: Array(0..<residual.rows)).out
    var targets: [HeadTarget] = [], first = 0
    for item in asked {
      targets += item.targets.joined().map { HeadTarget(row: first + $0.row, token: $0.token) }
      first += item.rows.count
    }
    var scores = decoder.score(normed, targets: targets).logProbabilities[...]
    for item in asked {
      found.append(
        item.targets.map { continuation in
          defer { scores = scores.dropFirst(continuation.count) }
          return Score(logProbabilities: Array(scores.prefix(continuation.count)))
        })
    }
  }

  /// The batch rows that a request's head looks at, and for each continuation which of them precedes which token.
  private struct Asked {
    var rows: [Int]
    var targets: [[(row: Int, token: Int)]]
  }

  private func add(_ request: ScoreRequest, to batch: inout PackedSequences) -> Asked {
    let own = batch.append(request.context[shared...], position: shared, contexts: [0..<shared])
    var asked = Asked(rows: [own.upperBound - 1], targets: [])
    for continuation in request.continuations {
      let more = batch.append(
        continuation.dropLast(), position: request.context.count, contexts: [0..<shared, batch.cacheRows(own)])
      let rows = [0] + (0..<more.count).map { asked.rows.count + $0 }
      asked.targets.append(zip(rows, continuation).map { ($0, $1) })
      asked.rows += more
    }
    return asked
  }

  func results() -> [[Score]] { found }
}
