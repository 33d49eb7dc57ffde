import Foundation
import HoneCore
import HoneSession

extension NotebookRun {
  /// Runs the notebook and writes what its cells put out, and the footer, into the file.
  ///
  /// A failing cell stops the run and its error is recorded; the outputs of the cells after it stay as they were. What
  /// an interrupted cell put out is not recorded. Results that were kept are not computed again. The next replay records
  /// from the cell on that this one stopped at, unless its options say otherwise. A file without cells is left as it is.
  /// Throws `FileError` (before any cell runs, if the file cannot be written) or `NotebookError.changed`.
  package func replay() throws -> Ending {
    guard notebook.cells.contains(where: \.isRun) else {
      say(.remark("\(path) has no cells: those are fences that begin with ```hone"))
      return .finished
    }
    try AtomicFile.rehearse(Data(bytes), to: path)
    if options.from == nil, options.reusesResults, let stopped = resumed { first = stopped }
    nameFirst()
    session.useResults(of: file.path, isFresh: !options.reusesResults)
    var outputs: [Int: [RecordedOutput]] = [:]
    let ending = runCells(showsPreview: true) { step, result, recorded in
      outputs[step.index] = recorded
      return result.succeeded ? .good : .failed
    }
    try write(outputs, facts: facts)
    nameOutOfDate([.outOfOrder])
    say(.ended(ending, text: ending.text(written: outputs.count)))
    return ending
  }

  func write(_ outputs: [Int: [RecordedOutput]], facts: [(String, String)]) throws {
    let charts = ChartFiles.folder(of: path)
    let replaced = notebook.replacing(outputs: outputs, hashes: hashes, footer: Footer(facts), charts: charts)
    guard replaced != bytes else { return }
    guard try SourceFile.read(file.path) == bytes else { throw NotebookError.changed(path: path) }
    do {
      try ChartFiles.write(outputs.values.flatMap(\.self).compactMap(\.drawing), beside: file.path)
      try AtomicFile.write(Data(replaced), to: file.path)
    } catch {
      // Hours of work are in these outputs: `hone promote` can still write them.
      if (try? CheckRecord(self, outputs: outputs, facts: facts).save()) != nil {
        say(.remark("what the cells put out is kept: 'hone promote \(path)' writes it"))
      }
      throw error
    }
  }

  /// The footer's: the session's, which parameters were given, and where the run stopped.
  var facts: [(String, String)] {
    var facts = session.runFacts
    if !parameters.changes.isEmpty { facts.append((Footer.parameters, parameters.changes)) }
    if let stop { facts.append((Footer.stopped, stopMark(before: stop))) }
    return facts
  }

  /// Where the last replay stopped, if all that was run before it is still as it was.
  private var resumed: Int? {
    guard let mark = notebook.footer?[Footer.stopped], let count = mark.split(separator: " ").first.flatMap({ Int($0) })
    else { return nil }
    let run = notebook.cells.indices.filter { notebook.cells[$0].isRun }
    guard count > 0, count < run.count, stopMark(before: run[count]) == mark else { return nil }
    return run[count]
  }

  /// What stands in the footer for a run that stopped at a cell: the number of cells run before it, and twelve digits of
  /// the SHA-256 of their sources, the parameters and the kernels.
  private func stopMark(before index: Int) -> String {
    let sources = notebook.cells[..<index].filter(\.isRun).map(\.source)
    let kernel = session.runFacts.first { $0.0 == "kernel" }?.1 ?? ""
    let hash = SHA256Hex.of(([kernel, parameters.text] + sources).joined(separator: "\0"))
    return "\(sources.count) \(hash.prefix(12))"
  }

  /// Says what is done with the cells before the first one that is compared and written.
  func nameFirst() {
    let before = notebook.cells[..<first].count(where: \.isRun)
    guard before > 0 else { return }
    let what =
      before == 1
      ? "the cell before it runs for what it leaves behind, and its outputs stay as they are"
      : "the \(before) cells before it run for what they leave behind, and their outputs stay as they are"
    say(.remark("from \(notebook.cells[first].title) on; \(what)"))
  }
}

extension NotebookRun.Ending {
  fileprivate func text(written: Int) -> String {
    let cells = "\(written) \(written == 1 ? "cell" : "cells")"
    return switch self {
    case .finished: "\(cells) recorded"
    case .failed(let cell): "\(cell) failed, which is recorded; the next replay goes on there"
    case .interrupted: "interrupted after \(cells)"
    }
  }
}
