import CKernels
import Testing

/// One table of kernels that this processor can run.
struct Table: Sendable, CustomTestStringConvertible {
  let name: String
  nonisolated(unsafe) let kernels: hone_kernels

  init(index: Int) {
    // The index is below the count that the same C file reports.
    kernels = hone_kernel_table(Int32(index))!.pointee
    name = String(cString: kernels.name)
  }

  var testDescription: String { name }

  static let scalar = Table(index: 0)
  static let all = (0..<Int(hone_kernel_table_count())).map(Table.init)
}

/// Lengths around every width that a kernel groups by.
let awkwardSizes = [0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 1000]

/// Figures that differ from place to place and stay the same from run to run, in -scale..<scale.
func figures(_ count: Int, seed: UInt64, scale: Float = 1) -> [Float] {
  var state = seed &* 0x9e37_79b9_7f4a_7c15 &+ 0x2545_f491_4f6c_dd1d
  return (0..<count).map { _ in
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return (Float(state >> 40) / 0x80_0000 - 1) * scale
  }
}

/// What `body` writes to `count` floats that start as `initial` (zeros behind it); what lies beyond must stay as it was.
func written(
  _ count: Int, from initial: [Float] = [], sourceLocation: SourceLocation = #_sourceLocation,
  _ body: (UnsafeMutablePointer<Float>) -> Void
) -> [Float] {
  let guardFloats = 64, untouched: Float = 12345.5
  var room = initial + [Float](repeating: 0, count: count - initial.count)
  room += [Float](repeating: untouched, count: guardFloats)
  room.withUnsafeMutableBufferPointer { body($0.baseAddress!) }  // never empty
  #expect(room[count...].allSatisfy { $0 == untouched }, "written past the end", sourceLocation: sourceLocation)
  return Array(room[..<count])
}

/// The largest difference, relative to the largest figure of the reference or, where that is smaller, to `floor`.
func difference(_ actual: [Float], _ reference: [Float], floor: Float = .leastNormalMagnitude) -> Float {
  guard actual.count == reference.count else { return .infinity }
  let scale = reference.reduce(floor) { max($0, abs($1)) }
  return zip(actual, reference).reduce(0) { max($0, ($1.0 - $1.1).isNaN ? .infinity : abs($1.0 - $1.1) / scale) }
}

/// The largest difference of any figure, relative to that figure itself.
func eachDifference(_ actual: [Float], _ reference: [Float]) -> Float {
  guard actual.count == reference.count else { return .infinity }
  return zip(actual, reference).reduce(0) { max($0, difference([$1.0], [$1.1])) }
}
