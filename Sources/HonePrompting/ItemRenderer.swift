import HoneData
import HoneEvaluation
import HoneModel

/// Turns the rows of one dataset into items that a model can be scored or trained on.
///
/// Rows of prompt/completion data are used as they are; others need a prompt and a target column.
package struct ItemRenderer {
  /// Distinct targets beyond which they are taken for free text rather than labels.
  package static let mostLabels = 20

  private let data: Dataset
  private let source: Source
  /// The prompt's labels, or the distinct targets of all rows; empty where any text is an answer.
  private let labels: [String]

  private enum Source {
    case completions
    /// `title` is the column that people know a row by.
    case prompt(Prompt, model: LanguageModel, title: String, target: String)
  }

  package init(_ data: Dataset, prompt: Prompt?, model: LanguageModel) throws {
    self.data = data
    switch data.schema {
    case .promptCompletion:
      source = .completions
      labels = try Self.labels(data.column("completion"))
    case .columns:
      guard let prompt else { throw PromptError.needed }
      guard let hole = prompt.template.holes.first else { throw PromptError.noHoles }
      let target = try data.requireTarget()
      source = .prompt(prompt, model: model, title: data.input ?? hole, target: target)
      labels = try prompt.labels.isEmpty ? Self.labels(data.column(target)) : prompt.labels
    }
  }

  /// Every row of a dataset.
  package static func items(_ data: Dataset, prompt: Prompt?, model: LanguageModel) throws -> [RenderedItem] {
    let renderer = try ItemRenderer(data, prompt: prompt, model: model)
    return try (0..<data.count).map(renderer.item)
  }

  /// Row `index` of the data, in `0..<data.count`.
  package func item(_ index: Int) throws -> RenderedItem {
    let row = data[index]
    switch source {
    case .completions:
      let prompt = try row.value("prompt").text
      return RenderedItem(
        title: prompt, context: prompt, target: try row.value("completion").text,
        labels: row["labels"]?.list?.map(\.text) ?? labels)
    case .prompt(let prompt, let model, let title, let target):
      let answer = try row.value(target).text
      guard labels.isEmpty || labels.contains(answer) else {
        throw PromptError.unknownTarget(answer, row: index, labels: labels)
      }
      return RenderedItem(
        title: try row.value(title).text, context: try model.render(prompt.messages(row)), target: answer,
        labels: labels)
    }
  }

  /// The distinct targets, sorted; none where they are too many to choose from.
  private static func labels(_ targets: [DataValue]) -> [String] {
    let distinct = Set(targets.map(\.text))
    return distinct.count <= mostLabels ? distinct.sorted() : []
  }
}
