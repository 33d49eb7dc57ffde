import CKernels
import Foundation
import HoneCompute
import HoneTestSupport
import Testing

/// Every storage type bit for bit as gguf-py reads it (Fixtures/make_blocks.py).
@Suite struct ReferenceBlockTests {
  struct Block: Decodable {
    let type: String, `case`: String, bytes: String, weights: String

    var storedBytes: [UInt8] {
      let digits = Array(bytes.utf8)
      return stride(from: 0, to: digits.count, by: 2).compactMap {
        UInt8(String(decoding: digits[$0..<$0 + 2], as: UTF8.self), radix: 16)
      }
    }

    var bits: [UInt32] { weights.split(separator: " ").compactMap { UInt32($0, radix: 16) } }
  }

  let blocks: [Block]

  init() throws { blocks = try fixture("blocks", in: .module) }

  private func bits(_ table: Table, _ type: StorageType, _ bytes: [UInt8], first: Int = 0, count: Int) -> [UInt32] {
    written(count) { table.kernels.dequantize(type.rawValue, bytes, first, $0, count) }.map(\.bitPattern)
  }

  @Test(arguments: Table.all, StorageType.allCases)
  func everyBlockGivesTheReferencesBits(_ table: Table, _ type: StorageType) throws {
    let cases = blocks.filter { $0.type == type.name }
    try #require(!cases.isEmpty)
    for block in cases {
      let expected = block.bits
      try #require(block.storedBytes.count == expected.count / type.blockWeights * type.blockBytes)
      #expect(bits(table, type, block.storedBytes, count: expected.count) == expected, "\(block.case)")
    }
  }

  @Test(arguments: Table.all, StorageType.allCases)
  func anyRangeOfColumnsIsThatOfTheWhole(_ table: Table, _ type: StorageType) {
    let cases = blocks.filter { $0.type == type.name }
    let bytes = cases.flatMap(\.storedBytes), whole = cases.flatMap(\.bits), step = type.columnStep
    // From within one block to within the next but one.
    let reach = min(whole.count, max(20, 3 * type.blockWeights))
    for first in stride(from: 0, to: reach, by: step) {
      for end in stride(from: first, through: reach, by: step) {
        #expect(bits(table, type, bytes, first: first, count: end - first) == Array(whole[first..<end]))
      }
    }
  }

  @Test(arguments: Table.all)
  func everyHalfIsReadExactly(_ table: Table) {
    let halves = (0...UInt16.max).map { $0 }
    let read = written(halves.count) { table.kernels.dequantize(1, halves, 0, $0, halves.count) }
    for (bits, value) in zip(halves, read) {
      let expected = Float(Float16(bitPattern: bits))
      #expect(value == expected || (value.isNaN && expected.isNaN), "half \(bits)")
    }
  }

  @Test(arguments: Table.all)
  func everyBrainFloatIsTheUpperHalfOfAFloat(_ table: Table) {
    let halves = (0...UInt16.max).map { $0 }
    let read = written(halves.count) { table.kernels.dequantize(30, halves, 0, $0, halves.count) }
    #expect(zip(halves, read).allSatisfy { $1.bitPattern == UInt32($0) << 16 })
  }
}
