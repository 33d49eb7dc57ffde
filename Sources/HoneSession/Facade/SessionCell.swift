import HoneLanguage

/// Which values of a cell are shown.
package enum CellMode: Sendable {
  /// The value of the last statement, with its `Out[n]`.
  case interactive
  /// The value of the last statement, without a number.
  case notebook
  /// The value of each expression statement, without numbers.
  case script
}

/// How a cell ended.
package struct CellResult: Sendable {
  package var succeeded: Bool
  package var interrupted: Bool
  package var diagnostic: Diagnostic?
  /// True after `exit` or `quit`.
  package var wantsExit: Bool
  /// The number of `In[n]`; nil outside interactive mode.
  package var index: Int?
}

/// What a notebook keeps of an output event.
package struct RecordedOutput: Equatable, Sendable {
  package enum Kind: String, Sendable { case stdout, result, error, display }

  package var kind: Kind
  /// Stable text; consecutive `stdout` events are joined into one.
  package var text: String

  package init(kind: Kind, text: String) {
    self.kind = kind
    self.text = text
  }
}

/// A cell that was run and what it put out.
package struct SessionCell: Sendable {
  package var source: String
  package var name: String
  package var mode: CellMode
  package var outputs: [RecordedOutput]
  package var index: Int?
  package var succeeded: Bool
  /// Whether the user stopped it.
  package var interrupted = false
  /// How many of its statements ran to their end; of a cell that failed, those whose effects are whole.
  package var statementsDone = 0

  /// The number under which the session that wrote it into a notebook kept its value, so that `Out[3]` is found again.
  var recordedIndex: Int? { mode == .notebook ? name.wholeMatch(of: /In\[(\d+)\]/).flatMap { Int($0.1) } : nil }
}

/// One proposal for what could stand at the cursor.
package struct CompletionItem: Equatable, Sendable {
  /// Replaces the text of the range that `completions(in:at:)` gives.
  package var text: String
  /// The signature or kind of what it names, for a second column.
  package var detail: String

  package init(text: String, detail: String) {
    self.text = text
    self.detail = detail
  }
}
