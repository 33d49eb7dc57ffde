import Foundation
import HoneCore
import HoneTuning

/// What training runs leave while they go, in the folder `unfinished` of the user's cache: a file for each, which is there
/// longer only where the process was killed.
struct UnfinishedRuns {
  /// Seconds after which one is not waited for any more.
  private static let lasting: TimeInterval = 30 * 86_400

  let folders: UserFolders

  /// Where the run of a key goes on from. Throws `FileError`.
  func checkpoint(_ key: String, interval: Duration) throws(FileError) -> TrainingCheckpoint {
    let folder = try folders.cache("unfinished")
    removeFiles(before: Date() - Self.lasting)
    return TrainingCheckpoint(path: "\(folder)/\(key).safetensors", key: key, interval: interval)
  }

  /// Removes all of them. Returns how many there were and their bytes.
  func clear() -> (count: Int, bytes: Int) { removeFiles(before: .distantFuture) }

  /// A run under way that loses its file writes a new one.
  @discardableResult private func removeFiles(before limit: Date) -> (count: Int, bytes: Int) {
    let folder = "\(folders.cachePath)/unfinished"
    var removed = (count: 0, bytes: 0)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
      let path = "\(folder)/\(name)"
      guard let identity = FileIdentity(path: path), Double(identity.modified) / 1e9 < limit.timeIntervalSince1970,
        unlink(path) == 0
      else { continue }
      // The others are what a killed writing left.
      if name.hasSuffix(".safetensors") { removed.count += 1 }
      removed.bytes += Int(identity.size)
    }
    return removed
  }
}

extension Session {
  var unfinishedRuns: UnfinishedRuns { UnfinishedRuns(folders: UserFolders(environment: environment)) }

  /// Where a training run leaves what it needs to go on if its process is killed. Nil, and said, where nothing can be
  /// written; nil too where what the run is made of cannot be hashed.
  func checkpoint(of recipe: Recipe) -> TrainingCheckpoint? {
    guard let key = recipe.key else { return nil }
    do throws(FileError) {
      let checkpoint = try unfinishedRuns.checkpoint(key, interval: checkpointInterval)
      if results != nil, resultCalls.startsAnew { unlink(checkpoint.path) }
      return checkpoint
    } catch {
      emit(.note(ResultNote.notResumable(error)))
      return nil
    }
  }

  func noteCheckpoint(_ result: TuningResult) {
    if let step = result.resumedStep { emit(.note(ResultNote.resumed(at: step, of: result.plannedSteps))) }
    if let failure = result.checkpointFailure { emit(.note(ResultNote.notResumable(failure))) }
  }
}
