import Foundation
import HoneCore
import HoneSession

extension NotebookRun {
  /// Runs the notebook and writes what its cells put out, and the footer, into the file.
  ///
  /// A failing cell stops the run and its error is recorded; the outputs of the cells after it stay as they were. What
  /// an interrupted cell put out is not recorded. Throws `FileError` or `NotebookError.changed`.
  package func replay() throws -> Ending {
    var outputs: [Int: [RecordedOutput]] = [:]
    let ending = runCells(showsOutputs: true) { index, result, recorded in
      outputs[index] = recorded
      return result.succeeded
    }
    let charts = ChartFiles.folder(of: path)
    let replaced = notebook.replacing(outputs: outputs, footer: Footer(session.runFacts), charts: charts)
    guard try SourceFile.read(path) == bytes else { throw NotebookError.changed(path: path) }
    try ChartFiles.write(outputs.values.flatMap(\.self).compactMap(\.drawing), beside: path)
    guard replaced != bytes else { return ending }
    try AtomicFile.write(Data(replaced), to: path)
    return ending
  }
}
