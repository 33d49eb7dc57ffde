import HoneCore
import HoneSession
import HoneTestSupport
import Testing

extension SessionRoomTests {
  /// What cells read, and the hash that output fences carry.
  struct CellReadsTests {
    private let workbench: Workbench

    init() throws {
      let home = try TemporaryFolder()
      workbench = try Workbench(bindsModel: false, folder: home)
      let path = try home.write(TinyLlama.gguf().file, to: "tiny.gguf")
      workbench.session.globals["path"] = .string(path)
      try workbench.run("model.load(path)")
      try workbench.prepare()
    }

    /// The names that a cell reads.
    private func names(_ source: String) throws -> [String] {
      try workbench.run(source)
      return try #require(workbench.session.cells.last).reads.map(\.name)
    }

    private func hash(_ source: String) throws -> String {
      try workbench.run(source)
      let cell = try #require(workbench.session.cells.last)
      return inputHash(source: cell.source, reads: cell.reads)
    }

    private func sourceHash(_ source: String) -> String { String(SHA256Hex.of(source).prefix(6)) }

    @Test func aCellReadsWhatItNamesAndWhatItsCallsTakeByDefault() throws {
      #expect(try names("1 + 1") == [])
      #expect(try names("x = 3; x") == [])
      #expect(try names("evaluate()") == ["model", "prompt", "dataset"])
      #expect(
        try names("report = evaluate(data=dataset.test)\nreport.count") == ["dataset", "model", "prompt", "report"])
      #expect(try names("def f():\n    return report.count") == [])
      #expect(try names("f(), f()") == ["report"])
      #expect(try names("[row for row in dataset[:2]]") == ["dataset"])
      #expect(try names("shuffled = dataset.shuffle()") == ["dataset", "session"])
    }

    @Test func whatReadsNothingHasTheHashOfItsSource() throws {
      #expect(try hash("1 + 1") == sourceHash("1 + 1"))
      let empty = try Workbench()
      try empty.run("dataset.load(reviews)")
      let cell = try #require(empty.session.cells.last)
      // The dataset that it looked at was none yet.
      #expect(cell.reads.map(\.name) == ["dataset"])
      #expect(inputHash(source: cell.source, reads: cell.reads) == sourceHash("dataset.load(reviews)"))
    }

    @Test func theHashIsOfTheSourceAndOfWhatWasRead() throws {
      let first = try hash("evaluate()")
      #expect(first != sourceHash("evaluate()") && first.wholeMatch(of: /[0-9a-f]{6}/) != nil)
      #expect(try hash("evaluate()") == first)
      #expect(try hash("evaluate() ") != first)
      let changes = [
        "dataset.split(validation=4, test=11, seed=None)", "prompt = Prompt(\"{text}\", labels=[\"good\", \"bad\"])",
        "model.finetune(rank=1, batch=24)",
      ]
      var seen = [first]
      for change in changes {
        try workbench.run(change)
        let hash = try hash("evaluate()")
        #expect(!seen.contains(hash), "\(change)")
        seen.append(hash)
      }
    }

    @Test func theSameWorkHasTheSameHashInAnotherSession() throws {
      let source = "evaluate()", tune = "run = model.finetune(rank=1, batch=24)"
      try workbench.run(tune)
      let first = [try hash(source), try hash("run.losses[0] > 0")]
      let other = try Workbench(bindsModel: false, folder: workbench.folder)
      try other.run("model.load(\"\(workbench.folder.path("tiny.gguf"))\")")
      try other.prepare()
      try other.run(tune)
      let hashes = try [source, "run.losses[0] > 0"].map { source in
        try other.run(source)
        let cell = try #require(other.session.cells.last)
        return inputHash(source: cell.source, reads: cell.reads)
      }
      #expect(hashes == first)
    }

    @Test func aReadIsOfWhatWasThereThenEvenIfItIsGone() throws {
      let before = try hash("dataset.count")
      try workbench.run("dataset.count")
      let cell = try #require(workbench.session.cells.last)
      try workbench.run("dataset.split(test=5, seed=None)\ndataset = dataset.take(3)")
      #expect(inputHash(source: cell.source, reads: cell.reads) == before)
      #expect(workbench.session.inputHashNow(source: cell.source, reads: cell.reads) != before)
      #expect(try hash("dataset.count") == workbench.session.inputHashNow(source: cell.source, reads: cell.reads))
    }

    @Test func aCellIsCurrentStaleOrOutOfOrder() throws {
      let title = "cell 'split' (line 12)"
      #expect(Freshness(recorded: nil, present: "a") == .notRun)
      #expect(Freshness(recorded: "a", present: "a", atEnd: "a") == .current)
      #expect(
        Freshness(recorded: "b", present: "a") == .stale && Freshness(recorded: "c", present: "a", atEnd: "b") == .stale
      )
      #expect(Freshness(recorded: "b", present: "a", atEnd: "b") == .outOfOrder)
      #expect(Freshness.current.text(of: title) == nil && Freshness.notRun.text(of: title) == nil)
      #expect(
        Freshness.stale.text(of: title)
          == "cell 'split' (line 12) is stale: it, or what it reads, changed since its output was recorded")
      #expect(
        Freshness.outOfOrder.text(of: title)
          == "cell 'split' (line 12) was run out of order: its output was recorded with what cells after it leave")
    }

    @Test func aCellThatRanAfterALaterOneIsFound() throws {
      // As it was recorded: the split first, then the cell that stands above it.
      try workbench.run("dataset.split(test=5, seed=None)")
      let recorded = try hash("dataset.test.count")
      let again = try Workbench(bindsModel: false, folder: workbench.folder)
      try again.run("dataset.load(reviews); dataset.split(test=6, seed=None)")
      try again.run("dataset.test.count")
      let cell = try #require(again.session.cells.last)
      try again.run("dataset.split(test=5, seed=None)")
      let now = again.session.inputHashNow(source: cell.source, reads: cell.reads)
      let present = inputHash(source: cell.source, reads: cell.reads)
      #expect(Freshness(recorded: recorded, present: present, atEnd: now) == .outOfOrder)
    }
  }
}
