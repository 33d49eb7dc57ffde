import Foundation
import HoneSession
import Testing

extension SessionRoomTests {
  struct CompletionTests {
    private let session = Session(sink: RecordingSink(), environment: [:])

    private func texts(_ source: String) -> [String] {
      session.completions(in: source, at: source.utf8.count).items.map(\.text)
    }

    @Test func namesOfTheUserComeFirst() {
      _ = session.run("losses = [1.5]", mode: .script)
      let found = session.completions(in: "x = lo", at: 6)
      #expect(found.items == [CompletionItem(text: "losses", detail: "[1.5]")])
      #expect(found.range == 4..<6)
    }

    @Test func membersCarryTheirSignatures() {
      let found = session.completions(in: "session.se", at: 10)
      #expect(found.items == [CompletionItem(text: "seed", detail: "seed: int")])
      #expect(found.range == 8..<10)
    }

    @Test func membersOfLiteralsAndOfResultsOfCalls() {
      #expect(texts("\"a\".spl") == ["split", "splitlines"])
      #expect(texts("str(3).isd") == ["isdigit", "isdecimal"])
      #expect(texts("session.version.lo") == ["lower"])
    }

    @Test func parametersInsideACall() {
      #expect(texts("sorted([1], re") == ["reverse=", "repr", "reversed", "return"])
      #expect(texts("sorted([1], key=len).po") == ["pop"])
      #expect(texts("sorted(len(re").contains("reverse=") == false)
      _ = session.run("def train(rank, epochs=1): pass", mode: .script)
      #expect(texts("train(ra") == ["rank=", "range", "raise"])
    }

    @Test func commandsAfterAPercentSign() {
      #expect(texts("%ti") == ["time", "timeit"])
      #expect(texts("x = 5 %ti") == [])
    }

    @Test func filesInsideStringsThatLookLikePaths() throws {
      let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      try FileManager.default.createDirectory(at: folder.appending(path: "notes"), withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      try Data().write(to: folder.appending(path: "new.csv"))
      #expect(texts("dataset.load(\"\(folder.path)/n") == ["new.csv", "notes/"])
      #expect(texts("\"n") == [])
    }

    @Test func nothingInsideComments() { #expect(texts("x = 1  # pri") == []) }

    @Test(arguments: ["", "é", "((((", "'''", "a.b.c.", ")])", "\"\\", "%", "f(\"x\", \n"])
    func everyOffsetHasAnAnswer(_ source: String) {
      for offset in -1...(source.utf8.count + 1) {
        let range = session.completions(in: source, at: offset).range
        #expect(range.lowerBound >= 0 && range.upperBound <= source.utf8.count)
      }
    }
  }
}
