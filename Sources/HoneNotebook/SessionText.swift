import HoneCore
import HoneSession

/// A session as the text of a notebook.
enum SessionText {
  /// A cell of the session, or the prose that a `%note` is.
  struct Part {
    var cell: SessionCell
    /// The text of a note; nil for a cell.
    var note: String?

    init(_ cell: SessionCell) { (self.cell, note) = (cell, NoteCommand.text(of: cell.source)) }
  }

  static func markdown(_ parts: [Part], facts: [(String, String)], charts: String) -> String {
    let isNumbered = parts.contains { $0.cell.index != nil }
    let lines = parts.enumerated().map { offset, part in
      if let note = part.note { return [NoteText.markdown(note)] }
      let cell = part.cell
      // As its errors call it; in a numbered session what stands before In[1] has names of its own.
      let name = cell.index == nil && isNumbered ? cell.name : "In[\(cell.index ?? offset + 1)]"
      let hash = inputHash(source: canonicalSource(cell), reads: cell.reads)
      return fence(of: cell, name: name)
        + cell.outputs.flatMap { $0.fenceLines(cell: name, hash: hash, keeping: nil, charts: charts) }
    }
    let head = ["---", "hone: \(FrontMatter.version)", "---"]
    let all = ([head] + lines + [[Footer(facts).comment]]).map { $0.joined(separator: "\n") }
    return all.joined(separator: "\n\n") + "\n"
  }

  private static func fence(of cell: SessionCell, name: String) -> [String] {
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
