/// Blocks of 256 weights, in eight parts of 32.
extension EncodedMatrix {
  /// Value i of part p is (scale · scales[p]) · q[i] - minimum · minimums[p], the parts' scales and minimums of six bits.
  mutating func addParts(_ block: [Float], bits: Int) {
    let parts = stride(from: 0, to: 256, by: 32).map { Array(block[$0..<$0 + 32]) }
    // A minimum is taken off, so it is zero or more here.
    let lows = parts.map { max(0, -($0.min() ?? 0)) }
    let steps = zip(parts, lows).map { max(0, ($0.max() ?? 0) + $1) / Float((1 << bits) - 1) }
    let scale = addHalf((steps.max() ?? 0) / 63), minimum = addHalf((lows.max() ?? 0) / 63)
    let scales = steps.map { code(scale == 0 ? 0 : $0 / scale, 6) }
    let minimums = lows.map { code(minimum == 0 ? 0 : $0 / minimum, 6) }
    addSixBitPairs(scales, minimums)
    var quanta: [UInt8] = []
    for (part, numbers) in parts.enumerated() {
      let step = scale * Float(scales[part]), low = minimum * Float(minimums[part])
      let codes = numbers.map { code(step == 0 ? 0 : ($0 + low) / step, bits) }
      quanta += codes
      values += codes.map { step * Float($0) - low }
    }
    if bits == 5 {
      for index in 0..<32 {
        bytes.append((0..<8).reduce(UInt8(0)) { $0 | (quanta[32 * $1 + index] >> 4) << UInt8($1) })
      }
    }
    for pair in stride(from: 0, to: 256, by: 64) {
      for index in pair..<pair + 32 { bytes.append(quanta[index] & 15 | quanta[index + 32] << 4) }
    }
  }

  /// Eight scales and eight minimums of six bits in twelve bytes: those of the first four parts in the low bits of eight
  /// bytes, those of the others four bits each in the last four bytes, with their upper two bits above the first four's.
  private mutating func addSixBitPairs(_ scales: [UInt8], _ minimums: [UInt8]) {
    for list in [scales, minimums] {
      for part in 0..<4 { bytes.append(list[part] | (list[part + 4] >> 4) << 6) }
    }
    for part in 4..<8 { bytes.append(scales[part] & 15 | minimums[part] << 4) }
  }

  /// Value i is (scale · scales[i / 16]) · (q[i] - 32), the scales signed bytes.
  mutating func addSixBits(_ block: [Float]) {
    let groups = stride(from: 0, to: 256, by: 16).map { Array(block[$0..<$0 + 16]) }
    let steps = groups.map { ($0.max { abs($0) < abs($1) } ?? 0) / -32 }
    let scale = Float(Float16((steps.map(abs).max() ?? 0) / 127))
    let scales = steps.map { Int8(clamping: Int((scale == 0 ? 0 : $0 / scale).rounded())) }
    var quanta: [UInt8] = []
    for (group, numbers) in groups.enumerated() {
      let step = scale * Float(scales[group])
      let codes = numbers.map { code((step == 0 ? 0 : $0 / step) + 32, 6) }
      quanta += codes
      values += codes.map { step * Float(Int($0) - 32) }
    }
    for half in [0, 128] {
      for index in half..<half + 64 { bytes.append(quanta[index] & 15 | quanta[index + 64] << 4) }
    }
    for half in [0, 128] {
      for index in half..<half + 32 {
        bytes.append((0..<4).reduce(UInt8(0)) { $0 | (quanta[index + 32 * $1] >> 4) << UInt8(2 * $1) })
      }
    }
    bytes += scales.map(UInt8.init(bitPattern:))
    addHalf(scale)
  }
}
