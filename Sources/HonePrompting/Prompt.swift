import HoneData
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
