import HoneCore

/// Why an evaluation could not start or has no result. Items count from 0.
package enum EvaluationError: Error, Equatable {
  case noItems
  case tooFewLabels(item: Int, labels: [String])
  /// `reason` is the model's own sentence.
  case notScored(item: Int, reason: String, hint: String?)
  case notANumber(label: String)
}

extension EvaluationError: UserFacingError {
  package var message: String {
    switch self {
    case .noItems: "there are no items to evaluate."
    case .tooFewLabels(let item, let labels):
      "item \(item) has \(labels.count == 1 ? "the one label '\(labels[0])'" : "no labels"); "
        + "an evaluation needs at least two to choose from."
    case .notScored(let item, let reason, _): "item \(item) cannot be scored: \(reason)"
    case .notANumber(let label): "the log-probability of the label '\(label)' is not a number."
    }
  }

  package var hint: String? {
    switch self {
    case .noItems: "load a dataset, or split it so that dataset.test has rows"
    case .tooFewLabels: "give them to the prompt: Prompt(…, labels=[\"yes\", \"no\"])"
    case .notScored(_, _, let hint): hint
    case .notANumber: "the adapter's weights are damaged; model.use(None) goes without it"
    }
  }
}
