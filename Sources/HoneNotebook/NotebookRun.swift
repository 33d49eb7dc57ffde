import Foundation
import HoneCore
import HoneSession

/// One pass over a notebook's cells, in order, in a session: what replaying and checking share.
package final class NotebookRun {
  package enum Ending: Equatable, Sendable {
    case finished
    /// A cell failed, and the ones after it were not run.
    case failed(NotebookCell.Title)
    case interrupted
  }

  package let path: String
  let session: Session
  let bytes: [UInt8]
  let notebook: Notebook
  let rules: [CheckRule]
  private let say: (String) -> Void

  /// Reads the file and looks at everything that can be wrong with it before a cell runs. Throws `FileError` or `NotebookError`.
  /// - Parameters:
  ///   - trust: whether `!cmd` may run and files may be written outside its folder: a notebook is data from strangers.
  ///   - say: shows one line about how the run goes.
  package init(path: String, session: Session, trust: Bool, say: @escaping (String) -> Void) throws {
    (self.path, self.session, self.say) = (path, session, say)
    bytes = try SourceFile.read(path)
    notebook = try Notebook(bytes: bytes)
    try notebook.frontMatter?.check()
    try notebook.checkNames()
    rules = try notebook.cells.map { cell throws(NotebookError) in try CheckRule(cell) }
    session.allowsShell = trust
    session.writableFolder = trust ? nil : URL(filePath: path).deletingLastPathComponent().path
    session.sink = QuietSink(session.sink)
  }

  /// Runs the cells; `visit` is given each one that ended by itself, and says whether to go on after it.
  /// With `showsOutputs` the first lines of what each cell put out are said too.
  func runCells(showsOutputs: Bool = false, visit: (Int, CellResult, [RecordedOutput]) -> Bool) -> Ending {
    nameChangedKernel()
    for (index, cell) in notebook.cells.enumerated() where cell.isRun {
      let before = session.cells.count
      let start = ContinuousClock.now
      let result = session.run(cell.source, mode: .notebook, name: cell.name ?? "cell \(cell.number)")
      if result.interrupted { return .interrupted }
      let outputs = session.cells.dropFirst(before).flatMap(\.outputs)
      let goesOn = visit(index, result, outputs)
      say("\(goesOn ? "✓" : "✗") \(cell.title)\(NotebookRun.duration(since: start))")
      if showsOutputs { for line in NotebookRun.preview(outputs) { say(line.isEmpty ? line : "    " + line) } }
      guard goesOn else { return .failed(cell.title) }
      if result.wantsExit { break }
    }
    return .finished
  }

  /// Says that the notebook was recorded on another kind of processor, whose numbers may differ in their last digits.
  private func nameChangedKernel() {
    let now = session.runFacts.first { $0.0 == "kernel" }?.1
    guard let recorded = notebook.footer?["kernel"], let now, recorded != now else { return }
    say("recorded with the \(recorded) kernels, run with \(now): numbers may differ in their last digits")
  }

  private static let previewLines = 8

  /// The first lines of what a cell put out; an error has been shown already.
  private static func preview(_ outputs: [RecordedOutput]) -> [String] {
    let lines = outputs.filter { $0.kind != .error }.flatMap { output in
      StableText.recorded(output).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }
    guard lines.count > previewLines + 1 else { return lines }
    return lines.prefix(previewLines) + ["… \(lines.count - previewLines) more lines"]
  }

  private static func duration(since start: ContinuousClock.Instant) -> String {
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    return seconds < 1 ? "" : String(format: ", %.1f s", seconds)
  }
}

/// Lets through what helps while waiting, and errors; what cells put out goes to the file.
private final class QuietSink: OutputSink {
  private let next: any OutputSink

  init(_ next: any OutputSink) { self.next = next }

  func send(_ event: OutputEvent) {
    switch event {
    case .stdout, .stream, .result, .display: break
    case .error, .progress, .progressEnded, .note: next.send(event)
    }
  }
}

extension Notebook {
  func checkNames() throws(NotebookError) {
    for name in cells.compactMap(\.name) {
      let lines = cells.filter { $0.name == name }.map(\.line)
      if lines.count > 1 { throw .repeatedName(name, lines: lines) }
    }
  }
}
