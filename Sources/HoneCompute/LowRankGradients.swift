/// The gradients of one low-rank change, shaped as its matrices; added to by each micro-batch.
package struct LowRankGradient: Sendable {
  package let a: Matrix
  package let b: Matrix

  package init(for change: LowRank) {
    a = Matrix(rows: change.a.rows, columns: change.a.columns)
    b = Matrix(rows: change.b.rows, columns: change.b.columns)
  }
}

extension Engine {
  /// Rows that one task projects; fixed, so that the arithmetic does not depend on the threads.
  private static let projectionRows = 128
  /// Columns of an input or output gradient that one task sums over all rows.
  private static let sumColumns = 192

  /// One weight whose change is trained: its outputs' gradient and where the change's gradients go.
  package struct LowRankJob {
    let change: LowRank
    let outGradient: Matrix
    let gradient: LowRankGradient

    package init(change: LowRank, outGradient: Matrix, gradient: LowRankGradient) {
      self.change = change
      self.outGradient = outGradient
      self.gradient = gradient
    }
  }

  /// With y = x Wᵀ + s (x Aᵀ) Bᵀ: adds s · yᵍᵀ (x Aᵀ) to B's gradient and (s · yᵍ B)ᵀ x to A's.
  package func lowRankBackward(_ x: Matrix, _ jobs: [LowRankJob]) {
    guard !jobs.isEmpty else { return }
    let down = jobs.map { Matrix(rows: x.rows, columns: $0.change.rank) }
    let up = jobs.map { Matrix(rows: x.rows, columns: $0.change.rank) }
    let slabs = Self.tiles(jobs.map { _ in x.productRows }, of: Self.projectionRows)
    pool.parallelFor(slabs.count) { index, _ in
      let slab = slabs[index], job = jobs[slab.job], rank = job.change.rank, y = job.outGradient
      multiplyMatrices(
        transposeB: true, rows: slab.width, columns: rank, inner: x.columns, x.row(slab.start), strideA: x.columns,
        job.change.a.base, strideB: x.columns, into: down[slab.job].row(slab.start), strideC: rank)
      multiplyMatrices(
        rows: slab.width, columns: rank, inner: y.columns, alpha: job.change.scale, y.row(slab.start),
        strideA: y.columns, job.change.b.base, strideB: rank, into: up[slab.job].row(slab.start), strideC: rank)
    }
    let inputs = Self.tiles(jobs.map { _ in x.columns }, of: Self.sumColumns)
    let outputs = Self.tiles(jobs.map(\.outGradient.columns), of: Self.sumColumns)
    pool.parallelFor(inputs.count + outputs.count) { index, _ in
      if index < inputs.count {
        let tile = inputs[index], job = jobs[tile.job], rank = job.change.rank
        multiplyMatrices(
          transposeA: true, rows: rank, columns: tile.width, inner: x.rows, up[tile.job].base, strideA: rank,
          x.base + tile.start, strideB: x.columns, beta: 1, into: job.gradient.a.base + tile.start, strideC: x.columns)
      } else {
        let tile = outputs[index - inputs.count], job = jobs[tile.job], rank = job.change.rank, y = job.outGradient
        multiplyMatrices(
          transposeA: true, rows: tile.width, columns: rank, inner: x.rows, alpha: job.change.scale,
          y.base + tile.start, strideA: y.columns, down[tile.job].base, strideB: rank, beta: 1,
          into: job.gradient.b.row(tile.start), strideC: rank)
      }
    }
  }
}
