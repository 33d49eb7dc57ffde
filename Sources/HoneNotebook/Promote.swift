import Foundation
import HoneCore
import HoneSession

extension NotebookRun {
  /// Writes what the last check of this notebook found into it, without running anything; a notebook that was not
  /// checked is replayed. Throws `NotebookError.changedSinceCheck` if the file is not the one that was checked.
  package func promote() throws -> Ending {
    guard var record = CheckRecord.kept(for: self) else {
      say(.remark("no check of it is known, so its cells are run"))
      return try replay()
    }
    guard record.sha256 == SHA256Hex.of(bytes), record.outputs.keys.allSatisfy({ notebook.cells.indices.contains($0) })
    else { throw NotebookError.changedSinceCheck(path: path) }
    let (outputs, facts) = (record.recorded, record.facts.map { ($0.name, $0.value) })
    let written = notebook.replacing(
      outputs: outputs, hashes: record.hashes, footer: Footer(facts), charts: ChartFiles.folder(of: path))
    try ChartFiles.write(outputs.values.flatMap(\.self).compactMap(\.drawing), beside: file.path)
    try AtomicFile.write(Data(written), to: file.path)
    // Promoting twice is promoting once.
    record.sha256 = SHA256Hex.of(written)
    try record.save()
    let cells = "\(outputs.count) \(outputs.count == 1 ? "cell" : "cells")"
    say(.ended(.finished, text: "wrote what 'hone check' found in \(cells)"))
    return .finished
  }
}
