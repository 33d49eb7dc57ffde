import Foundation
import HoneNotebook
import HoneSession
import HoneTestSupport
import Testing

/// The first notebook on the real model, which the session downloads if need be.
struct FirstLightTests {
  private final class Ignoring: OutputSink {
    func send(_ event: OutputEvent) {}
  }

  @Test func everyCellIsAsRecordedButTheNumberThatWasAltered() throws {
    let notebooks = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Notebooks")
      .standardizedFileURL
    let text = try String(contentsOf: notebooks.appending(path: "first-light.md"), encoding: .utf8)
    let recorded = try #require(text.firstMatch(of: /kind=stdout in=[0-9a-f]+\naccuracy (0\.\d+)/)?.1)
    let altered = text.replacing("accuracy \(recorded) ", with: "accuracy 0.123 ", maxReplacements: 1)
    let folder = try TemporaryFolder()
    let path = try folder.write(altered, to: "first-light.md")
    let session = Session(sink: Ignoring(), environment: environment(ofFolder: path))
    let report = try NotebookRun(path: path, session: session, trust: false) { _ in }.check()
    #expect(report.ending == .finished)
    #expect(report.mismatches.map(\.cell) == ["cell 'prompted' (line 78)"], "\(report.text)")
    #expect(report.text.contains("0.123"))
  }
}
