import Synchronization

// What the machine under an engine can do at best, measured on all of its threads.
extension Engine {
  /// One thread's part of the product: square, and small enough that its three matrices stay in the second-level cache.
  private static let side = 256
  /// Products that a thread runs in a row, so that handing out work does not count.
  private static let productsPerTask = 16
  /// Far more than any last-level cache holds.
  private static let readBytes = 512 << 20
  /// What a task reads: many pages in a row.
  private static let bytesPerTask = 4 << 20
  private static let attempts = 20

  /// FLOP/s of float32 matrix products, the best of a few attempts.
  package func measureMultiplication() -> Double {
    let side = Self.side, tasks = 4 * threads
    let operands = (0..<threads).map { _ in (0..<3).map { _ in Matrix(rows: side, columns: side) } }
    for matrices in operands { for matrix in matrices { matrix.fill(1) } }
    let work = 2 * Double(side * side * side) * Double(Self.productsPerTask * tasks)
    return best(work) {
      pool.parallelFor(tasks) { _, worker in
        let matrices = operands[worker]
        for _ in 0..<Self.productsPerTask {
          multiplyMatrices(
            transposeB: true, rows: side, columns: side, inner: side, matrices[0].base, strideA: side,
            matrices[1].base, strideB: side, into: matrices[2].base, strideC: side)
        }
      }
    }
  }

  /// Bytes/s read from memory in order, the best of a few attempts. Takes 512 MB while it lasts.
  package func measureReading() -> Double {
    typealias Lane = SIMD16<UInt32>
    let perTask = Self.bytesPerTask / MemoryLayout<Lane>.size, tasks = Self.readBytes / Self.bytesPerTask
    let lanes = UnsafeMutableBufferPointer<Lane>.allocate(capacity: tasks * perTask)
    defer { lanes.deallocate() }
    nonisolated(unsafe) let all = lanes
    // Memory that was never written is one page of zeros.
    pool.parallelFor(tasks) { task, _ in
      all[task * perTask..<(task + 1) * perTask].initialize(repeating: Lane(repeating: 1))
    }
    return best(Double(Self.readBytes)) {
      let total = Atomic<Int>(0)
      pool.parallelFor(tasks) { task, _ in
        var sums = (Lane.zero, Lane.zero)
        for index in stride(from: task * perTask, to: (task + 1) * perTask, by: 2) {
          sums.0 &+= all[index]
          sums.1 &+= all[index + 1]
        }
        total.add(Int((sums.0 &+ sums.1).wrappedSum()), ordering: .relaxed)
      }
      precondition(total.load(ordering: .relaxed) == Self.readBytes / 4, "every word read is 1")
    }
  }

  /// `work` by the seconds of the fastest attempt, after one that does not count.
  private func best(_ work: Double, _ body: () -> Void) -> Double {
    body()
    let seconds = (0..<Self.attempts).map { _ in
      let started = ContinuousClock.now
      body()
      return started.duration(to: .now) / .seconds(1)
    }
    return work / (seconds.min() ?? .infinity)
  }
}
