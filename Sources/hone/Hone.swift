import ArgumentParser
import Foundation
import HoneBench
import HoneCore
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
    discussion: "Without arguments hone reads lines at a prompt, or the statements that are piped in.",
    version: "hone \(version)", subcommands: [Run.self, Replay.self, Check.self, Measure.self, Reference.self])

  @Option(name: .customShort("c"), parsing: .unconditional, help: "Run this code and leave.")
  var code: String?

  @Flag(name: [.customShort("q"), .customLong("quiet")], help: "Start without the banner.")
  var isQuiet = false

  static func main() {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let code as ExitCode {
      Foundation.exit(code.rawValue)
    } catch {
      let code = exitCode(for: error) == .validationFailure ? 2 : exitCode(for: error).rawValue
      let text = fullMessage(for: error)
      FileHandle(fileDescriptor: code == 0 ? STDOUT_FILENO : STDERR_FILENO).write(Data((text + "\n").utf8))
      Foundation.exit(code)
    }
  }

  func run() throws {
    let front = FrontEnd()
    if let code { throw ExitCode(ScriptRun(session: front.session, sink: front.sink).run(code, name: "-c")) }
    guard front.terminal.isInputTerminal, front.terminal.isOutputTerminal else {
      let script = ScriptRun(session: front.session, sink: front.sink)
      throw ExitCode(script.run(name: "stdin") { readLine() })
    }
    let repl = Repl(session: front.session, terminal: front.terminal, sink: front.sink, history: StoredHistory())
    let banner = "hone \(Hone.version) · name? explains, Tab completes, exit leaves"
    throw ExitCode(repl.run(banner: isQuiet ? nil : banner))
  }
}

/// What every way of running hone starts from.
struct FrontEnd {
  let terminal = Terminal.current()
  let sink: TerminalSink
  let session: Session

  init() {
    sink = TerminalSink(terminal)
    session = Session(sink: sink)
    NotebookCommands.register(in: session)
  }

  /// Runs `body`; what is wrong with the file that a command line names is said in one line, with exit code 3.
  func reading<T>(_ body: () throws -> T) throws -> T {
    do {
      return try body()
    } catch let error as any UserFacingError {
      sink.send(.note("hone: " + error.message + (error.hint.map { " (\($0))" } ?? "")))
      throw ExitCode(3)
    }
  }
}

struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Run a file of hone code.")
  @Argument(help: "The file; it is parsed whole before any of it runs.") var file: String

  func run() throws {
    let front = FrontEnd()
    let source = try front.reading { try SourceFile.text(file) }
    throw ExitCode(ScriptRun(session: front.session, sink: front.sink).run(source, name: file))
  }
}

struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Run a notebook and write what its cells put out into it.")
  @Argument(help: "The notebook.") var file: String
  @Flag(help: "Let it run shell commands and write where it likes.") var trust = false

  func run() throws {
    let front = FrontEnd()
    Signals.install(exitsAt: 2)
    let ending = try front.reading {
      try NotebookRun(path: file, session: front.session, trust: trust) { front.sink.writeLine($0) }.replay()
    }
    switch ending {
    case .finished: return
    case .failed: throw ExitCode(1)
    case .interrupted: throw ExitCode(130)
    }
  }
}

struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a notebook and compare what its cells put out with what it records.")
  @Argument(help: "The notebook; it is never written.") var file: String
  @Flag(help: "Let it run shell commands and write where it likes.") var trust = false

  func run() throws {
    let front = FrontEnd()
    Signals.install(exitsAt: 2)
    let report = try front.reading {
      try NotebookRun(path: file, session: front.session, trust: trust) { front.sink.writeLine($0) }.check()
    }
    front.sink.writeLine(report.text)
    if report.ending == .interrupted { throw ExitCode(130) }
    if !report.isMatch { throw ExitCode(4) }
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
