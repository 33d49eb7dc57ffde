import Foundation
import HoneCore
import HoneNotebook
import HoneSession
import Testing

/// `hone promote`: what the last check found goes into the file.
@Suite struct PromoteTests {
  private let text = "```hone name=a\nprint('now')\n40 + 2\n```\n```output of=a kind=result\nold\n```\nProse\n"

  @Test func whatTheCheckFoundIsWrittenWithoutRunningAnything() throws {
    let file = try NotebookFile(text)
    #expect(try !file.run().check().isMatch)
    #expect(try file.text == text)
    let run = try file.run()
    #expect(try run.promote() == .finished)
    #expect(file.session.cells.isEmpty && file.events.compactMap(\.text) == ["wrote what 'hone check' found in 1 cell"])
    #expect(try file.recorded == ["now", "42"])
    #expect(try file.text.contains("Prose\n"))
    #expect(try file.run().check().isMatch)
  }

  @Test func whatIsPromotedIsWhatAReplayWrites() throws {
    let (promoted, replayed) = (
      try NotebookFile(text + "```hone\nnope\n```\n"), try NotebookFile(text + "```hone\nnope\n```\n")
    )
    _ = try promoted.run().check()
    _ = try promoted.run().promote()
    _ = try replayed.run().replay()
    #expect(try promoted.text == replayed.text)
    let once = try promoted.text
    _ = try promoted.run().promote()
    #expect(try promoted.text == once)
  }

  @Test func aNotebookThatWasNeverCheckedIsRun() throws {
    let file = try NotebookFile(text)
    _ = try file.run().promote()
    #expect(file.remarks == ["no check of it is known, so its cells are run"])
    #expect(try file.recorded == ["now", "42"])
  }

  @Test func aNotebookThatWasChangedSinceIsRefused() throws {
    let file = try NotebookFile(text)
    _ = try file.run().check()
    try file.edit("Prose", "Prose, mended")
    let before = try file.text
    let error = #expect(throws: NotebookError.self) { try file.run().promote() }
    #expect(error == .changedSinceCheck(path: file.path))
    #expect(error?.message == "'\(file.path)' was changed after 'hone check' looked at it; nothing was written.")
    #expect(error?.hint == "check it again, or replay it")
    #expect(try file.text == before)
  }

  @Test func onlyTheCellsThatWereComparedArePromoted() throws {
    let file = try NotebookFile(text + "```hone name=b\n'b'\n```\n")
    _ = try file.run(from: "b").check()
    _ = try file.run().promote()
    #expect(try file.recorded == ["old", "'b'"])
  }

  @Test func aDamagedRecordCountsAsNone() throws {
    let file = try NotebookFile(text)
    _ = try file.run().check()
    let folder = file.folder.path("hone/checks")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
    #expect(names.count == 1)
    for damage in ["", "{", "[1, 2]", "{\"sha256\": 3}"] {
      try Data(damage.utf8).write(to: URL(filePath: folder + "/" + names[0]))
      _ = try file.run().promote()
      #expect(file.remarks == ["no check of it is known, so its cells are run"], "\(damage)")
    }
  }

  @Test func aCheckWhoseFindingsCannotBeKeptSaysSo() throws {
    let file = try NotebookFile(text)
    try Data().write(to: URL(filePath: file.folder.path("hone")))
    #expect(try !file.run().check().isMatch)
    let start = "what was found cannot be kept for 'hone promote': the file '\(file.folder.path("hone"))'"
    #expect(file.remarks.count == 1 && file.remarks[0].hasPrefix(start))
  }
}
