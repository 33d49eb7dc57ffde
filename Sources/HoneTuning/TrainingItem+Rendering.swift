import HoneEvaluation
import HoneModel

extension TrainingItem {
  /// What to do with an item of more tokens than a limit.
  package enum Truncation: String, CaseIterable, Sendable {
    case refuse, prompt
  }

  /// Rendered items as tokens: prompt and target are tokenized together, as evaluation does, and the model's end token
  /// closes the target, so that it is learned too. An item longer than `maxLength` is refused, or its prompt is cut from
  /// the front; a target never is.
  package static func make(
    _ items: [RenderedItem], model: LanguageModel, maxLength: Int? = nil, truncation: Truncation = .refuse
  ) throws -> [TrainingItem] {
    let context = model.configuration.contextLength, limit = maxLength ?? context
    guard (2...context).contains(limit) else {
      throw TuningError.range(parameter: "max_length", accepted: "2...\(context)", received: "\(limit)")
    }
    let end = model.tokenizer.vocabulary.end.map { [$0] } ?? []
    return try items.enumerated().map { index, rendered in
      guard !rendered.target.isEmpty else { throw TuningError.emptyTarget(item: index) }
      let request = try model.splitRequest(context: rendered.context, continuations: [rendered.target])
      var item = TrainingItem(prompt: request.context, target: request.continuations[0] + end)
      guard item.count > limit else { return item }
      guard truncation == .prompt else { throw TuningError.tooLong(item: index, tokens: item.count, limit: limit) }
      guard item.target.count < limit else {
        throw TuningError.targetTooLong(item: index, tokens: item.target.count, limit: limit)
      }
      item.prompt = Array(item.prompt.suffix(limit - item.target.count))
      return item
    }
  }
}
