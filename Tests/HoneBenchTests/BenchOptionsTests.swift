import ArgumentParser
import HoneBench
import Testing

struct BenchOptionsTests {
  private static let names = [
    "load", "start", "keystroke", "tab", "prompt-512", "decode-64", "evaluate-400", "evaluate-400-4shot", "lora-1000",
    "op-qkv-512",
    "op-output-512", "op-gate-up-512", "op-down-512", "op-coded-qkv-512", "op-coded-output-512",
    "op-coded-gate-up-512", "op-coded-down-512", "op-qkv-backward-512", "op-output-backward-512",
    "op-gate-up-backward-512", "op-down-backward-512", "op-qkv-1", "op-output-1", "op-gate-up-1", "op-down-1",
    "op-head-1", "op-attention-512", "op-attention-backward-512", "op-attention-1", "op-rms-norm-512", "op-rotate-512",
    "op-gated-512", "op-low-rank-backward-512",
  ]

  /// What is said of arguments that are refused.
  private func refusal(_ arguments: [String]) -> String? {
    do {
      _ = try BenchOptions.parse(arguments)
      return nil
    } catch {
      return BenchOptions.message(for: error)
    }
  }

  @Test func theCasesAreThese() {
    #expect(BenchCase.all.map(\.name) == Self.names)
    #expect(BenchCase.all.allSatisfy { !$0.summary.isEmpty })
  }

  @Test func anUnknownCaseNamesTheOthers() {
    #expect(
      refusal(["--case", "load", "--case", "prompt-51"])
        == "there is no case 'prompt-51'; the cases are \(Self.names.joined(separator: ", ")). "
        + "Did you mean 'prompt-512'?")
  }

  @Test(arguments: ["0", "257", "1000"]) func threadsOutOfRangeAreRefused(count: String) {
    #expect(refusal(["--threads", count]) == "--threads must be 1...256; received \(count).")
  }

  @Test(arguments: ["1", "256"]) func threadsInRangeAreTaken(count: String) throws {
    #expect(try BenchOptions.parse(["--threads", count]).threads == Int(count))
  }

  @Test(arguments: ["0", "101"]) func runsOutOfRangeAreRefused(count: String) {
    #expect(refusal(["--runs", count]) == "--runs must be 1...100; received \(count).")
  }

  @Test func anEmptyPromptIsRefused() {
    #expect(
      refusal(["--prompt", ""]) == "--prompt must be the text that a program shows when it is ready; received none.")
  }

  @Test func allThatFollowsAProgramIsItsOwn() throws {
    let options = try BenchOptions.parse(["--runs", "3", "--program", "ipython", "--no-banner", "--runs", "1"])
    #expect(options.program == ["ipython", "--no-banner", "--runs", "1"])
    #expect(options.runs == 3)
  }
}
