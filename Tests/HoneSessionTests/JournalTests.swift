import Foundation
import HoneSession
import HoneTestSupport
import Testing

/// What a session leaves on the disk.
struct JournalTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func session(_ journal: Journal?) -> Session {
    let session = Session(sink: RecordingSink(), environment: [:])
    session.journal = journal
    return session
  }

  private var abandoned: [AbandonedSession] { AbandonedSession.all(in: folder.root) }

  @Test func finishedCellsAreThereOnceTheSessionIsGone() throws {
    do {
      let session = session(try Journal(in: folder.root))
      for cell in ["x = 40", "print('é\\n漢')\nx + 2", "1 / 0"] { _ = session.run(cell, mode: .interactive) }
      #expect(abandoned.isEmpty, "it is alive")
    }
    let found = try #require(abandoned.first)
    #expect(abandoned.count == 1 && found.unfinished == nil)
    #expect(found.folder == FileManager.default.currentDirectoryPath)
    #expect(found.cells.map(\.source) == ["x = 40", "print('é\\n漢')\nx + 2", "1 / 0"])
    #expect(found.cells.map(\.succeeded) == [true, true, false] && found.cells.map(\.index) == [1, 2, 3])
    #expect(
      found.cells[1].outputs == [
        RecordedOutput(kind: .stdout, text: "é\n漢\n"), RecordedOutput(kind: .result, text: "42"),
      ])
    #expect(found.cells[2].outputs.map(\.kind) == [.error])
  }

  @Test func whatIsCutShortAtAnyByteStillReads() throws {
    do {
      let session = session(try Journal(in: folder.root))
      for cell in ["x = 40", "x + 2"] { _ = session.run(cell, mode: .interactive) }
    }
    let path = try #require(abandoned.first).path, whole = try Data(contentsOf: URL(filePath: path))
    for count in 0...whole.count {
      try whole.prefix(count).write(to: URL(filePath: path))
      let found = abandoned.first, lines = whole.prefix(count).split(separator: UInt8(ascii: "\n"))
      // The last line counts once all of its JSON is there, newline or not.
      let isWhole = lines.last.map { (try? JSONSerialization.jsonObject(with: $0)) != nil } ?? false
      let events = lines.count - (isWhole ? 0 : 1)
      #expect(found?.cells.count ?? 0 == max(0, events - 1) / 2, "\(count) bytes")
      #expect(found?.unfinished == (events == 2 ? "x = 40" : events == 4 ? "x + 2" : nil), "\(count) bytes")
    }
  }

  @Test func aSessionThatEndedAsItsUserWishedLeavesNothing() throws {
    let journal = try Journal(in: folder.root)
    _ = session(journal).run("x = 1", mode: .interactive)
    journal.remove()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.root).isEmpty)
  }

  @Test func emptyAndOldOnesGoTheNewestComesFirst() throws {
    let now = Date()
    for (age, cell) in [(0, nil), (3600, "a = 1"), (60, "b = 2"), (31 * 24 * 3600, "c = 3")] as [(Double, String?)] {
      let session = session(try Journal(in: folder.root, started: now.addingTimeInterval(-age)))
      if let cell { _ = session.run(cell, mode: .interactive) }
    }
    #expect(abandoned.map { $0.cells[0].source } == ["b = 2", "a = 1"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.root).count == 2)
    for session in abandoned { session.forget() }
    #expect(abandoned.isEmpty)
  }

  @Test func aFolderThatCannotBeWrittenIsSaid() throws {
    let file = try folder.write("", to: "file")
    #expect(throws: (any Error).self) { try Journal(in: file + "/journals") }
  }
}
