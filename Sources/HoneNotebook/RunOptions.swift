import HoneCore

/// What the command line asks of a replay or a check.
package struct RunOptions: Sendable {
  /// Values of parameters: `lr=1e-3`.
  package var parameters: [String] = []
  /// The name or the number of the first cell that is compared or written; nil for the first of all.
  package var from: String?
  /// Whether results may come from the cache.
  package var reusesResults = true
  /// Whether everything that cells put out goes to the session's sink too, and not only to the file.
  package var showsOutputs = false

  package init() {}
}

/// What can be wrong with the words behind a notebook's name on the command line.
package enum RunOptionError: Error, Equatable {
  case notAssignment(String)
  case unknownParameter(String, known: [String])
  case repeatedParameter(String)
  case parameterType(String, own: ParameterValue, given: String)
  /// `count` is "5 cells"; `known` are the names that they have.
  case unknownCell(String, count: String, known: [String])
}

extension RunOptionError: UsageError {
  package var message: String {
    switch self {
    case .notAssignment(let word): "'\(word)' gives no value; a parameter is given as name=value."
    case .unknownParameter(let name, []): "there is no parameter '\(name)'; the notebook has none."
    case .unknownParameter(let name, let known):
      "there is no parameter '\(name)'; the notebook has \(known.joined(separator: ", "))."
    case .repeatedParameter(let name): "the parameter \(name) is given twice."
    case .parameterType(let name, let own, let given):
      "the parameter \(name) is \(own.typeName), \(own.text) in the front matter; received '\(given)'."
    case .unknownCell(let name, let count, let known):
      "there is no cell '\(name)'; the notebook has \(count)"
        + (known.isEmpty ? "." : ", among them \(known.joined(separator: ", ")).")
    }
  }

  package var hint: String? {
    switch self {
    case .notAssignment: "a value with spaces stands in quotes: 'name=two words'"
    case .unknownParameter(_, []): "list it under 'params' in the front matter"
    case .unknownParameter(let name, let known): suggestion(name, known) ?? "the front matter lists them under 'params'"
    case .repeatedParameter: "give it once"
    case .parameterType(let name, .list, _): "write \(name)=a,b with items of that type"
    case .parameterType(let name, .bool, _): "write \(name)=true or \(name)=false"
    case .parameterType(let name, .int, _): "write a whole number, as \(name)=7"
    case .parameterType(let name, _, _): "write a number, as \(name)=2e-4"
    case .unknownCell(let name, _, let known): suggestion(name, known) ?? "name one, or give its number from 1"
    }
  }

  private func suggestion(_ name: String, _ known: [String]) -> String? {
    nearest(name, among: known).map { "did you mean '\($0)'?" }
  }
}
