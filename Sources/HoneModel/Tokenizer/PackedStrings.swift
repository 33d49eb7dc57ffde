/// Many short byte strings laid end to end: one allocation where an array of `String` would take one each.
package struct PackedStrings: Sendable {
  private(set) var storage: [UInt8] = []
  /// Entry `i` spans `ends[i]..<ends[i + 1]` of the storage.
  private var ends: [Int32] = [0]

  package init() {}

  package init(_ strings: [String]) {
    reserve(count: strings.count, bytes: strings.count * 8)
    for string in strings { append(string) }
  }

  package var count: Int { ends.count - 1 }

  package mutating func reserve(count: Int, bytes: Int) {
    ends.reserveCapacity(count + 1)
    storage.reserveCapacity(bytes)
  }

  /// All entries together may hold 2 GiB.
  package mutating func append(_ bytes: UnsafeRawBufferPointer) {
    storage.append(contentsOf: bytes)
    ends.append(Int32(storage.count))
  }

  package mutating func append(_ string: String) {
    var string = string
    string.withUTF8 { append(UnsafeRawBufferPointer($0)) }
  }

  package func range(_ index: Int) -> Range<Int> { Int(ends[index])..<Int(ends[index + 1]) }
  package func bytes(_ index: Int) -> ArraySlice<UInt8> { storage[range(index)] }
  package func string(_ index: Int) -> String { String(decoding: bytes(index), as: UTF8.self) }
}
