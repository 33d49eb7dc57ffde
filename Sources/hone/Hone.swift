import ArgumentParser
import Foundation
import HoneBench
import HoneNotebook
import HoneSession
import HoneTerminal

/// `hone`: picks a front end and gives its exit code (README, "Exit codes").
@main
struct Hone: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "hone",
    abstract: "Decide on your own data whether to prompt or to fine-tune a language model, and do it.",
    discussion: "Without arguments hone reads lines at a prompt, or the statements that are piped in.\n\n"
      + JSONSink.reference,
    version: "hone \(version)",
    subcommands: [
      Run.self, Replay.self, Check.self, Promote.self, Measure.self, Reference.self, ManualPage.self,
    ])

  @Option(
    name: .customShort("c"), parsing: .unconditional, help: ArgumentHelp("Run this code and leave.", valueName: "code"))
  var code: String?

  @Flag(name: [.customShort("q"), .customLong("quiet")], help: "Start without the banner.")
  var isQuiet = false

  @OptionGroup var options: StartOptions

  static func main() { runAndExit() }

  func run() throws {
    let front = FrontEnd(options)
    if let code { throw ExitCode(front.script.run(code, name: "-c")) }
    guard front.terminal.isInputTerminal, front.terminal.isOutputTerminal, !options.json else {
      throw ExitCode(front.script.run(name: "stdin") { readLine() })
    }
    let repl = Repl(
      session: front.session, terminal: front.terminal, sink: front.sink, history: StoredHistory(),
      startup: front.startup)
    let banner = "hone \(Hone.version) · name? explains, Tab completes, exit leaves"
    throw ExitCode(repl.run(banner: isQuiet ? nil : banner))
  }
}

/// What every way of running hone starts from.
struct FrontEnd {
  let terminal: Terminal
  let sink: TerminalSink
  let session: Session
  let startup: Startup

  init(_ options: StartOptions? = nil) {
    startup = Startup(isSkipped: options?.noStartup ?? false)
    terminal = startup.terminal
    sink = TerminalSink(terminal)
    session = Session(sink: options?.json == true ? JSONSink() : sink)
    startup.apply { [sink] in sink.send(.note($0)) }
    NotebookCommands.register(in: session)
    EditCommand.register(in: session)
    ResumeCommand.register(in: session)
  }

  var script: ScriptRun { ScriptRun(session: session, sink: session.sink) }
}

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Run a file of hone code.")
  @Argument(help: "The file; it is parsed whole before any of it runs.") var file: String
  @OptionGroup var options: StartOptions

  func run() throws {
    let front = FrontEnd(options)
    let source = try front.sink.reading { try SourceFile.text(file) }
    throw ExitCode(front.script.run(source, name: file))
  }
}

struct Measure: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: BenchOptions.abstract, discussion: BenchOptions.discussion)
  @OptionGroup var options: BenchOptions

  func run() throws {
    let sink = TerminalSink(.current())
    Signals.install(exitsAt: 2)
    let bench = Bench(options, monitor: TerminalMonitor(sink))
    throw ExitCode(bench.run(line: { sink.writeLine($0) }, note: { sink.send(.note($0)) }))
  }
}

struct Reference: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Print every object, function and command as Markdown.")
  func run() throws { print(FrontEnd().session.commands.reference, terminator: "") }
}

struct ManualPage: ParsableCommand {
  static let configuration = CommandConfiguration(commandName: "manual", abstract: "Print the man page.")
  func run() throws { print(try Manual.page(help: Hone._dumpHelp(), sections: Manual.sections), terminator: "") }
}
