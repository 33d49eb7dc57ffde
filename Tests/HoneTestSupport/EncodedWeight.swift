import HoneCompute

extension EncodedMatrix {
  private final class Bytes {
    let base: UnsafeMutableRawBufferPointer

    init(_ bytes: [UInt8]) {
      base = .allocate(byteCount: max(1, bytes.count), alignment: 16)
      base.copyBytes(from: bytes)
    }

    deinit { base.deallocate() }
  }

  /// The blocks as a weight of that shape.
  package func stored(rows: Int, columns: Int, as type: StorageType) -> StoredWeight {
    let memory = Bytes(bytes)
    // A buffer of at least one byte has an address.
    return StoredWeight(
      rows: rows, columns: columns, type: type, base: UnsafeRawPointer(memory.base.baseAddress!), owner: memory)
  }
}
