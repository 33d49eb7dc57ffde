import Foundation
import HoneCore
import HoneSession

/// The rows that this room adds to the command table.
package enum NotebookCommands {
  package static func register(in session: Session) { session.commands.register(save) }

  private static var save: Command {
    Command(
      .session, "save", [Parameter("file", .string, .required, "where to", names: [.file(["md"])])], returns: "None",
      summary: "Write the session so far as a notebook.",
      help: """
        The file is Markdown: every cell with what it put out, those that failed too, and one line about the run at the
        end. `hone replay FILE` runs it again, `hone check FILE` compares. A file that is there is replaced.
        """,
      example: "%save movie-sentiment.md"
    ) { context in
      let path = context.argumentText.trimmingCharacters(in: .whitespaces)
      guard context.session.cells.last?.mode != .notebook else { throw SaveError.inNotebook }
      guard !path.isEmpty else { throw SaveError.noPath }
      let cells = context.session.cells.filter { !isCommand($0.source) }
      guard !cells.isEmpty else { throw SaveError.nothing }
      let expanded = (path as NSString).expandingTildeInPath
      try ChartFiles.write(cells.flatMap(\.outputs).compactMap(\.drawing), beside: expanded)
      let text = SessionText.markdown(
        cells, facts: context.session.runFacts, charts: ChartFiles.folder(of: expanded))
      try AtomicFile.write(text, to: expanded)
      context.emit(.note("saved \(cells.count) \(cells.count == 1 ? "cell" : "cells") to \(path)"))
      return .none
    }
  }

  /// Whether a cell is nothing but `%save`, which must not write the file again when it is replayed.
  private static func isCommand(_ source: String) -> Bool {
    let text = source.trimmingCharacters(in: .whitespacesAndNewlines)
    return text.hasPrefix("%save") && !text.contains("\n")
  }
}

/// A session as the text of a notebook.
enum SessionText {
  static func markdown(_ cells: [SessionCell], facts: [(String, String)], charts: String) -> String {
    let isNumbered = cells.contains { $0.index != nil }
    let parts = cells.enumerated().map { offset, cell in
      // As its errors call it; in a numbered session what stands before In[1] has names of its own.
      let name = cell.index == nil && isNumbered ? cell.name : "In[\(cell.index ?? offset + 1)]"
      let hash = NotebookCell.hash(of: canonicalSource(cell))
      return lines(of: cell, name: name)
        + cell.outputs.flatMap { $0.fenceLines(cell: name, hash: hash, keeping: nil, charts: charts) }
    }
    let head = ["---", "hone: \(FrontMatter.version)", "---"]
    let all = ([head] + parts + [[Footer(facts).comment]]).map { $0.joined(separator: "\n") }
    return all.joined(separator: "\n\n") + "\n"
  }

  private static func lines(of cell: SessionCell, name: String) -> [String] {
    let source = canonicalSource(cell)
    let marks = String(repeating: "`", count: max(3, source.longestRun(of: .backtick) + 1))
    return ["\(marks)hone name=\(name)", source, marks]
  }

  /// The source as it will be read back from its fence.
  private static func canonicalSource(_ cell: SessionCell) -> String {
    var source = StableText.canonical(cell.source)
    while source.hasSuffix("\n") { source.removeLast() }
    return source
  }
}

enum SaveError: Error, Equatable {
  case noPath
  case nothing
  case inNotebook
}

extension SaveError: UserFacingError {
  var message: String {
    switch self {
    case .noPath: "%save needs the name of a file."
    case .nothing: "there is nothing to save: no cell has run yet."
    case .inNotebook: "%save does not run inside a notebook."
    }
  }

  var hint: String? {
    switch self {
    case .noPath: "write '%save movie-sentiment.md'"
    case .nothing: "run something first"
    case .inNotebook: "leave it out: 'hone replay' writes the notebook itself"
    }
  }
}
