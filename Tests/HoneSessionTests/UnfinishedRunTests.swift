import Foundation
import HoneCore
import HoneSession
import HoneTestSupport
import Testing

extension SessionRoomTests {
  /// Training runs whose process was killed, in the session that comes after.
  struct UnfinishedRunTests {
    private let home: TemporaryFolder
    private static let tune = "run = model.finetune(rank=2, batch=4, seed=1)"
    init() throws { home = try TemporaryFolder() }

    private var folder: String { home.path(".cache/hone/unfinished") }
    private var files: [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] }

    private func workbench() throws -> Workbench {
      let workbench = try Workbench(bindsModel: false, folder: home), path = home.path("tiny.gguf")
      if !FileManager.default.fileExists(atPath: path) { _ = try home.write(TinyLlama.gguf().file, to: "tiny.gguf") }
      try workbench.run("model.load(\"\(path)\")")
      try workbench.prepare()
      workbench.session.checkpointInterval = .zero
      return workbench
    }

    /// Trains, and leaves the file that was there after the first step, as a kill would.
    private func kill() throws -> Workbench {
      let first = try workbench(), sink = CopyingSink(folder: folder, to: home.path("copy"))
      first.session.sink = sink
      #expect(first.session.run(Self.tune, mode: .script).succeeded)
      first.session.sink = first.sink
      #expect(files == [])
      try FileManager.default.moveItem(atPath: home.path("copy"), toPath: "\(folder)/\(try #require(sink.name))")
      return first
    }

    @Test func aRunGoesOnWhereAKilledOneWasCutOff() throws {
      let first = try kill(), second = try workbench()
      try second.run(Self.tune)
      #expect(second.sink.notes == ["went on after step 1 of 6, where a run of the same was cut off"])
      let score = "run.losses, run.validation_losses, model.score(\"Review: a joy\", \" good\").logprobs"
      #expect(try second.value(score).repr == first.value(score).repr && files == [])
    }

    @Test func aRunOfOtherSettingsDoesNotTakeItUp() throws {
      _ = try kill()
      let second = try workbench()
      try second.run("model.finetune(rank=2, batch=4, seed=2)")
      #expect(second.sink.notes == [] && files.count == 1)
      // Nor does one that is to be computed again.
      second.session.useResults(isFresh: true)
      try second.run(Self.tune)
      #expect(second.sink.notes == [] && files == [])
    }

    @Test func whereNothingCanBeWrittenARunSaysSoOnceAndGoesOn() throws {
      try FileManager.default.createDirectory(atPath: home.path(".cache/hone"), withIntermediateDirectories: true)
      _ = try home.write("", to: ".cache/hone/unfinished")
      let first = try workbench()
      #expect(try first.run("len(model.finetune(rank=2, batch=4).losses)") == "6")
      let start = "this training run would start anew if it were cut off: the file '\(folder)' cannot be written: "
      #expect(first.sink.notes.count == 1 && first.sink.notes[0].hasPrefix(start), "\(first.sink.notes)")
    }
  }
}

/// Copies the only file of a folder when it first sees progress with the file there.
private final class CopyingSink: OutputSink {
  private let folder: String, target: String
  private(set) var name: String?

  init(folder: String, to target: String) { (self.folder, self.target) = (folder, target) }

  func send(_ event: OutputEvent) {
    guard name == nil, case .progress = event,
      let found = try? FileManager.default.contentsOfDirectory(atPath: folder).first
    else { return }
    name = found
    try? FileManager.default.copyItem(atPath: "\(folder)/\(found)", toPath: target)
  }
}
