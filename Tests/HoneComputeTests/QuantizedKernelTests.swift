import CKernels
import Foundation
import HoneCompute
import HoneTestSupport
import Testing

/// How weights are used in their blocks.
@Suite struct QuantizedKernelTests {
  /// Sums of up to 1,024 products in different orders, relative to the sum of their magnitudes.
  static let reordered: Float = 1e-5

  @Test(arguments: Table.all, BlockFormat.all)
  func dequantizedWeightsAreThoseOfTheScalarTable(_ table: Table, _ format: BlockFormat) {
    for count in format.sizes {
      let blocks = format.blocks(count, seed: 31)
      let weights = written(count) { table.kernels.dequantize(format.type, blocks, 0, $0, count) }
      #expect(weights.map(\.bitPattern) == format.weights(of: blocks).map(\.bitPattern))
    }
  }

  @Test(arguments: Table.all, BlockFormat.all)
  func matrixTimesVectorAgrees(_ table: Table, _ format: BlockFormat) {
    for columns in format.sizes {
      for rows in [1, 3, 17] {
        let blocks = format.blocks(rows * columns, seed: 32), x = figures(columns, seed: 33)
        let rowBytes = columns / format.weights * format.bytes
        let products = written(rows) {
          table.kernels.matrix_vector(format.type, blocks, rowBytes, rows, columns, x, $0)
        }
        let all = format.weights(of: blocks)
        for row in 0..<rows {
          let terms = (0..<columns).map { Double(all[row * columns + $0]) * Double(x[$0]) }
          let size = Float(terms.reduce(0) { $0 + abs($1) })
          #expect(abs(products[row] - Float(terms.reduce(0, +))) <= Self.reordered * size)
        }
      }
    }
  }

  private func stored(_ format: BlockFormat, rows: Int, columns: Int, _ blocks: [UInt8]) -> StoredWeight {
    let data = NSData(bytes: blocks, length: blocks.count)
    return StoredWeight(rows: rows, columns: columns, type: format.storage, base: data.bytes, owner: data)
  }

  /// The backward product takes its weight in tiles of columns, which need not be whole blocks.
  @Test(arguments: BlockFormat.all)
  func aStoredWeightIsUsedAsItsNumbersAre(_ format: BlockFormat) {
    let rows = 100, columns = 512, engine = Engine.shared
    let blocks = format.blocks(rows * columns, seed: 34)
    let weight = Weight(stored(format, rows: rows, columns: columns, blocks))
    let plain = Weight(StoredWeight(Matrix(rows: rows, columns: columns, weight.stored.matrix().values)))
    let x = Matrix(rows: 5, columns: columns, figures(5 * columns, seed: 35))
    let outGradient = Matrix(rows: 5, columns: rows, figures(5 * rows, seed: 36))
    let run = { (weight: Weight) in
      let out = Matrix(rows: 5, columns: rows), gradient = Matrix(rows: 5, columns: columns)
      engine.linear(x, [Product(weight, out)])
      engine.linearBackward([Product(weight, outGradient)], into: gradient)
      return out.values + gradient.values
    }
    #expect(weight.stored.matrix().values == format.weights(of: blocks))
    #expect(run(weight) == run(plain))
  }
}
