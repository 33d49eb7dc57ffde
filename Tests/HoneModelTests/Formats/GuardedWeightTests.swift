import Foundation
import HoneCompute
import HoneModel
import HoneTestSupport
import Testing

/// A weight may end where its file does, at the last byte of the last page: no kernel may read on.
struct GuardedWeightTests {
  /// Bytes whose end is followed by a page that nobody may touch.
  private final class Guarded {
    private let start: UnsafeMutableRawPointer
    private let size: Int
    let base: UnsafeRawPointer

    init(_ bytes: [UInt8]) {
      let page = Int(sysconf(Int32(_SC_PAGESIZE)))
      let room = (bytes.count + page - 1) / page * page
      size = room + page
      // A failed mapping of a few pages ends the test run, as it should.
      start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)!
      mprotect(start + room, page, PROT_NONE)
      base = UnsafeRawPointer(start + room - bytes.count)
      (start + room - bytes.count).copyMemory(from: bytes, byteCount: bytes.count)
    }

    deinit { munmap(start, size) }
  }

  /// Relative to the sum of the absolute products; one row is rounded to bytes where the weights are blocks.
  private static func tolerance(_ type: StorageType) -> Float { type.blockWeights == 1 ? 1e-5 : 1e-2 }

  private static func widths(_ type: StorageType) -> [Int] {
    switch type.blockWeights {
    case 1: [1, 7, 15, 17, 33, 50, 64, 97]
    case 32: [32, 64, 96, 288]
    default: [256, 512]
    }
  }

  @Test(arguments: StorageType.allCases) func nothingIsReadPastTheEnd(type: StorageType) throws {
    let engine = Engine.shared
    for columns in Self.widths(type) {
      for rows in [1, 3, 16, 97] {
        let encoded = EncodedMatrix(filled("guard", rows: rows, columns: columns, scale: 1), as: type)
        let memory = Guarded(encoded.bytes)
        let stored = StoredWeight(rows: rows, columns: columns, type: type, base: memory.base, owner: memory)
        #expect(stored.matrix().values == encoded.values)
        let last = Matrix(rows: 1, columns: columns)
        stored.gathering([Int32(rows - 1)], into: last)
        #expect(last.values == Array(encoded.values.suffix(columns)))

        let x = filled("x", rows: 1, columns: columns, scale: 1)
        let one = Matrix(rows: 1, columns: rows), many = Matrix(rows: 1, columns: rows)
        engine.linearOne(x, [Product(Weight(stored), one)])
        engine.linear(x, [Product(Weight(stored), many)])
        let back = Matrix(rows: 1, columns: columns)
        engine.linearBackward([Product(Weight(stored), many)], into: back)
        for row in 0..<rows {
          var sum: Float = 0, size: Float = 0
          for column in 0..<columns {
            let product = encoded.values[row * columns + column] * x[0, column]
            sum += product
            size += abs(product)
          }
          #expect(abs(many[0, row] - sum) <= 1e-5 * size && abs(one[0, row] - sum) <= Self.tolerance(type) * size)
        }
      }
    }
  }
}
