import HoneCore

/// Why `hone bench` could not measure.
package enum BenchError: Error, Equatable {
  case unknownCase(String)
  case range(option: String, accepted: ClosedRange<Int>, received: Int)
  case emptyPrompt
  case unknownModel(String, known: [String])
  case noTerminal(reason: String)
  case notStarted(ChildProcess.Failure)
  /// `shown` is the end of what the program showed instead.
  case notShown(program: String, text: String, isPrompt: Bool, shown: String)
  case interrupted
}

extension BenchError: UserFacingError {
  package var message: String {
    switch self {
    case .unknownCase(let name):
      "there is no case '\(name.showingControls())'; the cases are "
        + BenchCase.all.map(\.name).joined(separator: ", ") + "."
    case .range(let option, let accepted, let received):
      "\(option) must be \(accepted.lowerBound)...\(accepted.upperBound); received \(received)."
    case .emptyPrompt: "--prompt must be the text that a program shows when it is ready; received none."
    case .unknownModel(let name, let known):
      "'\(name.showingControls())' is neither a file nor a model of the catalog, which has "
        + known.joined(separator: ", ") + "."
    case .noTerminal(let reason): "a pseudo-terminal cannot be opened: \(reason)."
    case .notStarted(let failure): failure.message
    case .notShown(let program, let text, _, let output):
      output.isEmpty
        ? "'\(program.showingControls())' did not show '\(text.showingControls())', nor anything else."
        : "'\(program.showingControls())' did not show '\(text.showingControls())'; it ended with '\(output.showingControls())'."
    case .interrupted: "interrupted."
    }
  }

  package var hint: String? {
    switch self {
    case .unknownCase(let name): nearest(name, among: BenchCase.all.map(\.name)).map { "did you mean '\($0)'?" }
    case .unknownModel(let name, let known): nearest(name, among: known).map { "did you mean '\($0)'?" }
    case .notShown(_, _, true, _): "--prompt names the text to wait for"
    default: nil
    }
  }
}
