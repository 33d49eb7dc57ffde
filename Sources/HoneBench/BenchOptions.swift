import ArgumentParser
import HoneCore

/// The arguments of `hone bench`.
package struct BenchOptions: ParsableArguments {
  package static let abstract = "Measure this machine: one JSON line for each case."
  package static let discussion = """
    The figure of a line is the median of its runs after a warm-up: tok/s, examples/s, seconds, or GFLOP/s \
    and GB/s for an operation of the engine, with its share of what this machine was measured to reach. --list names \
    the cases.

    The start of another program is measured in the same way, up to the moment its prompt is shown:
      hone bench --case start --program ipython
    """

  @Option(name: .customLong("case"), help: ArgumentHelp("Measure this case alone; may be repeated.", valueName: "name"))
  package var cases: [String] = []

  @Flag(name: .customLong("list"), help: "List the cases and leave.")
  package var isList = false

  @Option(help: "Threads that compute, 1...256 (default: HONE_THREADS, or one for each processor).")
  package var threads: Int?

  @Option(help: ArgumentHelp("A model of the catalog, or a file.", valueName: "name-or-file"))
  package var model = "smollm2"

  @Option(help: "Runs of each case, 1...100.")
  package var runs = 5

  @Option(help: ArgumentHelp("The text that ends the case start, colours aside.", valueName: "text"))
  package var prompt = "In [1]: "

  @Option(
    parsing: .remaining,
    help: ArgumentHelp(
      "The program of the case start and its arguments: all that follows (default: hone itself).", valueName: "program")
  )
  package var program: [String] = []

  package init() {}

  static let threadRange = 1...256, runRange = 1...100

  package func validate() throws {
    do {
      try check()
    } catch {
      throw ValidationError(error.message + (error.hint.map { " " + $0.prefix(1).uppercased() + $0.dropFirst() } ?? ""))
    }
  }

  private func check() throws(BenchError) {
    for name in cases where !BenchCase.all.contains(where: { $0.name == name }) { throw .unknownCase(name) }
    if let threads, !Self.threadRange.contains(threads) {
      throw .range(option: "--threads", accepted: Self.threadRange, received: threads)
    }
    guard Self.runRange.contains(runs) else { throw .range(option: "--runs", accepted: Self.runRange, received: runs) }
    guard !prompt.isEmpty else { throw .emptyPrompt }
  }

  /// The cases asked for, in the order of the list.
  var chosen: [BenchCase] { cases.isEmpty ? BenchCase.all : BenchCase.all.filter { cases.contains($0.name) } }
}
