import Foundation
import HoneCore
import HoneSession

/// The rows that this room adds to the command table.
package enum NotebookCommands {
  package static func register(in session: Session) { session.commands.register([save] + NoteCommand.rows) }

  private static var save: Command {
    Command(
      .session, "save", [Parameter("file", .string, .required, "where to", names: [.file(["md"])])], returns: "None",
      summary: "Write the session so far as a notebook; %save clean FILE only what made its present state.",
      help: """
        The file is Markdown: every cell with what it put out, those that failed too, the notes between them, and one
        line about the run at the end. `hone replay FILE` runs it again, `hone check FILE` compares. A file that is there
        is replaced. `%save clean FILE` leaves out the cells that failed, and those without a part in what the names and
        the bound objects are now; a cell that only shows something stays if what it looked at is still the same.
        """,
      example: "%save clean movie-sentiment.md"
    ) { context in
      try write(context)
      return .none
    }
  }

  private static func write(_ context: CallContext) throws {
    let session = context.session
    var path = context.argumentText.trimmingCharacters(in: .whitespaces)
    let words = path.split(maxSplits: 1, whereSeparator: \.isWhitespace)
    let isClean = words.first == "clean"
    if isClean { path = words.count > 1 ? words[1].trimmingCharacters(in: .whitespaces) : "" }
    guard session.cells.last?.mode != .notebook else { throw SaveError.inNotebook }
    guard !path.isEmpty else { throw SaveError.noPath(isClean: isClean) }
    let ran = session.cells.filter { !isCommand($0.source) }
    let cells = isClean ? SessionSlice.present(of: session, cells: ran) : ran
    let parts = cells.map(SessionText.Part.init)
    guard !parts.isEmpty else { throw ran.isEmpty ? SaveError.nothing : .nothingLeft }
    let expanded = (path as NSString).expandingTildeInPath
    try AtomicFile.write(SessionText.markdown(parts, facts: session.runFacts), to: expanded)
    let count = parts.count { $0.note == nil }
    let left = ran.count - cells.count
    context.emit(
      .note("saved \(count) \(count == 1 ? "cell" : "cells") to \(path)" + (left > 0 ? "; \(left) left out" : "")))
  }

  /// Whether a cell is nothing but `%save`, which must not write the file again when it is replayed.
  private static func isCommand(_ source: String) -> Bool {
    let text = source.trimmingCharacters(in: .whitespacesAndNewlines)
    return text.hasPrefix("%save") && !text.contains("\n")
  }
}

enum SaveError: Error, Equatable {
  case noPath(isClean: Bool)
  case nothing
  /// Of a clean notebook, no cell is left.
  case nothingLeft
  case inNotebook
}

extension SaveError: UserFacingError {
  var message: String {
    switch self {
    case .noPath(let isClean): "%save\(isClean ? " clean" : "") needs the name of a file."
    case .nothing: "there is nothing to save: no cell has run yet."
    case .nothingLeft: "there is nothing to save: no cell has a part in what the session is now."
    case .inNotebook: "%save does not run inside a notebook."
    }
  }

  var hint: String? {
    switch self {
    case .noPath(let isClean): "write '%save\(isClean ? " clean" : "") movie-sentiment.md'"
    case .nothing: "run something first"
    case .nothingLeft: "write '%save movie-sentiment.md' to save all cells"
    case .inNotebook: "leave it out: 'hone replay' writes the notebook itself"
    }
  }
}
