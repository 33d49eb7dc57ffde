import HoneCore
import HoneModel

#if canImport(Glibc)
  import Glibc
#endif

/// Answers items by the likeliest of their labels: the largest summed log-probability of a label's tokens after the context.
package enum LabelEvaluation {
  /// Stops at the next safe point if the monitor asks, with the items answered so far.
  package static func run(
    _ items: [RenderedItem], model: LanguageModel, adapterName: String?, monitor: any Monitor
  ) throws -> Report {
    guard !items.isEmpty else { throw EvaluationError.noItems }
    for (index, item) in items.enumerated() where item.labels.count < 2 {
      throw EvaluationError.tooFewLabels(item: index, labels: item.labels)
    }
    let adapter = model.adapters.first { $0.name == adapterName }?.adapter
    let requests = try items.map { try model.scoreRequest(context: $0.context, continuations: $0.labels) }
    let started = ContinuousClock.now
    let scores = try model.score(requests, adapter: adapter, monitor: monitor)
    let seconds = started.duration(to: .now) / .seconds(1)
    return Report(
      items: zip(items, scores).map(answer), labels: distinct(items.flatMap(\.labels)), seconds: seconds,
      planned: items.count, adapter: adapterName)
  }

  /// The item answered, given its labels' scores. The first of equal labels wins.
  package static func answer(_ item: RenderedItem, _ scores: [Score]) -> Report.Item {
    let sums = scores.map(\.logProbability)
    var best = 0
    for index in sums.indices where sums[index] > sums[best] { best = index }
    let total = sums.reduce(0) { $0 + exp($1 - sums[best]) }
    return Report.Item(
      title: item.title, actual: item.target, predicted: item.labels[best], scores: sums, confidence: 1 / total)
  }

  private static func distinct(_ labels: [String]) -> [String] {
    var seen: Set<String> = []
    return labels.filter { seen.insert($0).inserted }
  }
}

/// Why an evaluation could not start.
package enum EvaluationError: Error, Equatable {
  case noItems
  case tooFewLabels(item: Int, labels: [String])
}

extension EvaluationError: UserFacingError {
  package var message: String {
    switch self {
    case .noItems: "there are no items to evaluate."
    case .tooFewLabels(let item, let labels):
      "item \(item) has \(labels.count == 1 ? "the one label '\(labels[0])'" : "no labels"); an evaluation needs at least two to choose from."
    }
  }

  package var hint: String? {
    switch self {
    case .noItems: "load a dataset, or split it so that dataset.test has rows"
    case .tooFewLabels: "give them to the prompt: Prompt(…, labels=[\"yes\", \"no\"])"
    }
  }
}
