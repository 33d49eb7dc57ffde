import Foundation
import HoneCompute
import HoneCore
import HoneModel

/// The file in which a run keeps what its next steps depend on, so that one whose process was killed goes on to the same
/// bits. It is there only while a run is under way.
package struct TrainingCheckpoint: Sendable {
  package let path: String
  /// What the run depends on; a file of another run is not taken up.
  package let key: String
  /// From the end of one writing to the next.
  package let interval: Duration
  /// Writing may take this share of the time.
  package let share: Double

  /// The name of `State` among the file's metadata.
  private static let stateName = "run"

  package init(path: String, key: String, interval: Duration = .seconds(30), share: Double = 0.05) {
    (self.path, self.key, self.interval, self.share) = (path, key, interval, share)
  }

  /// What is no matrix. The order of items and everything random follow from the options and the number of steps.
  private struct State: Codable {
    var key: String
    var losses: [Double]
    var validationLosses: [Double]
    var tokens: Int
    var seconds: Double
    /// SHA-256 of the rest of this and of the matrices.
    var digest = ""

    mutating func seal(_ matrices: some Sequence<[Float]>) throws { digest = try sealed(matrices) }

    func isSealed(_ matrices: some Sequence<[Float]>) -> Bool { (try? sealed(matrices)) == digest }

    private func sealed(_ matrices: some Sequence<[Float]>) throws -> String {
      var rest = self
      rest.digest = ""
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      var stream = SHA256Stream()
      stream.update([UInt8](try encoder.encode(rest)))
      for values in matrices { values.withUnsafeBytes { stream.update($0) } }
      return stream.finish()
    }
  }

  /// Writes where the run is. Returns how long to wait before the next time.
  func write(_ result: TuningResult, _ matrices: [(name: String, matrix: Matrix)]) throws -> Duration {
    let started = ContinuousClock.now
    var state = State(
      key: key, losses: result.losses, validationLosses: result.validationLosses, tokens: result.tokens,
      seconds: result.seconds)
    try state.seal(matrices.lazy.map(\.matrix.values))
    let text = String(decoding: try JSONEncoder().encode(state), as: UTF8.self)
    try Safetensors.write(matrices, to: path, metadata: [Self.stateName: text])
    return max(interval, started.duration(to: .now) / share)
  }

  /// Fills the matrices and the result with what an earlier run of the same key left. False, and nothing is changed,
  /// where there is no such file or it is damaged.
  func restore(_ matrices: [(name: String, matrix: Matrix)], _ result: inout TuningResult) -> Bool {
    guard FileManager.default.fileExists(atPath: path), let file = try? Safetensors(path: path),
      let text = file.metadata[Self.stateName],
      let state = try? JSONDecoder().decode(State.self, from: Data(text.utf8)), state.key == key,
      matrices.allSatisfy({ (try? file.shape($0.name)) == [$0.matrix.rows, $0.matrix.columns] }),
      let kept = try? matrices.map({ try file.matrix($0.name) }), state.isSealed(kept.lazy.map(\.values))
    else { return false }
    for ((_, matrix), values) in zip(matrices, kept) { matrix.copy(from: values) }
    (result.losses, result.validationLosses) = (state.losses, state.validationLosses)
    (result.tokens, result.seconds) = (state.tokens, state.seconds)
    return true
  }

  /// Takes the file away: the run has ended, whether all of it was done or the user stopped it.
  func remove() { try? FileManager.default.removeItem(atPath: path) }
}
