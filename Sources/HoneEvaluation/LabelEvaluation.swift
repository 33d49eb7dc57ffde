import HoneCore
import HoneModel

#if canImport(Glibc)
  import Glibc
#endif

/// Answers items by the likeliest of their labels: the largest summed log-probability of a label's tokens after the context.
package enum LabelEvaluation {
  /// Stops at the next safe point if the monitor asks, with the items answered so far. Throws `EvaluationError`.
  package static func run(
    _ items: [RenderedItem], model: LanguageModel, tuningName: String?, monitor: any Monitor
  ) throws -> Report {
    guard !items.isEmpty else { throw EvaluationError.noItems }
    let requests = try items.indices.map { try request(for: items[$0], number: $0, model) }
    let started = ContinuousClock.now
    let scores = try model.score(requests, tuning: tuningName.flatMap(model.tuning(named:)), monitor: monitor)
    let seconds = started.duration(to: .now) / .seconds(1)
    var seen: Set<String> = []
    return Report(
      items: try zip(items, scores).map(answer), labels: items.flatMap(\.labels).filter { seen.insert($0).inserted },
      seconds: seconds, planned: items.count, tuning: tuningName.flatMap(model.title(of:)))
  }

  private static func request(for item: RenderedItem, number: Int, _ model: LanguageModel) throws -> ScoreRequest {
    guard item.labels.count >= 2 else { throw EvaluationError.tooFewLabels(item: number, labels: item.labels) }
    do {
      return try model.scoreRequest(context: item.context, continuations: item.labels)
    } catch let error as ModelError {
      throw EvaluationError.notScored(item: number, reason: error.message, hint: error.hint)
    }
  }

  /// The item answered, given its labels' scores. The first of equal labels wins.
  package static func answer(_ item: RenderedItem, _ scores: [Score]) throws(EvaluationError) -> Report.Item {
    let shares = try shares(item.labels, scores)
    let sums = scores.map(\.logProbability)
    var best = 0
    for index in sums.indices where sums[index] > sums[best] { best = index }
    return Report.Item(
      title: item.title, actual: item.target, predicted: item.labels[best], scores: sums, confidence: shares[best])
  }

  /// Each label's share of the labels' probability: a softmax over their log-probabilities.
  package static func shares(_ labels: [String], _ scores: [Score]) throws(EvaluationError) -> [Double] {
    precondition(labels.count == scores.count)
    let sums = scores.map(\.logProbability)
    let top = sums.max() ?? 0
    for (label, sum) in zip(labels, sums) where !sum.isFinite { throw .notANumber(label: label) }
    let weights = sums.map { exp($0 - top) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total }
  }
}
