import Foundation
import HoneNotebook
import HoneSession
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
    let path = FileManager.default.temporaryDirectory.appending(path: "hone-\(UUID().uuidString).md").path
    try Data(altered.utf8).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let report = try NotebookRun(path: path, session: Session(sink: Ignoring()), trust: false) { _ in }.check()
    #expect(report.ending == .finished)
    #expect(report.mismatches.map(\.cell) == ["cell 'prompted' (line 78)"], "\(report.text)")
    #expect(report.text.contains("0.123"))
  }
}
