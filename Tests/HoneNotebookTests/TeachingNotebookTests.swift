import Foundation
import HoneNotebook
import HoneSession
import HoneTestSupport
import Testing

/// The notebooks of this repository on the real model, which the session downloads if need be. Nothing is taken from a cache.
struct TeachingNotebookTests {
  private final class Ignoring: OutputSink {
    func send(_ event: OutputEvent) {}
  }

  @Test func everyCellIsAsRecordedButTheNumberThatWasAltered() throws {
    let text = try text("first-light")
    let recorded = try #require(text.firstMatch(of: /kind=stdout in=[0-9a-f]+\naccuracy (0\.\d+)/)?.1)
    let altered = text.replacing("accuracy \(recorded) ", with: "accuracy 0.123 ", maxReplacements: 1)
    let folder = try TemporaryFolder()
    let path = try folder.write(altered, to: "first-light.md")
    let report = try check(path)
    #expect(report.ending == .finished)
    #expect(report.mismatches.map(\.cell) == ["cell 'prompted' (line 78)"], "\(report.text)")
    #expect(report.text.contains("0.123"))
  }

  @Test(arguments: ["tweak-a-prompt", "fine-tune-traps", "prompt-or-tune"])
  func everyCellIsAsRecorded(name: String) throws {
    let folder = try TemporaryFolder()
    let report = try check(folder.write(text(name), to: name + ".md"))
    #expect(report.ending == .finished && report.mismatches.isEmpty, "\(report.text)")
  }

  private func text(_ name: String) throws -> String {
    let notebooks = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Notebooks")
    return try String(contentsOf: notebooks.appending(path: name + ".md").standardizedFileURL, encoding: .utf8)
  }

  private func check(_ path: String) throws -> CheckReport {
    let session = Session(sink: Ignoring(), environment: environment(ofFolder: path))
    return try NotebookRun(path: path, session: session, trust: false) { _ in }.check()
  }
}
