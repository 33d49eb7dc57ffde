import HoneCore
import HoneModel

/// One example to learn from: only `target` counts for the loss.
package struct TrainingItem: Sendable {
  package var prompt: [Int]
  package var target: [Int]

  package init(prompt: [Int], target: [Int]) {
    self.prompt = prompt
    self.target = target
  }

  package var count: Int { prompt.count + target.count }
}

/// How training items become packed batches.
enum TrainingBatches {
  /// Rows that are run at once: enough to keep the units busy; their activations are what training needs memory for.
  static let rows = 512

  /// The items of each step of one epoch, shuffled by the seed.
  static func steps(count: Int, batch: Int, epoch: Int, seed: UInt64?) -> [[Int]] {
    var order = Array(0..<count)
    if let seed {
      var stream = RandomStream(seed: seed, purpose: "training-order", step: epoch)
      order = stream.permutation(count)
    }
    return stride(from: 0, to: count, by: batch).map { Array(order[$0..<min($0 + batch, count)]) }
  }

  /// Splits one step's items into packed batches of at most `rows` rows (a longer item stands alone). `weight` counts
  /// each target token, so that losses and gradients of the parts add up to those of the whole.
  static func packed(_ items: [TrainingItem], weight: Float) -> [(PackedSequences, Decoder.Targets)] {
    var parts: [[TrainingItem]] = [], part: [TrainingItem] = []
    let shared = sharedPrefix(items)
    var used = shared
    for item in items {
      let own = item.count - 1 - shared
      if !part.isEmpty && used + own > rows {
        parts.append(part)
        (part, used) = ([], shared)
      }
      part.append(item)
      used += own
    }
    parts.append(part)
    return parts.map { pack($0, weight: weight) }
  }

  /// Prompt tokens that all items begin with alike, each keeping at least one prompt token of its own.
  private static func sharedPrefix(_ items: [TrainingItem]) -> Int {
    guard items.count > 1 else { return 0 }
    var length = items.map(\.prompt.count).min().map { $0 - 1 } ?? 0
    for item in items.dropFirst() {
      var same = 0
      while same < length && item.prompt[same] == items[0].prompt[same] { same += 1 }
      length = same
    }
    return max(0, length)
  }

  private static func pack(_ items: [TrainingItem], weight: Float) -> (PackedSequences, Decoder.Targets) {
    let shared = sharedPrefix(items)
    var batch = PackedSequences(), targets = Decoder.Targets()
    let prefix = batch.append(items[0].prompt[..<shared], position: 0)
    for item in items {
      let tokens = item.prompt[shared...] + item.target.dropLast()
      let rows = batch.append(tokens, position: shared, contexts: [batch.cacheRows(prefix)])
      let first = rows.upperBound - item.target.count
      targets.rows += first..<rows.upperBound
      targets.targets += item.target
      targets.weights += item.target.map { _ in weight }
    }
    return (batch, targets)
  }
}
