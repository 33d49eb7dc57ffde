import Foundation
import HoneSession
import HoneTestSupport
import Testing

extension SessionRoomTests {
  /// Runs programs near to the snippets: each ends, within its steps, in a value or in an error.
  struct EvaluationMutationTests {
    @Test func everyMutationRunsOrIsRefused() throws {
      var mutator = Mutator(seed: 5, corpus: try Self.corpus() + Self.greedy)
      let sink = DiscardingSink()
      var session = Self.session(sink)
      var ran = 0
      for round in 0..<Mutator.count(usual: 50_000) {
        if round % 50 == 0 { session = Self.session(sink) }
        let source = mutator.next()
        if Self.hasSessionLine(source) { continue }
        let result = session.run(source, mode: .notebook)
        if result.succeeded { ran += 1 }
        if result.succeeded != (result.diagnostic == nil) { Issue.record("no error and no success: \(source)") }
      }
      #expect(ran > 1_000)
    }

    /// What asks for more than there is.
    private static let greedy = [
      "'a' * 10**9", "[0] * 10**9", "10**10**6", "while True: pass", "def f(): return f()\nf()",
      "-9223372036854775807 - 1",
      "x = []\nfor i in range(10**18): x = [x]", "list(range(10**12))", "'a'.center(10**10)", "f'{1:999999999}'",
      "x = -9223372036854775807 - 1\n'a'.ljust(x), abs(x), [1][x:], '%*d' % (x, 1), round(1.5, x), range(x, 9, x)[x:]",
      "x = 'ab' * 1000\nfor i in range(50): x = x.replace('a', x)", "sum(x for x in range(10**18))",
      "a = []\nfor i in range(9**9): a += a or [1]", "(lambda f: f(f))(lambda f: f(f))", "1 << 9**9",
      "pow(7, 9**15, 10)",
    ]

    private static func session(_ sink: DiscardingSink) -> Session {
      let session = Session(sink: sink, environment: [:])
      session.limits.steps = 2_000
      session.limits.calls = 50
      session.allowsShell = false
      return session
    }

    /// Commands act on this machine, as shell lines do, which the session refuses; they are no part of the language proper.
    private static func hasSessionLine(_ source: String) -> Bool {
      source.split { ":;\r\n\u{c}".contains($0) }.contains { $0.drop { " \t".contains($0) }.hasPrefix("%") }
    }

    private static func corpus() throws -> [String] {
      let folder = try #require(Bundle.module.url(forResource: "Snippets", withExtension: nil))
      let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      let texts = files.filter { $0.pathExtension == "txt" && $0.lastPathComponent != "messages.txt" }.sorted {
        $0.path < $1.path
      }
      return try texts.flatMap { file in
        try String(contentsOf: file, encoding: .utf8)
          .replacing("\n| ", with: "\u{0}").split(separator: "\n").filter { !$0.hasPrefix("##") }
          .map { String($0).replacing("\u{0}", with: "\n") }
      }
    }
  }
}

private final class DiscardingSink: OutputSink {
  func send(_ event: OutputEvent) {}
}
