import Foundation
import HoneSession
import HoneTestSupport
import Testing

extension SessionRoomTests {
  /// `%cache`
  struct CacheCommandTests {
    private let workbench: Workbench

    init() throws {
      let home = try TemporaryFolder()
      workbench = try Workbench(bindsModel: false, folder: home)
      try workbench.run("model.load(\"\(home.write(TinyLlama.gguf().file, to: "tiny.gguf"))\")")
      try workbench.prepare()
    }

    /// What `%cache` shows on a terminal.
    private func shown() throws -> String {
      try workbench.run("%cache")
      guard case .display(let rendering)? = workbench.sink.events.last else { return "" }
      return rendering.live
    }

    @Test func whatIsKeptIsShownOnOneScreen() throws {
      #expect(
        try shown() == "results are not kept in this session, 0 reused so far\n0 results, 0.0 kB of at most 2.00 GB")
      #expect(try workbench.run("%cache") == "what is kept differs between machines and is not recorded")
      try workbench.run("%cache on")
      try workbench.run(
        "evaluate(); evaluate(); model.generate(\"ab\", max_tokens=3); model.finetune(rank=1, batch=24)")
      let text = try shown().replacing(/[\d.]+ [kMG]B/, with: "SIZE")
      #expect(
        text == """
          results are kept and reused in this session, 1 reused so far
          3 results, SIZE of at most SIZE

          kind          results     size
          training run        1  SIZE
          evaluation          1   SIZE
          generation          1   SIZE
          """, "\(text)")
      #expect(
        workbench.sink.notes == ["results are reused and kept from here on", "from the cache: 1 evaluation"])
    }

    @Test func itIsTurnedOffAndOn() throws {
      try workbench.run("%cache on\nevaluate()\n%cache off\nevaluate()\n%cache on\nevaluate()")
      #expect(workbench.session.ownResults.hits == 1)
      #expect(
        workbench.sink.notes == [
          "results are reused and kept from here on", "results are neither reused nor kept from here on",
          "results are reused and kept from here on", "from the cache: 1 evaluation",
        ])
    }

    @Test func aPromptKeepsWhatAResumedSessionReuses() throws {
      workbench.session.keepResults()
      try workbench.run("evaluate()\nevaluate()")
      #expect(try shown().hasPrefix("results are kept in this session, 0 reused so far\n1 result, "))
      workbench.session.isResuming = true
      try workbench.run("evaluate()")
      #expect(workbench.session.ownResults.hits == 1)
      workbench.session.isResuming = false
      try workbench.run("evaluate()")
      #expect(workbench.session.ownResults.hits == 1)
    }

    @Test func aNotebookDoesNotTurnItOnOrOff() throws {
      for word in ["on", "off"] {
        #expect(workbench.session.run("%cache \(word)", mode: .notebook).succeeded && workbench.session.results == nil)
        #expect(
          workbench.sink.notes.last
            == "%cache \(word) means nothing in a notebook: whoever runs it says what is reused")
      }
    }

    @Test func clearingSaysWhatWasRemoved() throws {
      try workbench.run("%cache on\nevaluate(); model.finetune(rank=1, batch=24)\n%cache clear")
      let note = try #require(workbench.sink.notes.last)
      #expect(note.wholeMatch(of: /removed 2 results, [\d.]+ kB/) != nil, "\(note)")
      try workbench.run("%cache clear")
      #expect(workbench.sink.notes.last == "removed 0 results, 0.0 kB")
    }

    @Test func clearingTakesUnfinishedTrainingAway() throws {
      let folder = workbench.folder.path(".cache/hone/unfinished")
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for name in ["a.safetensors", ".a.safetensors.17"] {
        try Data(count: 500).write(to: URL(filePath: "\(folder)/\(name)"))
      }
      try workbench.run("%cache clear")
      #expect(workbench.sink.notes == ["removed 0 results and 1 unfinished training run, 1.0 kB"])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
    }

    @Test func aNotebookThatIsNotTrustedDoesNotClearIt() throws {
      try workbench.run("%cache on\nevaluate()")
      workbench.session.writableFolder = workbench.folder.root
      #expect(
        workbench.error("%cache clear")
          == "input, line 1\n1 | %cache clear\n  | ^^^^^^^^^^^^\n"
          + "PermissionError: kept results are not cleared here: this notebook is not trusted.\n"
          + "Hint: --trust lets a notebook clear them")
      #expect(try workbench.session.ownResults.shares().map(\.count) == [1])
    }

    @Test func anythingElseIsRefused() {
      #expect(
        workbench.error("%cache clean")
          == "input, line 1\n1 | %cache clean\n  | ^^^^^^^^^^^^\n"
          + "ValueError: %cache takes clear, on or off; received 'clean'.\nHint: did you mean 'clear'?")
    }
  }
}
