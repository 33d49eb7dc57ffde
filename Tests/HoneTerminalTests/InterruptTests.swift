import Foundation
import HoneTestSupport
import Testing

/// Ctrl-C during the work that takes longest, with the real model.
@Suite(.serialized) struct InterruptTests {
  struct Work: CustomTestStringConvertible, Sendable {
    let cell: String
    /// What is shown once the work is under way.
    let sign: String
    /// What the session says of the work afterwards, and how that begins.
    let question: String, answer: String

    var testDescription: String { cell }
  }

  @Test(arguments: [
    Work(
      cell: "g = model.generate(print('go') or 'A story:', max_tokens=8000, temperature=1.0)", sign: "\ngo\n",
      question: "g.finish", answer: "'interrupted'"),
    Work(
      cell: "g = model.generate(print('go') or 'word ' * 8000)", sign: "\ngo\n", question: "g.finish",
      answer: "'interrupted'"),
    Work(
      cell: "p = 'stopped'; p = model.perplexity(print('go') or 'word ' * 8000)", sign: "\ngo\n", question: "p",
      answer: "'stopped'"),
    Work(cell: "r = evaluate()", sign: "evaluating", question: "0 < r.count < 4000", answer: "True"),
    Work(cell: "run = model.finetune()", sign: "fine-tuning", question: "0 < len(run.losses) < 250", answer: "True"),
  ])
  func controlCStopsTheWorkAndKeepsWhatItHas(_ work: Work) throws {
    let model = try realModelFile()
    try BuiltHone.withHome { home in
      let rows = (0..<8_000).map { "Film \($0) was a \($0 % 2 == 0 ? "joy\tgood" : "bore\tbad")\n" }
      try Data(("text\tlabel\n" + rows.joined()).utf8).write(to: URL(fileURLWithPath: home + "/films.tsv"))
      let terminal = try PseudoTerminal(home: home)
      try terminal.expect("In [1]: ")
      terminal.type("model.load('\(model)');\r")
      try terminal.expect("In [2]: ")
      terminal.type("dataset.load('\(home)/films.tsv', input='text', target='label').split(test=4000);\r")
      try terminal.expect("In [3]: ")
      terminal.type("prompt = Prompt('{text} Verdict: ', labels=['good', 'bad'])\r")
      try terminal.expect("In [4]: ")
      terminal.type(work.cell + "\r")
      try terminal.expect(work.sign)
      terminal.type("\u{3}")
      try terminal.expect("In [5]: ")
      terminal.type(work.question + "\r")
      try terminal.expect("Out[5]: \(work.answer)\n")
    }
  }
}
