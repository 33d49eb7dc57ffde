/// One item ready for the model: the text before the answer, the right answer, and the answers to choose from.
package struct RenderedItem: Equatable, Sendable {
  /// How people know the item: a value of the input column, or the prompt itself.
  package var title: String
  package var context: String
  package var target: String
  package var labels: [String]

  package init(title: String, context: String, target: String, labels: [String]) {
    self.title = title
    self.context = context
    self.target = target
    self.labels = labels
  }
}
