/// One problem at one place in a source: what the caret points under and the sentence below it.
package struct Diagnostic: Error, Equatable, Sendable {
  /// Python's name for the error: "SyntaxError", "NameError", "TypeError", …
  package var kind: String
  /// One sentence: what is wrong, the value, and what is accepted.
  package var message: String
  /// A next step, without a capital or a full stop: "did you mean 'label'?"
  package var hint: String?
  package var range: SourceRange

  package init(kind: String, message: String, hint: String? = nil, range: SourceRange) {
    self.kind = kind
    self.message = message
    self.hint = hint
    self.range = range
  }

  /// A message as a sentence: with a full stop, unless it ends in a mark of its own.
  package static func sentence(_ message: String) -> String {
    guard let last = message.last, !".!?…".contains(last) else { return message }
    return message + "."
  }
}

/// Whether an input can be run as it stands; decides what Enter does.
package enum Completeness: Equatable, Sendable {
  case complete
  /// More lines are needed; the next one starts indented by `indent` spaces.
  case incomplete(indent: Int)
  /// No continuation can make it right.
  case invalid
}
