import HoneCompute

/// A matrix in the blocks of a storage type, and the numbers that these blocks stand for.
///
/// Written from GGML's description of its formats and without hone's own kernels, so that one can check the other.
package struct EncodedMatrix {
  package internal(set) var bytes: [UInt8] = []
  package internal(set) var values: [Float] = []

  package init(_ matrix: Matrix, as type: StorageType) {
    precondition(matrix.columns % type.blockWeights == 0)
    let numbers = matrix.values
    for start in stride(from: 0, to: numbers.count, by: type.blockWeights) {
      let block = Array(numbers[start..<start + type.blockWeights])
      switch type {
      case .f32: addFloat(block[0])
      case .f16: values.append(addHalf(block[0]))
      case .bf16: addBrain(block[0])
      case .q8_0: addBytes(block)
      case .q4_0: addSymmetric(block, bits: 4)
      case .q5_0: addSymmetric(block, bits: 5)
      case .q4_1: addWithMinimum(block, bits: 4)
      case .q5_1: addWithMinimum(block, bits: 5)
      case .q4_K: addParts(block, bits: 4)
      case .q5_K: addParts(block, bits: 5)
      case .q6_K: addSixBits(block)
      }
    }
  }

  private mutating func addFloat(_ value: Float) {
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
    values.append(value)
  }

  @discardableResult
  mutating func addHalf(_ value: Float) -> Float {
    let half = Float16(value)
    withUnsafeBytes(of: half.bitPattern.littleEndian) { bytes += $0 }
    return Float(half)
  }

  /// Value i is scale · q[i], q a signed byte.
  private mutating func addBytes(_ block: [Float]) {
    let scale = addHalf((block.map(abs).max() ?? 0) / 127)
    for value in block {
      let quantum = Int8(clamping: Int((scale == 0 ? 0 : value / scale).rounded()))
      bytes.append(UInt8(bitPattern: quantum))
      values.append(scale * Float(quantum))
    }
  }

  /// The upper half of a float, rounded to the nearest.
  private mutating func addBrain(_ value: Float) {
    let upper = UInt16((value.bitPattern + 0x7FFF + (value.bitPattern >> 16 & 1)) >> 16)
    withUnsafeBytes(of: upper.littleEndian) { bytes += $0 }
    values.append(Float(bitPattern: UInt32(upper) << 16))
  }

  /// Value i is scale · (q[i] - half the codes).
  private mutating func addSymmetric(_ block: [Float], bits: Int) {
    let extreme = block.max { abs($0) < abs($1) } ?? 0, middle = 1 << (bits - 1)
    let scale = addHalf(extreme / Float(-middle))
    let quanta = block.map { code((scale == 0 ? 0 : $0 / scale) + Float(middle), bits) }
    addCodes(quanta, bits: bits)
    values += quanta.map { scale * Float(Int($0) - middle) }
  }

  /// Value i is scale · q[i] + minimum.
  private mutating func addWithMinimum(_ block: [Float], bits: Int) {
    let least = block.min() ?? 0
    let scale = addHalf(((block.max() ?? 0) - least) / Float((1 << bits) - 1)), minimum = addHalf(least)
    let quanta = block.map { code(scale == 0 ? 0 : ($0 - minimum) / scale, bits) }
    addCodes(quanta, bits: bits)
    values += quanta.map { scale * Float($0) + minimum }
  }

  func code(_ value: Float, _ bits: Int) -> UInt8 {
    UInt8(min(Float((1 << bits) - 1), max(0, value.rounded())))
  }

  /// 32 codes: the fifth bits, where there are five, then the low halves of 16 bytes for the first 16 and the high halves
  /// for the others.
  private mutating func addCodes(_ quanta: [UInt8], bits: Int) {
    if bits == 5 {
      let fifths = quanta.enumerated().reduce(UInt32(0)) { $0 | UInt32($1.element >> 4) << UInt32($1.offset) }
      withUnsafeBytes(of: fifths.littleEndian) { bytes += $0 }
    }
    for index in 0..<16 { bytes.append(quanta[index] & 15 | quanta[index + 16] << 4) }
  }
}
