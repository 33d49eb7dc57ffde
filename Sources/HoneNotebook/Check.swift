import HoneSession

/// What `hone check` found.
package struct CheckReport: Sendable {
  package var ending: NotebookRun.Ending
  /// By cell; a cell without differences is not here.
  package var mismatches: [(cell: NotebookCell.Title, differences: [Difference])]
  package var cellsChecked: Int

  /// Whether all of it ran and is as recorded.
  package var isMatch: Bool { ending == .finished && mismatches.isEmpty }

  /// For the terminal: every mismatch, and a closing line.
  package var text: String {
    let found = mismatches.flatMap { cell, differences in differences.map { "\(cell), \($0.text)" } }
    return (found + [closing]).joined(separator: "\n")
  }

  private var closing: String {
    let cells = "\(cellsChecked) \(cellsChecked == 1 ? "cell" : "cells")"
    switch ending {
    case .interrupted: return "interrupted after \(cells)"
    case .failed(let cell): return "\(cell) failed; the cells after it were not run"
    case .finished where mismatches.isEmpty: return "\(cells) as recorded"
    case .finished: return "\(mismatches.count) of \(cells) not as recorded"
    }
  }
}

extension NotebookRun {
  /// Runs the notebook and compares what its cells put out with what it records. The file is never written.
  ///
  /// A cell that fails with the error recorded for it is as recorded, and the run goes on after it.
  package func check() -> CheckReport {
    var mismatches = notebook.orphans.map { output in
      (cell: "line \(output.line)", differences: [Difference.orphan(cell: output.attributes["of"] ?? "")])
    }
    var checked = 0
    let ending = runCells { index, result, outputs in
      let cell = notebook.cells[index]
      let found = Difference.between(cell.outputs, and: outputs, by: rules[index])
      if !found.isEmpty { mismatches.append((cell.title, found)) }
      checked += 1
      return result.succeeded
        || (found.isEmpty && cell.outputs.contains { $0.kind == RecordedOutput.Kind.error.rawValue })
    }
    return CheckReport(ending: ending, mismatches: mismatches, cellsChecked: checked)
  }
}
