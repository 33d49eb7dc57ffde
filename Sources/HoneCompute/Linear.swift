import CKernels

/// Where an operation runs: the threads, their scratch and the kernels.
package final class Engine: @unchecked Sendable {
  package static let shared = Engine(pool: .shared)

  let pool: WorkerPool
  let scratch: Scratch
  let kernels: hone_kernels

  package init(pool: WorkerPool) {
    self.pool = pool
    scratch = Scratch(workers: pool.threads)
    kernels = Kernels.current
  }

  package var threads: Int { pool.threads }

  /// Outputs (or inputs, backward: whole column steps of every storage type) of a weight that one task handles: a tile of
  /// it stays in the second-level cache.
  static let tile = 96

  struct Tile {
    let job: Int
    let start: Int
    let width: Int
  }

  static func tiles(_ lengths: [Int], of size: Int = tile) -> [Tile] {
    lengths.enumerated().flatMap { job, length in
      stride(from: 0, to: length, by: size).map { Tile(job: job, start: $0, width: min(size, length - $0)) }
    }
  }
}

/// One product of a shared input: out (rows, outputs) = x · weightᵀ.
package struct Product {
  package let weight: Weight
  package let out: Matrix

  package init(_ weight: Weight, _ out: Matrix) {
    self.weight = weight
    self.out = out
  }
}

extension Engine {
  /// out (rows, outputs) = x (rows, inputs) · weightᵀ for each product; added to out where `accumulating`.
  package func linear(_ x: Matrix, _ products: [Product], accumulating: Bool = false) {
    for product in products {
      precondition(product.weight.columns == x.columns && product.out.columns == product.weight.rows)
      precondition(product.out.rows == x.rows)
    }
    let tiles = Self.tiles(products.map(\.weight.rows))
    scratch.reserve(Self.tile * x.columns)
    pool.parallelFor(tiles.count) { index, worker in
      let tile = tiles[index], product = products[tile.job], weights = scratch.room(worker)
      product.weight.tile(rows: tile.start, tile.width, columns: 0, x.columns, into: weights, kernels)
      multiplyMatrices(
        transposeB: true, rows: x.productRows, columns: tile.width, inner: x.columns, x.base, strideA: x.columns,
        weights, strideB: x.columns, beta: accumulating ? 1 : 0, into: product.out.base + tile.start,
        strideC: product.out.columns)
    }
  }

  /// gate, up (rows, hidden) = x · weightᵀ each, and out = activation(gate) · up.
  package func gatedLinear(_ activation: Activation, _ x: Matrix, gate: Product, up: Product, out: Matrix) {
    precondition(gate.weight.rows == up.weight.rows && out.columns == up.weight.rows && out.rows == x.rows)
    precondition(gate.weight.columns == x.columns && up.weight.columns == x.columns)
    let tiles = Self.tiles([out.columns]), gated = kernels.gated(activation)
    scratch.reserve(Self.tile * x.columns)
    pool.parallelFor(tiles.count) { index, worker in
      let tile = tiles[index], weights = scratch.room(worker)
      for product in [gate, up] {
        product.weight.tile(rows: tile.start, tile.width, columns: 0, x.columns, into: weights, kernels)
        multiplyMatrices(
          transposeB: true, rows: x.productRows, columns: tile.width, inner: x.columns, x.base, strideA: x.columns,
          weights, strideB: x.columns, into: product.out.base + tile.start, strideC: product.out.columns)
      }
      for row in 0..<x.rows {
        gated(
          gate.out.row(row) + tile.start, up.out.row(row) + tile.start, out.row(row) + tile.start, tile.width)
      }
    }
  }

  /// gradient (rows, inputs) = sum over products of out · weight: what the inputs owe for the outputs' gradients.
  package func linearBackward(_ products: [Product], into gradient: Matrix) {
    for product in products {
      precondition(product.weight.columns == gradient.columns && product.out.columns == product.weight.rows)
      precondition(product.out.rows == gradient.rows)
    }
    let width = gradient.columns
    let tiles = Self.tiles([width])
    scratch.reserve(Self.tile * (products.map(\.weight.rows).max() ?? 0))
    pool.parallelFor(tiles.count) { index, worker in
      let tile = tiles[index], weights = scratch.room(worker)
      for (order, product) in products.enumerated() {
        product.weight.tile(
          rows: 0, product.weight.rows, columns: tile.start, tile.width, into: weights, kernels)
        multiplyMatrices(
          rows: gradient.productRows, columns: tile.width, inner: product.weight.rows, product.out.base,
          strideA: product.out.columns, weights, strideB: tile.width, beta: order == 0 ? 0 : 1,
          into: gradient.base + tile.start, strideC: width)
      }
    }
  }
}
