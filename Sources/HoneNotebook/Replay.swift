import Foundation
import HoneCore
import HoneSession

extension NotebookRun {
  /// Runs the notebook and writes what its cells put out, and the footer, into the file.
  ///
  /// A failing cell stops the run and its error is recorded; the outputs of the cells after it stay as they were. What
  /// an interrupted cell put out is not recorded. Results that were kept are not computed again. Throws `FileError` or `NotebookError.changed`.
  package func replay() throws -> Ending {
    session.useResults(of: path)
    var outputs: [Int: [RecordedOutput]] = [:]
    let ending = runCells(showsOutputs: true) { index, result, recorded in
      outputs[index] = recorded
      return result.succeeded
    }
    let replaced = notebook.replacing(outputs: outputs, footer: Footer(session.runFacts))
    guard replaced != bytes else { return ending }
    guard try SourceFile.read(path) == bytes else { throw NotebookError.changed(path: path) }
    try AtomicFile.write(Data(replaced), to: path)
    return ending
  }
}
