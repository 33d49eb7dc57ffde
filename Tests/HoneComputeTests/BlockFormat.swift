import HoneCompute
import HoneTestSupport
import Testing

/// A storage type as the kernels' tests use it.
struct BlockFormat: Sendable, CustomTestStringConvertible {
  let storage: StorageType

  init(_ storage: StorageType) { self.storage = storage }

  static let all = StorageType.allCases.map(BlockFormat.init)

  var testDescription: String { storage.name }
  var type: Int32 { storage.rawValue }
  var weights: Int { storage.blockWeights }
  var bytes: Int { storage.blockBytes }

  /// Lengths that are whole numbers of blocks.
  var sizes: [Int] {
    switch weights {
    case 1: awkwardSizes
    case 32: [0, 32, 64, 96, 256, 288, 1024]
    default: [0, 256, 512, 768, 1024]
    }
  }

  /// Where a block has its halves: a scale, and a minimum where there is one.
  private var halves: [Int] {
    switch storage {
    case .f32, .f16, .bf16: []
    case .q4_0, .q5_0, .q8_0: [0]
    case .q4_1, .q5_1, .q4_K, .q5_K: [0, 2]
    case .q6_K: [208]
    }
  }

  /// Blocks for `count` weights: any bits, but scales (or the numbers themselves) of ordinary size.
  func blocks(_ count: Int, seed: UInt64) -> [UInt8] {
    if weights == 1 {
      return EncodedMatrix(Matrix(rows: 1, columns: count, figures(count, seed: seed)), as: storage).bytes
    }
    var blocks = figures(count / weights * bytes, seed: seed, scale: 128).map { UInt8(clamping: Int($0 + 128)) }
    let scales = figures(2 * count / weights, seed: seed &+ 1, scale: 0.1).map { Float16($0).bitPattern }
    for block in 0..<count / weights {
      for (order, half) in halves.enumerated() {
        let at = block * bytes + half, bits = scales[2 * block + order]
        (blocks[at], blocks[at + 1]) = (UInt8(truncatingIfNeeded: bits), UInt8(bits >> 8))
      }
    }
    return blocks
  }

  /// What blocks weigh, by the scalar table, which ReferenceBlockTests hold to GGML's own figures.
  func weights(of blocks: [UInt8]) -> [Float] {
    let count = blocks.count / bytes * weights
    return written(count) { Table.scalar.kernels.dequantize(type, blocks, 0, $0, count) }
  }
}
