import Foundation
import HoneSession
import HoneTestSupport
import Testing

/// `%catalog` where the cache holds a file that passes for one that was fetched.
struct CatalogCommandTests {
  private let cache: TemporaryFolder, sink = RecordingSink(), session: Session

  init() throws {
    cache = try TemporaryFolder()
    session = Session(sink: sink, environment: ["XDG_CACHE_HOME": cache.root])
    try FileManager.default.createDirectory(atPath: cache.path("hone/datasets"), withIntermediateDirectories: true)
    try Data(count: 328_183).write(to: URL(filePath: tweets))
  }

  private var tweets: String { cache.path("hone/datasets/tweets.tsv") }

  @Test func whatIsFetchedIsShownAtATerminal() throws {
    #expect(session.run("%catalog\n%catalog tweets", mode: .script).succeeded)
    let shown = sink.events.compactMap { if case .display(let rendering) = $0 { rendering.live } else { nil } }
    #expect(shown[0].split(separator: "\n").filter { $0.contains("  fetched  ") }.map { $0.prefix(6) } == ["tweets"])
    #expect(shown[1].hasSuffix("\nfile     \(tweets)"))
    #expect(!sink.transcript.contains(cache.root) && !sink.transcript.contains("fetched"))
  }

  @Test func whatIsRemovedIsGone() {
    #expect(session.run("%catalog remove tweets", mode: .script).succeeded)
    #expect(!FileManager.default.fileExists(atPath: tweets))
    #expect(session.run("%catalog remove tweets", mode: .script).succeeded)
    #expect(
      sink.notes == ["removed \(tweets), 0.3 MB", "tweets was not fetched: there is nothing to remove"])
  }

  @Test func aNotebookThatIsNotTrustedRemovesNothing() throws {
    session.writableFolder = try TemporaryFolder().root
    #expect(session.run("%catalog remove tweets", mode: .script).diagnostic?.kind == "PermissionError")
    #expect(FileManager.default.fileExists(atPath: tweets))
  }
}
