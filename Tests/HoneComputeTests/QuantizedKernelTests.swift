import CKernels
import Testing

/// How weights are read from their blocks.
@Suite struct QuantizedKernelTests {
  /// Dot products of up to 1,024 terms in different orders, relative to the largest of a matrix's rows.
  static let reordered: Float = 2e-5

  struct Format: Sendable, CustomTestStringConvertible {
    let type: Int32, name: String, weights: Int, bytes: Int, halves: Int
    var testDescription: String { name }

    /// Lengths that are whole numbers of blocks.
    var sizes: [Int] { weights == 1 ? awkwardSizes : [0, 32, 64, 96, 256, 288, 1024] }

    /// Blocks for `count` weights: any bits, but scales of ordinary size.
    func blocks(_ count: Int, seed: UInt64) -> [UInt8] {
      if type == 0 { return figures(count, seed: seed).flatMap { littleEndian($0.bitPattern, 4) } }
      return (0..<UInt64(count / weights)).flatMap { block in
        let scales = figures(halves, seed: seed &+ block &* 2, scale: 0.1)
        let bits = figures(bytes - 2 * halves, seed: seed &+ block &* 2 &+ 1, scale: 128)
        return scales.flatMap { littleEndian(UInt32(Float16($0).bitPattern), 2) }
          + bits.map { UInt8(clamping: Int($0 + 128)) }
      }
    }

    private func littleEndian(_ bits: UInt32, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt32($0))) }
    }

    static let all = [
      Format(type: 0, name: "F32", weights: 1, bytes: 4, halves: 0),
      Format(type: 1, name: "F16", weights: 1, bytes: 2, halves: 1),
      Format(type: 2, name: "Q4_0", weights: 32, bytes: 18, halves: 1),
      Format(type: 3, name: "Q4_1", weights: 32, bytes: 20, halves: 2),
      Format(type: 8, name: "Q8_0", weights: 32, bytes: 34, halves: 1),
    ]
  }

  /// The weights of blocks, by the definitions of the formats.
  static func weights(_ format: Format, _ blocks: [UInt8]) -> [Float] {
    let half = { (at: Int) in Float(Float16(bitPattern: UInt16(blocks[at]) | UInt16(blocks[at + 1]) << 8)) }
    let nibble = { (block: Int, i: Int) in blocks[block + i % 16] >> (i < 16 ? 0 : 4) & 15 }
    return stride(from: 0, to: blocks.count, by: format.bytes).flatMap { at -> [Float] in
      switch format.name {
      case "F32": [Float(bitPattern: (0..<4).reduce(0) { $0 | UInt32(blocks[at + $1]) << (8 * UInt32($1)) })]
      case "F16": [half(at)]
      case "Q4_0": (0..<32).map { half(at) * (Float(nibble(at + 2, $0)) - 8) }
      case "Q4_1": (0..<32).map { half(at) * Float(nibble(at + 4, $0)) + half(at + 2) }
      default: (0..<32).map { half(at) * Float(Int8(bitPattern: blocks[at + 2 + $0])) }
      }
    }
  }

  @Test(arguments: Table.all, Format.all)
  func dequantizedWeightsAreExact(_ table: Table, _ format: Format) {
    for count in format.sizes {
      let blocks = format.blocks(count, seed: 31)
      #expect(
        written(count) { table.kernels.dequantize(format.type, blocks, $0, count) } == Self.weights(format, blocks))
    }
  }

  @Test(arguments: Table.all)
  func everyHalfIsReadExactly(_ table: Table) {
    let halves = (0...UInt16.max).map { $0 }
    let read = written(halves.count) { table.kernels.dequantize(1, halves, $0, halves.count) }
    for (bits, value) in zip(halves, read) {
      let expected = Float(Float16(bitPattern: bits))
      #expect(value == expected || (value.isNaN && expected.isNaN), "half \(bits)")
    }
  }

  @Test(arguments: Table.all, Format.all)
  func matrixTimesVectorAgrees(_ table: Table, _ format: Format) {
    for columns in format.sizes {
      for rows in [1, 3, 17] {
        let blocks = format.blocks(rows * columns, seed: 32), x = figures(columns, seed: 33)
        let rowBytes = columns / format.weights * format.bytes
        let run = { (kernels: hone_kernels) in
          written(rows) { kernels.matrix_vector(format.type, blocks, rowBytes, rows, columns, x, $0) }
        }
        let all = Self.weights(format, blocks)
        let exact = (0..<rows).map { row in
          Float((0..<columns).reduce(0.0) { $0 + Double(all[row * columns + $1]) * Double(x[$1]) })
        }
        #expect(difference(run(table.kernels), exact) <= Self.reordered)
      }
    }
  }
}
