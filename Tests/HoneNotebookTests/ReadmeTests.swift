import Foundation
import HoneNotebook
import HoneSession
import Testing

/// README, which must stay true.
struct ReadmeTests {
  private final class Ignoring: OutputSink {
    func send(_ event: OutputEvent) {}
  }

  private let text: String

  init() throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../README.md")
      .standardizedFileURL
    text = try String(contentsOf: url, encoding: .utf8)
  }

  @Test func theReferenceIsTheCommandTable() {
    let session = Session(sink: Ignoring())
    NotebookCommands.register(in: session)
    #expect(text.hasSuffix(session.commands.reference), "`hone reference` prints what belongs at README's end")
  }

  @Test func theTestCommandIsWhatCIRuns() throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../.ci/run").standardizedFileURL
    let last = try #require(String(contentsOf: url, encoding: .utf8).split(separator: "\n").last)
    #expect(text.contains("    \(last)\n"))
  }
}
