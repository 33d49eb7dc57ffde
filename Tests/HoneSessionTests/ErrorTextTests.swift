import Foundation
import HoneSession
import Testing

extension SessionRoomTests {
  /// The whole text of the errors that evaluation finds: each source of `messages.txt` and, below five dashes, what is
  /// shown.
  struct ErrorTextTests {
    @Test func everyErrorReadsAsRecorded() throws {
      let folder = try #require(Bundle.module.url(forResource: "Snippets", withExtension: nil))
      let text = try String(contentsOf: folder.appending(path: "messages.txt"), encoding: .utf8)
      let entries = text.components(separatedBy: "\n=====\n")
      #expect(entries.count >= 200)
      for entry in entries {
        let parts = entry.components(separatedBy: "\n-----\n")
        try #require(parts.count == 2, "\(entry)")
        #expect(Self.shown(parts[0]) == parts[1], "\(parts[0])")
      }
    }

    private static func shown(_ source: String) -> String {
      let sink = RecordingSink()
      let session = Session(sink: sink, environment: [:])
      _ = session.run(source, mode: .notebook)
      return sink.events.compactMap { if case .error(_, let error) = $0 { error.stable } else { nil } }.joined()
    }
  }
}
