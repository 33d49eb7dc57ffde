import Foundation
import HoneCore
import HoneModel
import HoneTestSupport
import HoneTuning
import Testing

/// Runs whose process was killed.
struct CheckpointTests {
  private func options(epochs: Int) throws -> TuningOptions {
    var options = TuningOptions(
      optimizer: try AdamW(rate: 1e-2, weightDecay: 0.01, schedule: Schedule(.cosine, warmup: 0.2)))
    (options.rank, options.epochs, options.batch, options.seed) = (4, epochs, 4, 5)
    return options
  }

  private static func items(_ count: Int) -> [TrainingItem] {
    (0..<count).map { index in
      var random = RandomStream(seed: 9, purpose: "test-items", step: index)
      return TrainingItem(prompt: [2, 40, 41, 42] + (0..<8).map { _ in 10 + random.next(below: 20) }, target: [35, 1])
    }
  }

  private func values(_ tuning: Tuning) -> [[Float]] { tuning.matrices.map(\.matrix.values) }

  /// Ends the process's part in a run, as a kill would, after each step in turn.
  @Test(arguments: TuningOptions.Method.allCases) func aRunGoesOnFromItsCheckpointToTheSameBits(
    method: TuningOptions.Method
  ) throws {
    var options = try options(epochs: 2)
    options.method = method
    func trainer() throws -> Trainer { try Trainer(TinyLlama.model(), options: options) }
    let validation = Array(Self.items(16).suffix(2)), whole = try trainer()
    let expected = try whole.run(Self.items(14), validation: validation, monitor: SilentMonitor())
    #expect(expected.losses.count == 8 && expected.validationLosses.count == 2)
    let folder = try TemporaryFolder(), path = folder.path("run"), kept = folder.path("kept")
    let checkpoint = TrainingCheckpoint(path: path, key: "k", interval: .zero, share: 1e6)
    for steps in 1..<8 {
      let killed = try trainer(), copying = CopyingMonitor(from: path, to: kept, after: steps)
      _ = try killed.run(Self.items(14), validation: validation, monitor: copying, checkpoint: checkpoint)
      #expect(!FileManager.default.fileExists(atPath: path), "a run that ended leaves nothing")
      try FileManager.default.moveItem(atPath: kept, toPath: path)
      let resumed = try trainer()
      let result = try resumed.run(
        Self.items(14), validation: validation, monitor: SilentMonitor(), checkpoint: checkpoint)
      #expect(result.resumedStep == steps)
      #expect(result.losses == expected.losses && result.validationLosses == expected.validationLosses)
      #expect(result.tokens == expected.tokens && values(resumed.tuning) == values(whole.tuning))
    }
  }

  @Test func aCheckpointOfAnotherRunOrADamagedOneIsNotTakenUp() throws {
    let folder = try TemporaryFolder(), path = folder.path("run"), kept = folder.path("kept")
    func run(_ key: String, _ monitor: any Monitor = SilentMonitor()) throws -> TuningResult {
      try Trainer(TinyLlama.model(), options: options(epochs: 1)).run(
        Self.items(12), monitor: monitor,
        checkpoint: TrainingCheckpoint(path: path, key: key, interval: .zero, share: 1e6))
    }
    let expected = try run("k", CopyingMonitor(from: path, to: kept, after: 2))
    let whole = try Data(contentsOf: URL(filePath: kept))
    var flipped = whole
    flipped[whole.count - 2] ^= 1
    for content in [whole, flipped, whole.prefix(whole.count - 1), whole.prefix(9), Data("nonsense".utf8), Data()] {
      try content.write(to: URL(filePath: path))
      let result = try run(content == whole ? "another" : "k")
      #expect(result.resumedStep == nil && result.losses == expected.losses)
    }
  }

  @Test func aRunWhoseCheckpointCannotBeWrittenGoesOn() throws {
    let folder = try TemporaryFolder()
    let checkpoint = TrainingCheckpoint(path: folder.path("no/folder/run"), key: "k", interval: .zero)
    let trainer = try Trainer(TinyLlama.model(), options: options(epochs: 1))
    let result = try trainer.run(Self.items(12), monitor: SilentMonitor(), checkpoint: checkpoint)
    #expect(result.losses.count == 3 && !result.isInterrupted)
    #expect(
      result.checkpointFailure == .unwritable(path: checkpoint.path, reason: "No such file or directory"))
  }
}

/// Copies a file when it hears that so many steps are done and the next one has begun: as a kill would leave it.
private final class CopyingMonitor: Monitor {
  private let source: String, target: String, steps: Int
  private var completed = 0, isCopied = false

  init(from source: String, to target: String, after steps: Int) {
    (self.source, self.target, self.steps) = (source, target, steps)
  }

  func update(_ progress: HoneCore.Progress) { if progress.task == "fine-tuning" { completed = progress.completed } }

  var isInterrupted: Bool {
    if completed == steps, !isCopied {
      isCopied = true
      try? FileManager.default.copyItem(atPath: source, toPath: target)
    }
    return false
  }
}
