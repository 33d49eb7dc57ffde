import HoneCore

/// Why a prompt could not be made or used.
package enum PromptError: Error, Equatable {
  case openHole(String)
  case holeName(String)
  case loneBrace
  case emptyLabel
  case repeatedLabel(String)
  case oneLabel(String)
  /// A prompt was asked about before one was made.
  case notMade
  /// These rows need a prompt.
  case needed
  case noHoles
  case unknownTarget(String, row: Int, labels: [String])
}

extension PromptError: UserFacingError {
  package var message: String {
    switch self {
    case .openHole(let text): "the hole '{\(text)' of the template is never closed."
    case .holeName(let name): "'{\(name)}' is no hole: between its braces stands one column's name, as in {text}."
    case .loneBrace: "the template has a '}' without a '{' before it."
    case .emptyLabel: "a label must not be empty."
    case .repeatedLabel(let label): "the label '\(label)' is given twice."
    case .oneLabel(let label): "labels must be two or more; received only '\(label)'."
    case .notMade: "there is no prompt yet."
    case .needed: "there is no prompt yet, and the rows of this data are not prompts of their own."
    case .noHoles: "the prompt's template has no {column} hole, so every row would get the same text."
    case .unknownTarget(let target, let row, let labels):
      "row \(row) has the answer '\(target)', which is none of the prompt's labels; "
        + "they are \(labels.joined(separator: ", "))."
    }
  }

  package var hint: String? {
    switch self {
    case .openHole, .holeName, .loneBrace: "write {{ or }} for a brace itself"
    case .notMade, .needed: "make one: prompt = Prompt(\"… {text}\", labels=[\"yes\", \"no\"])"
    case .noHoles: "write the template without the f before its quotes: an f-string fills its holes at once"
    case .unknownTarget(let target, _, let labels):
      nearest(target, among: labels).map { "did you mean '\($0)'?" } ?? "labels must name every answer in the data"
    default: nil
    }
  }
}
