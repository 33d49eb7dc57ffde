import CKernels
import Testing

/// Products of packed weights with activations in 8-bit codes.
@Suite struct PackedKernelTests {
  typealias Format = BlockFormat

  /// Sums of a block are whole numbers and exact; scales meet them in another order.
  static let scaledError: Float = 1e-5
  /// An activation is off by half a code of its block at most: 1 / 254 of the block's largest.
  static let codeError: Float = 0.004

  static let packable = Format.all.filter { hone_can_pack($0.type) }

  /// One row of activations as every table encodes it.
  struct Encoded: Equatable {
    var codes: [Int8], scales: [UInt32], sums: [Int32]

    init(_ kernels: hone_kernels, _ x: [Float]) {
      let blocks = x.count / 32
      var codes = [Int8](repeating: 0, count: x.count), scales = [Float](repeating: 0, count: blocks)
      var sums = [Int32](repeating: 0, count: blocks)
      kernels.encode(x, blocks, &codes, &scales, &sums)
      (self.codes, self.scales, self.sums) = (codes, scales.map(\.bitPattern), sums)
    }

    func product(_ kernels: hone_kernels, _ type: Int32, _ packed: [UInt8], groups: Int) -> [Float] {
      let scales = scales.map { Float(bitPattern: $0) }
      return codes.withUnsafeBufferPointer { codes in
        scales.withUnsafeBufferPointer { scales in
          sums.withUnsafeBufferPointer { sums in
            // Empty rows have no blocks, and then nothing is read.
            guard let codes = codes.baseAddress, let scales = scales.baseAddress, let sums = sums.baseAddress else {
              return []
            }
            var view = hone_codes(codes: codes, scales: scales, sums: sums, blocks: self.sums.count)
            return written(16 * groups) { kernels.packed_vector(type, packed, groups, &view, $0) }
          }
        }
      }
    }
  }

  /// `rows` rows of `columns` weights, in groups of sixteen.
  private func packed(_ format: Format, _ blocks: [UInt8], rows: Int, columns: Int) -> [UInt8] {
    let rowBytes = columns / 32 * format.bytes, groupBytes = columns / 32 * hone_packed_block_bytes(format.type)
    return stride(from: 0, to: rows, by: 16).flatMap { first -> [UInt8] in
      var out = [UInt8](repeating: 0xFF, count: groupBytes)
      blocks.withUnsafeBytes { bytes in
        // A matrix with rows has bytes.
        hone_pack(
          format.type, bytes.baseAddress! + first * rowBytes, rowBytes, min(16, rows - first), columns / 32, &out)
      }
      return out
    }
  }

  @Test(arguments: Table.all)
  func everyTableGivesTheSameCodes(_ table: Table) {
    for blocks in [1, 2, 3, 18] {
      let x = figures(32 * blocks, seed: 41, scale: 3) + [Float](repeating: 0, count: 32)
      #expect(Encoded(table.kernels, x) == Encoded(Table.scalar.kernels, x))
    }
  }

  @Test(arguments: Table.all)
  func anActivationThatIsNoNumberStaysVisible(_ table: Table) {
    var x = figures(64, seed: 42)
    x[40] = .nan
    let encoded = Encoded(table.kernels, x)
    #expect(!Float(bitPattern: encoded.scales[0]).isNaN && Float(bitPattern: encoded.scales[1]).isNaN)
  }

  @Test(arguments: Table.all, packable)
  func packedProductsAgreeWithTheScalarTable(_ table: Table, _ format: Format) {
    for columns in [32, 64, 96, 576, 1536] {
      for rows in [1, 15, 16, 17, 40] {
        let blocks = format.blocks(rows * columns, seed: 43), x = figures(columns, seed: 44)
        let bytes = packed(format, blocks, rows: rows, columns: columns), groups = (rows + 15) / 16
        let encoded = Encoded(Table.scalar.kernels, x)
        let run = { (kernels: hone_kernels) in encoded.product(kernels, format.type, bytes, groups: groups) }
        #expect(difference(run(table.kernels), run(Table.scalar.kernels)) <= Self.scaledError)
      }
    }
  }

  @Test(arguments: packable)
  func packedProductsAreThoseOfTheWeightsWithinTheActivationsCodes(_ format: Format) {
    let rows = 21, columns = 256, blocks = format.blocks(rows * columns, seed: 45), x = figures(columns, seed: 46)
    let bytes = packed(format, blocks, rows: rows, columns: columns)
    let products = Encoded(Table.scalar.kernels, x).product(Table.scalar.kernels, format.type, bytes, groups: 2)
    let all = format.weights(of: blocks)
    for row in 0..<rows {
      let terms = (0..<columns).map { all[row * columns + $0] * x[$0] }
      let largest = (0..<columns).reduce(Float(0)) { max($0, abs(all[row * columns + $1])) }
      #expect(abs(products[row] - terms.reduce(0, +)) <= Self.codeError * largest * Float(columns).squareRoot() * 2)
    }
    #expect(products[rows...].allSatisfy { $0 == 0 })
  }

  @Test(arguments: Table.all)
  func theLargestCodesDoNotOverflow(_ table: Table) {
    // Q8_0 codes of -128 against activations of -127: the largest products there are.
    let block: [UInt8] = [0x00, 0x3C] + [UInt8](repeating: 0x80, count: 32)
    let format = Format(.q8_0), bytes = packed(format, block, rows: 1, columns: 32)
    let encoded = Encoded(table.kernels, [Float](repeating: -127, count: 32))
    #expect(encoded.product(table.kernels, format.type, bytes, groups: 1)[0] == 128 * 127 * 32)
  }
}
