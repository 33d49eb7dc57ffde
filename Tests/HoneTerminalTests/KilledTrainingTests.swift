import Foundation
import HoneTestSupport
import Testing

/// A session with training, killed at random moments.
@Suite(.serialized) struct KilledTrainingTests {
  private static let moments = 100
  private static let cells = [
    "model.load('tiny.gguf');", "dataset.load('reviews.tsv');", "dataset.split(validation=4, test=12, seed=None);",
    "prompt = Prompt('Review: {text} Verdict: ', labels=['good', 'bad'])",
    "run = model.finetune(rank=4, batch=2, epochs=6)", "print('losses', run.losses, run.validation_losses)",
  ]

  private func prepare(_ home: String) throws {
    try TinyLlama.gguf().file.write(to: URL(filePath: home + "/tiny.gguf"))
    let rows = (0..<40).map { "Film \($0) was \($0 % 2 == 0 ? "a joy.\tgood" : "a bore.\tbad")\n" }.joined()
    try Data(("text\tlabel\n" + rows).utf8).write(to: URL(filePath: home + "/reviews.tsv"))
  }

  private func start(_ home: String) throws -> PseudoTerminal {
    let terminal = try PseudoTerminal(home: home)
    try terminal.expect("In [1]: ")
    return terminal
  }

  private func type(_ cells: some Collection<String>, _ terminal: PseudoTerminal, _ home: String) {
    for cell in cells {
      terminal.type(cell.replacing("load('", with: "load('\(home)/") + "\r")
    }
  }

  /// Types the cells from a number on; what the last of them prints.
  private func finish(from number: Int, _ terminal: PseudoTerminal, _ home: String) throws -> String {
    type(Self.cells[(number - 1)...], terminal, home)
    try terminal.expect("\nlosses [")
    try terminal.expect("In [\(Self.cells.count + 1)]: ")
    let text = terminal.transcript
    let start = try #require(text.range(of: "\nlosses ["))
    let end = try #require(text[start.upperBound...].range(of: "\nIn ["))
    return text[start.upperBound..<end.lowerBound].filter { !$0.isWhitespace }
  }

  /// The number of the last prompt that was shown.
  private func lastPrompt(_ terminal: PseudoTerminal) -> Int {
    terminal.transcript.matches(of: #/In \[(\d+)\]: /#).compactMap { Int($0.1) }.max() ?? 0
  }

  @Test(.timeLimit(.minutes(10))) func everyFinishedCellComesBackAndTheLossesAreTheSameBits() throws {
    try BuiltHone.withHome { home in
      try prepare(home)
      let whole = try start(home)
      let began = ContinuousClock.now
      let expected = try finish(from: 1, whole, home)
      let length = began.duration(to: .now)
      whole.type("exit\r")
      #expect(whole.exitCode() == 0 && expected.count > 500)
      var random = SystemRandomNumberGenerator()
      var resumed = 0
      for _ in 0..<Self.moments {
        // Nothing but the journal is left of the session that was killed.
        try? FileManager.default.removeItem(atPath: home + "/.cache")
        let moment = length * Double.random(in: 0...1, using: &random)
        let killed = try start(home)
        type(Self.cells, killed, home)
        killed.watch(for: moment)
        killed.kill(SIGKILL)
        _ = killed.exitCode()
        let finished = lastPrompt(killed) - 1

        let terminal = try start(home)
        var next = 1
        if terminal.transcript.contains("did not end") {
          terminal.type("%resume\r")
          try terminal.expect("resumed ")
          try terminal.expect("In [")
          terminal.type("\u{3}")
          try terminal.expect("^C")
          try terminal.expect("In [")
          next = lastPrompt(terminal)
          resumed += 1
        }
        #expect(next > finished, "killed after \(moment), \(finished) cells had finished")
        if next <= Self.cells.count {
          #expect(try finish(from: next, terminal, home) == expected, "killed after \(moment)")
        }
        terminal.type("exit\r")
        #expect(terminal.exitCode() == 0)
      }
      #expect(resumed > Self.moments / 2)
    }
  }
}
