import ArgumentParser
import HoneNotebook
import HoneTerminal

struct Conversion: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convert",
    abstract: "Write a notebook as another kind of file: .md to .ipynb or .html, .ipynb to .md or .html.",
    discussion: "The kinds are those that the names end in. Nothing is run.")
  @Argument(help: "The notebook: a .md or .ipynb file.") var notebook: String
  @Argument(help: "The file to write: .md, .ipynb or .html; one that is there is replaced.") var output: String

  func run() throws {
    let sink = TerminalSink(.current())
    try sink.reading { try Convert.run(notebook, to: output) }
  }
}
