import HoneCompute

/// A matrix in the blocks of a storage type, and the numbers that these blocks stand for.
///
/// Written from GGML's description of its formats and without hone's own kernels, so that one can check the other.
package struct EncodedMatrix {
  package private(set) var bytes: [UInt8] = []
  package private(set) var values: [Float] = []

  package init(_ matrix: Matrix, as type: StorageType) {
    precondition(matrix.columns % type.blockWeights == 0)
    let numbers = matrix.values
    for start in stride(from: 0, to: numbers.count, by: type.blockWeights) {
      let block = Array(numbers[start..<start + type.blockWeights])
      switch type {
      case .f32: addFloat(block[0])
      case .f16: values.append(addHalf(block[0]))
      case .q8_0: addBytes(block)
      case .q4_0: addNibbles(block)
      case .q4_1: addNibblesWithMinimum(block)
      }
    }
  }

  private mutating func addFloat(_ value: Float) {
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
    values.append(value)
  }

  private mutating func addHalf(_ value: Float) -> Float {
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

  /// Value i is scale · (q[i] - 8); the low halves of 16 bytes are the first 16 values, the high halves the others.
  private mutating func addNibbles(_ block: [Float]) {
    let extreme = block.max { abs($0) < abs($1) } ?? 0
    let scale = addHalf(extreme / -8)
    let quanta = block.map { nibble((scale == 0 ? 0 : $0 / scale) + 8) }
    addPairs(quanta)
    values += quanta.map { scale * Float(Int($0) - 8) }
  }

  /// Value i is scale · q[i] + minimum.
  private mutating func addNibblesWithMinimum(_ block: [Float]) {
    let least = block.min() ?? 0
    let scale = addHalf(((block.max() ?? 0) - least) / 15), minimum = addHalf(least)
    let quanta = block.map { nibble(scale == 0 ? 0 : ($0 - minimum) / scale) }
    addPairs(quanta)
    values += quanta.map { scale * Float($0) + minimum }
  }

  private func nibble(_ value: Float) -> UInt8 { UInt8(min(15, max(0, value.rounded()))) }

  private mutating func addPairs(_ quanta: [UInt8]) {
    for index in 0..<16 { bytes.append(quanta[index] | quanta[index + 16] << 4) }
  }
}
