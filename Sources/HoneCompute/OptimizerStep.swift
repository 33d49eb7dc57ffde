import CKernels

// What an optimizer does with matrices of any size, in chunks that do not depend on the threads.
extension Engine {
  /// Numbers that one task handles: several streams of them fit the second-level cache.
  private static let chunk = 1 << 16

  private func overChunks(_ count: Int, _ body: (_ index: Int, _ first: Int, _ count: Int) -> Void) {
    pool.parallelFor((count + Self.chunk - 1) / Self.chunk) { index, _ in
      let first = index * Self.chunk
      body(index, first, min(Self.chunk, count - first))
    }
  }

  /// x := value
  package func fill(_ x: Matrix, _ value: Float) {
    overChunks(x.count) { _, first, count in (x.base + first).update(repeating: value, count: count) }
  }

  /// x *= factor
  package func scale(_ x: Matrix, by factor: Float) {
    overChunks(x.count) { _, first, count in kernels.scale(x.base + first, factor, count) }
  }

  /// x += value, for each number.
  package func shift(_ x: Matrix, by value: Float) {
    overChunks(x.count) { _, first, count in for index in first..<first + count { x.base[index] += value } }
  }

  /// The chunks' sums, added up in order.
  package func sumOfSquares(_ x: Matrix) -> Double {
    let chunks = (x.count + Self.chunk - 1) / Self.chunk
    return withUnsafeTemporaryAllocation(of: Double.self, capacity: chunks) { sums in
      nonisolated(unsafe) let sums = sums
      overChunks(x.count) { index, first, count in
        sums.initializeElement(at: index, to: kernels.sum_of_squares(x.base + first, count))
      }
      return sums.reduce(0, +)
    }
  }

  /// One AdamW step (Loshchilov and Hutter 2019, algorithm 2) with bias-corrected moments; `step` counts from 1.
  package func adamW(
    _ weights: Matrix, gradient: Matrix, moments: (first: Matrix, second: Matrix), rate: Float, betas: (Float, Float),
    epsilon: Float, decay: Float, step: Int
  ) {
    precondition(
      weights.count == gradient.count && moments.first.count == weights.count && moments.second.count == weights.count)
    let settings = hone_adamw(
      rate: rate, beta1: betas.0, beta2: betas.1, epsilon: epsilon, decay: decay,
      correction1: Float(1 - pow(Double(betas.0), step)), correction2: Float(1 - pow(Double(betas.1), step)))
    overChunks(weights.count) { _, first, count in
      var settings = settings
      kernels.adamw(
        &settings, weights.base + first, gradient.base + first, moments.first.base + first,
        moments.second.base + first, count)
    }
  }

  private func pow(_ base: Double, _ exponent: Int) -> Double {
    var result = 1.0
    for _ in 0..<exponent { result *= base }
    return result
  }
}
