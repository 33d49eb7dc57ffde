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

  /// As it was named.
  package let path: String
  /// The whole path, as cells may go to another folder.
  let file: URL
  let session: Session
  let bytes: [UInt8]
  let notebook: Notebook
  let rules: [CheckRule]
  let parameters: NotebookParameters
  let options: RunOptions
  let say: (RunEvent) -> Void
  /// The index of the first cell that is compared and written; those before it are run for their effects.
  var first = 0
  /// The index of the cell that the run stopped at, if it did not finish.
  private(set) var stop: Int?
  /// By index, what each cell that ran looked at, and the `in=` of what it put out.
  private(set) var reads: [Int: [CellRead]] = [:]
  private(set) var hashes: [Int: String] = [:]

  /// Reads the file and looks at everything that can be wrong with it before a cell runs. Throws `FileError`,
  /// `NotebookError`, or `RunOptionError` for what is wrong with `options`.
  /// - Parameters:
  ///   - trust: whether `!cmd` may run and files may be written outside its folder: a notebook is data from strangers.
  ///   - say: is told how the run goes.
  package init(
    path: String, session: Session, trust: Bool, options: RunOptions = RunOptions(), say: @escaping (RunEvent) -> Void
  ) throws {
    (self.path, self.session, self.options, self.say) = (path, session, options, say)
    file = URL(filePath: path).absoluteURL
    bytes = try SourceFile.read(path)
    notebook = try Notebook(bytes: bytes)
    try notebook.frontMatter?.check()
    try notebook.checkNames()
    rules = try notebook.cells.map { cell throws(NotebookError) in try CheckRule(cell) }
    var parameters = try NotebookParameters(notebook.frontMatter)
    try parameters.give(options.parameters)
    self.parameters = parameters
    if let from = options.from { first = try notebook.index(of: from) }
    session.allowsShell = trust
    session.writableFolder = trust ? nil : file.deletingLastPathComponent().path
    try parameters.bind(in: session)
    if !options.showsOutputs { session.sink = QuietSink(session.sink) }
  }

  /// Runs the cells; `visit` is given each one that ended by itself. Of those before `first` it is given only one that
  /// failed and has no failure recorded.
  /// With `showsPreview` the first lines of what each cell put out are told too.
  func runCells(showsPreview: Bool = false, visit: (RunStep, CellResult, [RecordedOutput]) -> CellOutcome) -> Ending {
    nameWhatDiffers()
    for step in steps {
      let cell = step.cell
      say(.started(step))
      let before = session.cells.count
      let start = ContinuousClock.now
      let result = session.run(cell.source, mode: .notebook, name: cell.label)
      if result.interrupted {
        stop = step.index
        return .interrupted
      }
      let ran = session.cells.dropFirst(before), outputs = ran.flatMap(\.outputs)
      let reads = ran.flatMap(\.reads)
      (self.reads[step.index], hashes[step.index]) = (reads, inputHash(source: cell.source, reads: reads))
      let isPassed = !step.isCompared && (result.succeeded || cell.recordsError)
      let outcome = isPassed ? .good : visit(step, result, outputs)
      let preview = showsPreview && step.isCompared ? NotebookRun.preview(outputs) : []
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      say(.finished(step, outcome, seconds: seconds, preview: preview))
      if outcome == .failed {
        stop = step.index
        return .failed(cell.title)
      }
      if result.wantsExit { break }
    }
    return .finished
  }

  private var steps: [RunStep] {
    let run = notebook.cells.indices.filter { notebook.cells[$0].isRun }
    return run.enumerated().map { offset, index in
      RunStep(
        index: index, number: offset + 1, count: run.count, isCompared: index >= first, cell: notebook.cells[index])
    }
  }

  /// What the notebook was recorded with and is not run with: its numbers may differ for that.
  private func nameWhatDiffers() {
    let now = session.runFacts.first { $0.0 == "kernel" }?.1
    if let recorded = notebook.footer?["kernel"], let now, recorded != now {
      say(
        .remark("recorded with the \(recorded) kernels, run with \(now): numbers may differ in their last digits"))
    }
    guard let footer = notebook.footer else { return }
    let (recorded, given) = (footer[Footer.parameters] ?? "", parameters.changes)
    if recorded != given {
      func with(_ values: String) -> String { values.isEmpty ? "the front matter's parameters" : values }
      say(.remark("recorded with \(with(recorded)), run with \(with(given)): what depends on them may differ"))
    }
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
}

/// Lets through what helps while waiting, and errors; what cells put out goes to the file. No text of a notebook steers
/// the terminal.
private final class QuietSink: OutputSink {
  private let next: any OutputSink

  init(_ next: any OutputSink) { self.next = next }

  func send(_ event: OutputEvent) {
    switch event {
    case .stdout, .stream, .result, .display: break
    case .error(let diagnostic, let rendering): next.send(.error(diagnostic, rendering.showingControls))
    case .note(let text): next.send(.note(text.showingControls(keeping: "\n\t")))
    case .progress, .progressEnded: next.send(event)
    }
  }
}

extension Rendering {
  fileprivate var showingControls: Rendering {
    Rendering(stable: stable.showingControls(keeping: "\n\t")) { live(on: $0).showingControls(keeping: "\n\t") }
  }
}

extension Notebook {
  func checkNames() throws(NotebookError) {
    let named = Dictionary(grouping: cells.filter { $0.name != nil }) { $0.name ?? "" }
    for name in cells.compactMap(\.name) {
      if let same = named[name], same.count > 1 { throw .repeatedName(name, lines: same.map(\.line)) }
    }
  }

  /// The cell of a name, or of a number from 1.
  func index(of cell: String) throws(RunOptionError) -> Int {
    if let index = cells.firstIndex(where: { $0.name == cell }) { return index }
    if let number = Int(cell), cells.indices.contains(number - 1) { return number - 1 }
    let count = "\(cells.count) \(cells.count == 1 ? "cell" : "cells")"
    throw .unknownCell(cell, count: count, known: cells.compactMap(\.name))
  }
}
