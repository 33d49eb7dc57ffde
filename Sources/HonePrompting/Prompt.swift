import HoneData
import HoneEvaluation
import HoneModel

/// A way to ask: a template, the system message before it, and the answers it accepts.
package struct Prompt: Equatable, Sendable {
  package var template: Template
  package var system: String?
  /// Empty where any text is an answer.
  package var labels: [String]

  package init(template: Template, system: String? = nil, labels: [String] = []) throws(PromptError) {
    for (index, label) in labels.enumerated() {
      guard !label.isEmpty else { throw .emptyLabel }
      guard !labels[..<index].contains(label) else { throw .repeatedLabel(label) }
    }
    guard labels.count != 1 else { throw .oneLabel(labels[0]) }
    self.template = template
    self.system = system
    self.labels = labels
  }

  /// The conversation that asks about a row, the system message first if there is one.
  package func messages(_ row: Row) throws -> [ChatMessage] {
    let question = ChatMessage(role: "user", content: try template.fill(row))
    return (system.map { [ChatMessage(role: "system", content: $0)] } ?? []) + [question]
  }
}

/// Turns rows into items that a model can be scored or trained on.
package enum ItemRenderer {
  /// Distinct targets beyond which they are taken for free text rather than labels.
  static let mostLabels = 20

  /// Rows of prompt/completion data are used as they are; others need a prompt and a target column.
  package static func items(_ data: Dataset, prompt: Prompt?, model: LanguageModel) throws -> [RenderedItem] {
    switch data.schema {
    case .promptCompletion: return try completions(data)
    case .columns:
      guard let prompt else { throw PromptError.none }
      guard !prompt.template.holes.isEmpty else { throw PromptError.noHoles }
      let target = try data.requireTarget(), labels = try prompt.labels.isEmpty ? Self.labels(data, target) : prompt.labels
      let title = data.input ?? prompt.template.holes[0]
      return try data.rows.map { row in
        let answer = try row.value(target).text
        guard labels.isEmpty || labels.contains(answer) else { throw PromptError.unknownTarget(answer, labels: labels) }
        return RenderedItem(
          title: try row.value(title).text, context: try model.render(prompt.messages(row)), target: answer,
          labels: labels)
      }
    }
  }

  private static func completions(_ data: Dataset) throws -> [RenderedItem] {
    let shared = try labels(data, "completion")
    return try data.rows.map { row in
      let own = row["labels"]?.list?.map(\.text), prompt = try row.value("prompt").text
      return RenderedItem(
        title: prompt, context: prompt, target: try row.value("completion").text, labels: own ?? shared)
    }
  }

  /// The distinct values of the target, sorted; none where they are too many to choose from.
  private static func labels(_ data: Dataset, _ target: String) throws -> [String] {
    let distinct = Set(try data.column(target).map(\.text))
    return distinct.count <= mostLabels ? distinct.sorted() : []
  }
}
