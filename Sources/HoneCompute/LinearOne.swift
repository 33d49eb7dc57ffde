import CKernels

/// One row of activations in 8-bit codes.
private final class Codes {
  private let codes: UnsafeMutablePointer<Int8>
  private let scales: UnsafeMutablePointer<Float>
  private let sums: UnsafeMutablePointer<Int32>
  let view: hone_codes

  /// `x` has a whole number of blocks of 32.
  init(_ x: Matrix, _ kernels: hone_kernels) {
    let blocks = x.columns / 32
    codes = .allocate(capacity: max(1, 32 * blocks))
    scales = .allocate(capacity: max(1, blocks))
    sums = .allocate(capacity: max(1, blocks))
    kernels.encode(x.base, blocks, codes, scales, sums)
    view = hone_codes(codes: codes, scales: scales, sums: sums, blocks: blocks)
  }

  deinit {
    codes.deallocate()
    scales.deallocate()
    sums.deallocate()
  }
}

extension Engine {
  /// Outputs that one task computes: whole groups of a packed weight.
  private static let outputs = 64

  /// out (outputs) = weight · x (inputs) for each product of one row. Quantized weights meet x in 8-bit codes; the others
  /// are read as they lie.
  package func linearOne(_ x: Matrix, _ products: [Product], accumulating: Bool = false) {
    precondition(x.rows == 1)
    let packed = products.map { $0.weight.stored.packed(pool: pool) }
    let codes = packed.contains { $0 != nil } ? Codes(x, kernels) : nil
    let tiles = Self.tiles(products.map(\.weight.rows), of: Self.outputs)
    pool.parallelFor(tiles.count) { index, _ in
      let tile = tiles[index], product = products[tile.job]
      withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.outputs) { sums in
        // Its capacity is not zero, so the buffer has an address.
        let out = sums.baseAddress!
        if let packed = packed[tile.job], var view = codes?.view {
          let groups = (tile.width + PackedWeight.groupRows - 1) / PackedWeight.groupRows
          kernels.packed_vector(packed.type.rawValue, packed.from(row: tile.start), groups, &view, out)
        } else {
          let stored = product.weight.stored
          kernels.matrix_vector(
            stored.type.rawValue, stored.base + tile.start * stored.rowBytes, stored.rowBytes, tile.width,
            stored.columns, x.base, out)
        }
        let destination = product.out.base + tile.start
        if accumulating {
          kernels.add(destination, out, tile.width)
        } else {
          destination.update(from: out, count: tile.width)
        }
      }
    }
    for product in products { addLowRankOne(x, product) }
  }

  private func addLowRankOne(_ x: Matrix, _ product: Product) {
    guard let change = product.weight.change else { return }
    let type = StorageType.f32.rawValue, rows = product.weight.rows
    withUnsafeTemporaryAllocation(of: Float.self, capacity: change.rank + rows) { room in
      // Ranks and rows are positive, so the buffer has an address.
      let inner = room.baseAddress!, sums = inner + change.rank
      kernels.matrix_vector(
        type, change.a.base, change.a.columns * 4, change.rank, change.a.columns, x.base, inner)
      kernels.matrix_vector(type, change.b.base, change.rank * 4, rows, change.rank, inner, sums)
      kernels.scale(sums, change.scale, rows)
      kernels.add(product.out.base, sums, rows)
    }
  }
}
