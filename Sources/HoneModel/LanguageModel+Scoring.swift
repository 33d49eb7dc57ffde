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

  package func score(context: String, continuation: String, monitor: any Monitor = SilentMonitor()) throws -> Score {
    let request = try scoreRequest(context: context, continuations: [continuation])
    return try checked(scoreAlone(request, by: current, monitor))[0]
  }

  /// Scores that are no numbers would be compared as if they were.
  private func checked(_ scores: [Score]) throws(ModelError) -> [Score] {
    guard scores.allSatisfy({ !$0.logProbability.isNaN }) else { throw .notNumbers }
    return scores
  }

  /// e to the mean negative log-probability of each token after the first.
  package func perplexity(_ text: String, monitor: any Monitor = SilentMonitor()) throws -> Double {
    let score = try score(context: "", continuation: text, monitor: monitor)
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
    var run = ScoringRun(self, requests, decoder.tuned(tuning), monitor)
    let started = ContinuousClock.now
    do {
      try run.readPrefix()
      while run.finished < requests.count && !monitor.isInterrupted {
        try run.advance()
        let seconds = started.duration(to: .now) / .seconds(1), rate = Double(run.finished) / max(seconds, 1e-9)
        monitor.update(
          Progress(
            task: task, completed: run.finished, total: requests.count, unit: "examples", rate: rate,
            rateUnit: "examples/s", secondsLeft: Double(requests.count - run.finished) / rate))
      }
    } catch {}  // What was finished counts.
    return try run.found.map { try checked($0) }
  }

  /// One request by itself, chunk by chunk, so that a long text needs no more room than a short one.
  func scoreAlone(
    _ request: ScoreRequest, by decoder: Decoder, _ monitor: any Monitor
  ) throws -> [Score] {
    var scores: [Score] = []
    for continuation in request.continuations {
      let tokens = request.context + continuation.dropLast(), first = request.context.count - 1
      let targets = Array(tokens.dropFirst()) + continuation.suffix(1)
      let cache = KeyValueCache(configuration, capacity: tokens.count)
      var found: [Float] = []
      for (range, batch) in Self.passes(tokens) {
        let wanted = range.clamped(to: first..<tokens.count)
        let residual = try decoder.forward(
          batch, cache: cache, wanted: wanted.map { $0 - range.lowerBound }, monitor: monitor)
        guard !wanted.isEmpty else { continue }
        let normed = decoder.normalized(residual, rows: Array(0..<wanted.count)).out
        let asked = wanted.enumerated().map { HeadTarget(row: $0, token: targets[$1]) }
        found += decoder.score(normed, targets: asked).logProbabilities
      }
      scores.append(Score(logProbabilities: found))
    }
    return scores
  }

  /// One sequence cut into passes, each seeing the tokens before it.
  fileprivate static func passes(_ tokens: [Int]) -> [(range: Range<Int>, batch: PackedSequences)] {
    stride(from: 0, to: tokens.count, by: passRows).map { first in
      let range = first..<min(first + passRows, tokens.count)
      var batch = PackedSequences(base: first)
      batch.append(tokens[range], position: first, contexts: [0..<first])
      return (range, batch)
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
  private let monitor: any Monitor
  private(set) var found: [[Score]] = []

  var finished: Int { found.count }

  init(_ model: LanguageModel, _ requests: [ScoreRequest], _ decoder: Decoder, _ monitor: any Monitor) {
    self.model = model
    self.requests = requests
    self.decoder = decoder
    self.monitor = monitor
    shared = requests.count < 2 ? 0 : Self.sharedPrefix(requests.map(\.context))
    cache = KeyValueCache(model.configuration, capacity: shared + LanguageModel.passRows)
  }

  /// Runs what all contexts begin with; comes first.
  func readPrefix() throws {
    guard shared > 0 else { return }
    for (_, batch) in LanguageModel.passes(Array(requests[0].context[..<shared])) {
      _ = try decoder.forward(batch, cache: cache, wanted: [], monitor: monitor)
    }
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
  mutating func advance() throws {
    let request = requests[finished]
    guard request.rows(shared: shared) <= LanguageModel.passRows else {
      found.append(try model.scoreAlone(request, by: decoder, monitor))
      return
    }
    var batch = PackedSequences(base: shared), asked: [Asked] = []
    for request in requests[finished...] {
      guard batch.count + request.rows(shared: shared) <= LanguageModel.passRows else { break }
      asked.append(add(request, to: &batch))
    }
    let residual = try decoder.forward(batch, cache: cache, wanted: asked.flatMap { $0.rows }, monitor: monitor)
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
}
