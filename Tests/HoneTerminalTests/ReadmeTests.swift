import Foundation
import Testing

/// README, which must stay true.
struct ReadmeTests {
  private let text: String

  init() throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../README.md")
      .standardizedFileURL
    text = try String(contentsOf: url, encoding: .utf8)
  }

  @Test func theReferenceIsTheCommandTable() throws {
    try BuiltHone.withHome { home in
      let reference = try BuiltHone.run(["reference"], home: home).output
      #expect(reference.contains("%save") && reference.contains("%edit"))
      #expect(text.hasSuffix(reference), "`hone reference` prints what belongs at README's end")
    }
  }

  @Test func theTestCommandIsWhatCIRuns() throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../.ci/run").standardizedFileURL
    let last = try #require(String(contentsOf: url, encoding: .utf8).split(separator: "\n").last)
    #expect(text.contains("    \(last)\n"))
  }
}
