import Foundation
import HoneCore
import HoneTestSupport
import Testing

/// Kept results, after sessions that were killed while they kept some.
@Suite struct KilledSessionTests {
  private static let code = """
    %cache on
    model.load("tiny.gguf"); dataset.load("reviews.tsv"); dataset.split(validation=4, test=12, seed=None);
    prompt = Prompt("Review: {text} Verdict: ", labels=["good", "bad"])
    for rank in range(1, 7):
        print(model.finetune(rank=rank, batch=12).losses, evaluate().predictions)
    """

  private func prepare(_ home: String) throws {
    try TinyLlama.gguf().file.write(to: URL(filePath: home + "/tiny.gguf"))
    let rows = (0..<40).map { "Film \($0) was \($0 % 2 == 0 ? "a joy.\tgood" : "a bore.\tbad")\n" }.joined()
    try Data(("text\tlabel\n" + rows).utf8).write(to: URL(filePath: home + "/reviews.tsv"))
  }

  private func code(in home: String) -> String {
    Self.code.replacingOccurrences(of: "\"tiny.gguf", with: "\"\(home)/tiny.gguf")
      .replacingOccurrences(of: "\"reviews.tsv", with: "\"\(home)/reviews.tsv")
  }

  /// Starts the session and kills it after `seconds`.
  private func kill(after seconds: Double, home: String) throws {
    let files = Array(repeating: "/dev/null", count: 3)
    let process = try ChildProcess(
      [BuiltHone.path, "-c", code(in: home)], environment: BuiltHone.environment(home: home), files: files)
    Thread.sleep(forTimeInterval: seconds)
    process.kill(SIGKILL)
    _ = process.wait()
  }

  @Test(.timeLimit(.minutes(2))) func whatTheyKeptIsWholeOrNotThere() throws {
    let whole = try BuiltHone.withHome { home in
      try prepare(home)
      return try BuiltHone.run(["-c", code(in: home)], home: home)
    }
    try #require(whole.code == 0 && whole.output.split(separator: "\n").count == 8, "\(whole)")
    try BuiltHone.withHome { home in
      try prepare(home)
      for moment in 1...16 { try kill(after: 0.02 * Double(moment), home: home) }
      let last = try BuiltHone.run(["-c", code(in: home)], home: home)
      #expect(last.output == whole.output && last.code == 0 && !last.errors.contains("damaged"), "\(last)")
      let drafts = try FileManager.default.contentsOfDirectory(atPath: home + "/.cache/hone/results/files")
      #expect(drafts.filter { !$0.contains("new-") }.count == 6)
    }
  }
}
