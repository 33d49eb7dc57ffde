import CKernels
import Synchronization

/// A quantized weight rearranged for products with coded rows, sixteen of its rows side by side.
final class PackedWeight: @unchecked Sendable {
  let type: StorageType
  let rows: Int
  /// Bytes of one group of rows.
  let groupBytes: Int
  private let bytes: UnsafeMutableRawPointer
  private let byteCount: Int
  /// The bytes of the weight that was multiplied after this one the last time: a decoder goes round in one order.
  private let follower = Mutex((address: UInt(0), count: 0))

  static let groupRows = Int(HONE_PACKED_ROWS)

  static func canPack(_ stored: StoredWeight) -> Bool { hone_can_pack(stored.type.rawValue) }

  init(_ stored: StoredWeight, pool: WorkerPool) {
    type = stored.type
    rows = stored.rows
    let groups = (rows + Self.groupRows - 1) / Self.groupRows, blocks = stored.columns / CodedRows.block
    let groupBytes = blocks * hone_packed_block_bytes(type.rawValue)
    self.groupBytes = groupBytes
    byteCount = groups * groupBytes
    bytes = .allocate(byteCount: max(1, byteCount), alignment: 64)
    let out = bytes.assumingMemoryBound(to: UInt8.self)
    pool.parallelFor(groups) { group, _ in
      let first = group * Self.groupRows
      hone_pack(
        stored.type.rawValue, stored.base + first * stored.rowBytes, stored.rowBytes,
        min(Self.groupRows, stored.rows - first), blocks, out + group * groupBytes)
    }
  }

  deinit { bytes.deallocate() }

  /// Notes that `next` is multiplied after this one.
  func isFollowed(by next: PackedWeight) {
    let its = (UInt(bitPattern: next.bytes), next.byteCount)
    follower.withLock { $0 = its }
  }

  /// Has the pool fetch the beginning of what was multiplied next the last time.
  func fetchFollower(_ pool: WorkerPool) {
    let next = follower.withLock { $0 }
    pool.fetchAhead(next.address, next.count)
  }

  var base: UnsafePointer<UInt8> { UnsafePointer(bytes.assumingMemoryBound(to: UInt8.self)) }
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
