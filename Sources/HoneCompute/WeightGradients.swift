import CKernels

// Gradients of whole weights, added to by each micro-batch. Every task owns the figures that it adds to and takes the
// rows in order, so that the bits do not depend on the threads.
extension Engine {
  /// Columns that one task sums over all rows.
  private static let sumColumns = 64

  /// A weight that is trained: its outputs' gradient (rows, outputs) and where its own goes, (outputs, inputs).
  package struct WeightJob {
    let outGradient: Matrix
    let gradient: Matrix

    package init(outGradient: Matrix, gradient: Matrix) {
      self.outGradient = outGradient
      self.gradient = gradient
    }
  }

  /// With y = x Wᵀ, x: (rows, inputs): adds yᵍᵀ x to each weight's gradient.
  package func weightBackward(_ x: Matrix, _ jobs: [WeightJob]) {
    for job in jobs {
      precondition(job.outGradient.rows == x.rows)
      precondition(job.gradient.rows == job.outGradient.columns && job.gradient.columns == x.columns)
    }
    let tiles = Self.tiles(jobs.map(\.gradient.rows))
    pool.parallelFor(tiles.count) { index, _ in
      let tile = tiles[index], job = jobs[tile.job], y = job.outGradient
      multiplyMatrices(
        transposeA: true, rows: tile.width, columns: x.columns, inner: x.rows, y.base + tile.start, strideA: y.columns,
        x.base, strideB: x.columns, beta: 1, into: job.gradient.row(tile.start), strideC: x.columns)
    }
  }

  /// Adds to a bias's gradient (1, columns) the sum of its outputs' gradient (rows, columns).
  package func biasBackward(_ outGradient: Matrix, into gradient: Matrix) {
    precondition(gradient.count == outGradient.columns)
    overColumns(outGradient.columns) { first, count in
      for row in 0..<outGradient.rows { kernels.add(gradient.base + first, outGradient.row(row) + first, count) }
    }
  }

  /// With out = x / rms(x) · weight, x: (rows, columns): adds to the weight's gradient (1, columns) the sum of
  /// outᵍ · x / rms(x); inverse: (rows), 1 / rms(x).
  package func normBackward(_ outGradient: Matrix, x: Matrix, inverse: Matrix, into gradient: Matrix) {
    precondition(outGradient.rows == x.rows && outGradient.columns == x.columns && gradient.count == x.columns)
    precondition(inverse.count >= x.rows)
    overColumns(x.columns) { first, count in
      for row in 0..<x.rows {
        kernels.add_product(
          outGradient.row(row) + first, x.row(row) + first, inverse.base[row], gradient.base + first, count)
      }
    }
  }

  /// Adds each row of `outGradient` (tokens.count, width) to its token's row of an embedding's gradient.
  package func embeddingBackward(_ outGradient: Matrix, tokens: [Int32], into gradient: Matrix) {
    precondition(outGradient.rows == tokens.count && outGradient.columns == gradient.columns)
    precondition(tokens.allSatisfy { $0 >= 0 && Int($0) < gradient.rows })
    overColumns(gradient.columns) { first, count in
      for (row, token) in tokens.enumerated() {
        kernels.add(gradient.row(Int(token)) + first, outGradient.row(row) + first, count)
      }
    }
  }

  private func overColumns(_ columns: Int, _ body: (_ first: Int, _ count: Int) -> Void) {
    let tiles = Self.tiles([columns], of: Self.sumColumns)
    pool.parallelFor(tiles.count) { index, _ in body(tiles[index].start, tiles[index].width) }
  }
}
