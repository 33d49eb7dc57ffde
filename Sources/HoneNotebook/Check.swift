import HoneCore
import HoneCore
import HoneSession

/// What `hone check` found.
package struct CheckReport: Sendable {
  package var ending: NotebookRun.Ending
  /// By cell; a cell without differences is not here.
  package var mismatches: [(cell: NotebookCell.Title, differences: [Difference])]
  package var cellsChecked: Int

  /// Whether all of it ran and is as recorded.
  package var isMatch: Bool { ending == .finished && mismatches.isEmpty }

  /// For the terminal, which no text of a notebook can steer: every mismatch, and a closing line.
  package var text: String {
    let found = mismatches.flatMap { cell, differences in differences.map { "\(cell), \($0.text)" } }
    return (found + [closing]).joined(separator: "\n").showingControls(keeping: "\n\t")
  }

  fileprivate var closing: String {
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
  /// Runs the notebook and compares what its cells put out with what it records. The file is never written; what was
  /// found is kept for `promote`.
  ///
  /// A cell that fails with the error recorded for it is as recorded, and the run goes on after it.
  package func check() -> CheckReport {
    nameFirst()
    var report = CheckReport(ending: .finished, mismatches: [], cellsChecked: 0)
    for output in notebook.orphans {
      let (name, line) = (output.attributes["of"] ?? "", output.line)
      report.mismatches.append(("line \(line)", [.orphan(cell: name)]))
      say(.difference(cell: name, line: line, .orphan(cell: name)))
    }
    var found: [Int: [RecordedOutput]] = [:]
    report.ending = runCells { step, result, outputs in
      let cell = step.cell
      let differences = Difference.between(cell.outputs, and: outputs, by: rules[step.index])
      if !differences.isEmpty { report.mismatches.append((cell.title, differences)) }
      for difference in differences { say(.difference(cell: cell.label, line: cell.line, difference)) }
      report.cellsChecked += 1
      found[step.index] = outputs
      if differences.isEmpty { return result.succeeded || cell.recordsError ? .good : .failed }
      return result.succeeded ? .differs : .failed
    }
    keep(found, report.ending)
    say(.ended(report.ending, text: report.closing))
    return report
  }

  /// What an interrupted check found is not all of it, and nothing to promote.
  private func keep(_ found: [Int: [RecordedOutput]], _ ending: Ending) {
    guard ending != .interrupted else { return }
    do {
      try CheckRecord(self, outputs: found, facts: facts).save()
    } catch {
      let reason = (error as? any UserFacingError)?.message ?? "\(error)"
      say(.remark("what was found cannot be kept for 'hone promote': \(reason)"))
    }
  }
}
