import ArgumentParser
import Foundation
import HoneCore
import HoneNotebook
import HoneSession
import HoneTerminal

/// The subcommands that run a notebook: `hone replay`, `hone check`, `hone promote`.
struct NotebookOptions: ParsableArguments {
  @Argument(help: "The notebook.") var file: String
  @Flag(help: "Let it run shell commands and write where it likes.") var trust = false
  @OptionGroup var start: StartOptions

  /// The run of the notebook in a session of its own, which `front` shows.
  /// - Parameter showsEnding: false where more is told of the ending than its one line.
  func run(_ front: FrontEnd, _ options: RunOptions = RunOptions(), showsEnding: Bool = true) throws -> NotebookRun {
    Signals.install(exitsAt: 2)
    var options = options
    options.showsOutputs = start.json
    return try NotebookRun(path: file, session: front.session, trust: trust, options: options) { event in
      if start.json {
        front.sink.writeLine(event.json)
      } else if case .started(let step) = event {
        front.sink.send(
          .progress(
            HoneCore.Progress(
              task: step.cell.title.showingControls(), completed: step.number - 1, total: step.count, unit: "cells")))
      } else if case .ended = event, !showsEnding {
        return
      } else if let text = event.text {
        front.sink.writeLine(text)
      }
    }
  }

  static func exit(_ ending: NotebookRun.Ending) throws {
    switch ending {
    case .finished: return
    case .failed: throw ExitCode(1)
    case .interrupted: throw ExitCode(130)
    }
  }
}

struct CellOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Values of the notebook's parameters.", valueName: "name=value"))
  var parameters: [String] = []

  @Option(
    help: ArgumentHelp(
      "The first cell that counts, by its name or number; those before it run for what they leave behind.",
      valueName: "cell"))
  var from: String?

  func options(reusesResults: Bool) -> RunOptions {
    var options = RunOptions()
    (options.parameters, options.from, options.reusesResults) = (parameters, from, reusesResults)
    return options
  }
}

struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a notebook and write what its cells put out into it.",
    discussion: """
      A cell that fails stops the run and is recorded; the next replay goes on there if the cells before it are as they were.

      \(RunEvent.reference)
      """)
  @OptionGroup var notebook: NotebookOptions
  @OptionGroup var cells: CellOptions
  @Flag(help: "Compute everything again, from the first cell on.") var fresh = false

  func run() throws {
    let front = FrontEnd(notebook.start)
    let options = cells.options(reusesResults: !fresh)
    try NotebookOptions.exit(try front.sink.reading { try notebook.run(front, options).replay() })
  }
}

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a notebook and compare what its cells put out with what it records; it is never written.",
    discussion: RunEvent.reference)
  @OptionGroup var notebook: NotebookOptions
  @OptionGroup var cells: CellOptions
  @Flag(help: "Take results of earlier runs where nothing that they depend on has changed.") var cached = false

  func run() throws {
    let front = FrontEnd(notebook.start)
    let options = cells.options(reusesResults: cached)
    let report = try front.sink.reading { try notebook.run(front, options, showsEnding: false).check() }
    if !notebook.start.json { front.sink.writeLine(report.text) }
    if report.ending == .interrupted { throw ExitCode(130) }
    if !report.isMatch { throw ExitCode(4) }
  }
}

struct Promote: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Accept what the last check of a notebook found: write it into the notebook.",
    discussion: "Nothing is run again. A notebook that was never checked is run; one that was changed since is refused."
  )
  @OptionGroup var notebook: NotebookOptions

  func run() throws {
    let front = FrontEnd(notebook.start)
    try NotebookOptions.exit(try front.sink.reading { try notebook.run(front).promote() })
  }
}
