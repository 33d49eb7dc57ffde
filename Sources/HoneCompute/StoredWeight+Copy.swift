extension StoredWeight {
  private final class Bytes {
    let base: UnsafeMutableRawPointer

    init(copying source: UnsafeRawPointer, count: Int) {
      base = .allocate(byteCount: max(count, 1), alignment: 64)
      base.copyMemory(from: source, byteCount: count)
    }

    deinit { base.deallocate() }
  }

  /// The same weight in memory of its own.
  package func copy() -> StoredWeight {
    let bytes = Bytes(copying: base, count: byteCount)
    return StoredWeight(rows: rows, columns: columns, type: type, base: UnsafeRawPointer(bytes.base), owner: bytes)
  }
}
