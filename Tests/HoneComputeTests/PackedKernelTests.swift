import CKernels
import Testing

/// Products of packed weights with activations in 16-bit codes.
@Suite struct PackedKernelTests {
  typealias Format = BlockFormat

  /// Sums of a block are whole numbers and exact; scales meet them in another order.
  static let scaledError: Float = 1e-5
  /// An activation is off by one low code of its block at most, 1 / 32,512 of the block's largest; scales that are packed
  /// as halves of products are off by 1 / 2,048.
  static func codeError(_ format: Format) -> Float { format.weights == 256 ? 5e-4 : 4e-5 }

  /// Codes of a block's largest magnitude; a value is off by one at most, where a low byte of -128 became -127.
  static let codes: Float = 32_512
  /// Blocks of smaller magnitudes are taken for zeros, as float32 could not hold their codes' factor.
  static let leastScaled: Float = 0x1p-110

  static let packable = Format.all.filter { hone_can_pack($0.type) }

  /// Rows of activations as every table encodes them.
  struct Encoded: Equatable {
    var rows: Int, codes: [Int8], scales: [UInt32], sums: [Int32]

    init(_ kernels: hone_kernels, _ x: [Float], rows: Int = 1) {
      let blocks = x.count / 32
      var codes = [Int8](repeating: 0, count: 2 * x.count), scales = [Float](repeating: 0, count: blocks)
      var sums = [Int32](repeating: 0, count: 2 * blocks)
      kernels.encode(x, blocks, &codes, &scales, &sums)
      (self.rows, self.codes, self.scales, self.sums) = (rows, codes, scales.map(\.bitPattern), sums)
    }

    /// (rows, outputs), in rows of `stride`; added to `initial` if there is any.
    func product(
      _ kernels: hone_kernels, _ type: Int32, _ packed: [UInt8], outputs: Int, stride: Int? = nil,
      addedTo initial: [Float]? = nil
    ) -> [Float] {
      let scales = scales.map { Float(bitPattern: $0) }, stride = stride ?? outputs
      return codes.withUnsafeBufferPointer { codes in
        scales.withUnsafeBufferPointer { scales in
          sums.withUnsafeBufferPointer { sums in
            var view = hone_codes(
              codes: codes.baseAddress, scales: scales.baseAddress, sums: sums.baseAddress, rows: rows,
              blocks: scales.count / rows)
            return written((rows - 1) * stride + outputs, from: initial ?? []) {
              kernels.packed_product(type, packed, outputs, &view, $0, stride, initial != nil)
            }
          }
        }
      }
    }
  }

  /// `rows` rows of `columns` weights, in groups of sixteen.
  private func packed(_ format: Format, _ blocks: [UInt8], rows: Int, columns: Int) -> [UInt8] {
    let rowBytes = columns / format.weights * format.bytes
    let groupBytes = columns / 32 * hone_packed_block_bytes(format.type)
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

  /// Ties of codes, low bytes of -128, zeros of both signs, and magnitudes from one end of float32 to the other.
  @Test(arguments: Table.all, [-149, -140, -126, -113, -110, -100, 0, 100])
  func everyTableGivesTheSameCodesOfExtremes(_ table: Table, exponent: Int) {
    let ties = (0..<32).map { (i: Int) -> Float in i == 0 ? 32_512 : Float(i * 1_017) - 14_999.5 }
    let bytes = (0..<32).map { (i: Int) -> Float in i == 0 ? -32_512 : Float(256 * (i - 16) + 128) }
    let zeros = (0..<32).map { (i: Int) -> Float in i % 2 == 0 ? -0.0 : 0.0 }
    let unit = Float(sign: .plus, exponent: exponent, significand: 1)
    let x = (ties + bytes + figures(32, seed: 52)).map { $0 * unit } + zeros
    let encoded = Encoded(table.kernels, x)
    #expect(encoded == Encoded(Table.scalar.kernels, x))
    for block in 0..<4 {
      let values = x[(32 * block)..<(32 * block + 32)], largest = values.reduce(0) { max($0, abs($1)) }
      let codes = encoded.codes[(64 * block)...], scale = Float(bitPattern: encoded.scales[block])
      for (i, value) in values.enumerated() {
        let code = 256 * Int(codes[64 * block + i]) + Int(codes[64 * block + 32 + i]), read = scale * Float(code)
        let error = abs(read - value), accepted = max(largest / Self.codes, Self.leastScaled)
        #expect(error <= accepted, "\(value) as \(read)")
      }
    }
  }

  @Test(arguments: Table.all, [Float.nan, .infinity, -.infinity])
  func anActivationThatIsNoNumberStaysVisible(_ table: Table, _ value: Float) {
    var x = figures(256, seed: 42)
    x[40] = value
    let encoded = Encoded(table.kernels, x), sound = Encoded(table.kernels, figures(256, seed: 42))
    #expect(encoded == Encoded(Table.scalar.kernels, x))
    #expect(encoded.scales[0] == sound.scales[0] && !Float(bitPattern: encoded.scales[1]).isFinite)
    for format in Self.packable {
      let bytes = packed(format, format.blocks(16 * 256, seed: 53), rows: 16, columns: 256)
      let products = encoded.product(table.kernels, format.type, bytes, outputs: 16)
      #expect(products.allSatisfy { $0.isNaN }, "\(format)")
    }
  }

  @Test(arguments: Table.all, packable)
  func packedProductsAgreeWithTheScalarTable(_ table: Table, _ format: Format) {
    for columns in [32, 64, 96, 576].map({ ($0 + format.weights - 1) / format.weights * format.weights }) {
      for (outputs, rows) in [(1, 1), (15, 2), (16, 3), (17, 8), (40, 1), (33, 13)] {
        let blocks = format.blocks(outputs * columns, seed: 43)
        let bytes = packed(format, blocks, rows: outputs, columns: columns)
        let encoded = Encoded(Table.scalar.kernels, figures(rows * columns, seed: 44), rows: rows)
        let run = { (kernels: hone_kernels) in encoded.product(kernels, format.type, bytes, outputs: outputs) }
        #expect(difference(run(table.kernels), run(Table.scalar.kernels)) <= Self.scaledError)
      }
    }
  }

  @Test(arguments: Table.all, packable)
  func aRowsPackedProductsAreTheSameBitsAloneAndInABatch(_ table: Table, _ format: Format) {
    let columns = 512, outputs = 40, rows = 23, x = figures(rows * columns, seed: 47)
    let bytes = packed(format, format.blocks(outputs * columns, seed: 48), rows: outputs, columns: columns)
    let all = Encoded(table.kernels, x, rows: rows).product(table.kernels, format.type, bytes, outputs: outputs)
    for row in 0..<rows {
      let alone = Encoded(table.kernels, Array(x[(row * columns)..<((row + 1) * columns)]))
      #expect(
        alone.product(table.kernels, format.type, bytes, outputs: outputs)[...]
          == all[(row * outputs)..<((row + 1) * outputs)])
    }
  }

  @Test(arguments: Table.all, packable)
  func packedProductsAreAddedWhereAskedAndLeaveWhatLiesBetweenRows(_ table: Table, _ format: Format) {
    let columns = 256, outputs = 19, rows = 5, stride = 24, initial = figures((rows - 1) * stride + outputs, seed: 49)
    let bytes = packed(format, format.blocks(outputs * columns, seed: 50), rows: outputs, columns: columns)
    let encoded = Encoded(table.kernels, figures(rows * columns, seed: 51), rows: rows)
    let plain = encoded.product(table.kernels, format.type, bytes, outputs: outputs)
    let added = encoded.product(table.kernels, format.type, bytes, outputs: outputs, stride: stride, addedTo: initial)
    for (at, value) in added.enumerated() {
      let inside = at % stride < outputs
      #expect(value == initial[at] + (inside ? plain[at / stride * outputs + at % stride] : 0))
    }
  }

  @Test(arguments: packable)
  func packedProductsAreThoseOfTheWeightsWithinTheActivationsCodes(_ format: Format) {
    let rows = 21, columns = 256, blocks = format.blocks(rows * columns, seed: 45), x = figures(columns, seed: 46)
    let bytes = packed(format, blocks, rows: rows, columns: columns)
    let products = Encoded(Table.scalar.kernels, x).product(Table.scalar.kernels, format.type, bytes, outputs: 32)
    let all = format.weights(of: blocks)
    for row in 0..<rows {
      let terms = (0..<columns).map { all[row * columns + $0] * x[$0] }
      let largest = (0..<columns).reduce(Float(0)) { max($0, abs(all[row * columns + $1])) }
      let accepted = Self.codeError(format) * largest * Float(columns).squareRoot() * 2
      #expect(abs(products[row] - terms.reduce(0, +)) <= accepted)
    }
    #expect(products[rows...].allSatisfy { $0 == 0 })
  }

  @Test(arguments: Table.all)
  func theLargestCodesDoNotOverflow(_ table: Table) {
    // Q8_0 codes of -128 against activations of -127: the largest products there are.
    let block: [UInt8] = [0x00, 0x3C] + [UInt8](repeating: 0x80, count: 32)
    let format = Format(.q8_0), bytes = packed(format, block, rows: 1, columns: 32)
    let encoded = Encoded(table.kernels, [Float](repeating: -127, count: 32))
    #expect(encoded.product(table.kernels, format.type, bytes, outputs: 1)[0] == 128 * 127 * 32)
  }
}
