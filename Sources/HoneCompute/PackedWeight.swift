import CKernels
import Synchronization

/// A quantized weight rearranged for products with one row, sixteen of its rows side by side.
final class PackedWeight: @unchecked Sendable {
  let type: StorageType
  let rows: Int
  /// Blocks of 32 columns.
  let blocks: Int
  private let bytes: UnsafeMutableRawPointer

  static let groupRows = Int(HONE_PACKED_ROWS)

  static func canPack(_ stored: StoredWeight) -> Bool { hone_can_pack(stored.type.rawValue) }

  init(_ stored: StoredWeight, pool: WorkerPool) {
    type = stored.type
    rows = stored.rows
    blocks = stored.columns / 32
    let groups = (rows + Self.groupRows - 1) / Self.groupRows
    let groupBytes = blocks * hone_packed_block_bytes(type.rawValue)
    bytes = .allocate(byteCount: max(1, groups * groupBytes), alignment: 64)
    let out = bytes.assumingMemoryBound(to: UInt8.self)
    pool.parallelFor(groups) { group, _ in
      let first = group * Self.groupRows
      hone_pack(
        stored.type.rawValue, stored.base + first * stored.rowBytes, stored.rowBytes,
        min(Self.groupRows, stored.rows - first), stored.columns / 32, out + group * groupBytes)
    }
  }

  deinit { bytes.deallocate() }

  /// The packed rows from `row`, the first of a group.
  func from(row: Int) -> UnsafePointer<UInt8> {
    let group = row / Self.groupRows
    return UnsafePointer(bytes.assumingMemoryBound(to: UInt8.self)) + group * blocks
      * hone_packed_block_bytes(type.rawValue)
  }
}

/// Where a stored weight keeps its packed form once it is asked for.
final class Packing: Sendable {
  private let packed = Mutex<PackedWeight?>(nil)

  /// Packs on first use.
  func weight(_ stored: StoredWeight, pool: WorkerPool) -> PackedWeight {
    packed.withLock { packed in
      if let packed { return packed }
      let made = PackedWeight(stored, pool: pool)
      packed = made
      return made
    }
  }
}
