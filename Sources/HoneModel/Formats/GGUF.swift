import HoneCompute
import HoneCore

/// A GGUF file (versions 2 and 3): its metadata and where its tensors lie. Opening reads the header alone.
package struct GGUF: Sendable {
  package let file: MappedFile
  package let metadata: [String: Value]
  package let tensors: [String: Tensor]

  package enum Value: Sendable {
    case integer(Int)
    case float(Double)
    case bool(Bool)
    case string(String)
    case array(Array)
  }

  /// An array left where it lies; `offset` is that of its first element.
  package struct Array: Sendable {
    package let elementType: UInt32
    package let count: Int
    package let offset: Int
    /// Bytes of all its elements, length prefixes of strings included.
    package let byteCount: Int
  }

  package struct Tensor: Sendable {
    package let name: String
    /// Innermost first, as in the file: [inputs, outputs] for a weight.
    package let shape: [Int]
    package let typeNumber: Int32
    /// From the start of the file.
    package let offset: Int
  }

  /// More than any real file holds; a header that claims more is corrupt.
  static let largestCount = 1 << 24
  static let largestDimension = 1 << 32
  static let deepestArray = 4

  package init(path: String) throws {
    let file = try MappedFile(path: path)
    self.file = file
    var cursor = Cursor(file: file)
    guard try cursor.uint32() == 0x4655_4747 else { throw GGUFError.notGGUF(path: path) }
    let version = try cursor.uint32()
    guard version == 2 || version == 3 else { throw GGUFError.version(path: path, version: Int(version)) }
    let tensorCount = try cursor.count(), keyCount = try cursor.count()

    var metadata: [String: Value] = [:]
    for _ in 0..<keyCount {
      let key = try cursor.string()
      guard metadata.updateValue(try cursor.value(type: try cursor.uint32()), forKey: key) == nil else {
        throw cursor.corrupt("two values for '\(key)'")
      }
    }
    self.metadata = metadata

    let alignment = try Self.alignment(metadata["general.alignment"], cursor)
    tensors = try Self.tensors(count: tensorCount, alignment: alignment, &cursor)
  }

  private static func alignment(_ value: Value?, _ cursor: Cursor) throws -> Int {
    guard let value else { return 32 }
    guard case .integer(let stated) = value, stated > 0, stated <= 1 << 20, stated & (stated - 1) == 0 else {
      throw cursor.corrupt("an alignment that is no power of two up to \(1 << 20)")
    }
    return stated
  }

  private static func tensors(count: Int, alignment: Int, _ cursor: inout Cursor) throws -> [String: Tensor] {
    var listed: [(name: String, shape: [Int], type: Int32, offset: Int)] = []
    for _ in 0..<count {
      let name = try cursor.string(), dimensions = Int(try cursor.uint32())
      guard (1...4).contains(dimensions) else { throw cursor.corrupt("\(dimensions) dimensions in tensor '\(name)'") }
      var shape: [Int] = []
      for _ in 0..<dimensions { shape.append(try cursor.size(below: largestDimension)) }
      listed.append((name, shape, Int32(bitPattern: try cursor.uint32()), try cursor.size(below: Int.max / 4)))
    }
    let start = (cursor.offset + alignment - 1) / alignment * alignment
    var tensors: [String: Tensor] = [:]
    for entry in listed {
      guard entry.offset % alignment == 0 else {
        throw cursor.corrupt(
          "tensor '\(entry.name)' at \(entry.offset), which its alignment of \(alignment) does not allow")
      }
      let tensor = Tensor(name: entry.name, shape: entry.shape, typeNumber: entry.type, offset: start + entry.offset)
      guard tensors.updateValue(tensor, forKey: entry.name) == nil else {
        throw cursor.corrupt("two tensors named '\(entry.name)'")
      }
    }
    return tensors
  }

  package func integer(_ key: String) throws -> Int {
    guard case .integer(let value)? = metadata[key] else { throw missing(key) }
    return value
  }

  package func float(_ key: String) throws -> Double {
    switch metadata[key] {
    case .float(let value)?: return value
    case .integer(let value)?: return Double(value)
    default: throw missing(key)
    }
  }

  package func string(_ key: String) throws -> String {
    guard case .string(let value)? = metadata[key] else { throw missing(key) }
    return value
  }

  package func array(_ key: String, of elementType: UInt32) throws -> Array {
    guard case .array(let value)? = metadata[key], value.elementType == elementType else { throw missing(key) }
    return value
  }

  private func missing(_ key: String) -> GGUFError { .missing(path: file.path, key: key) }

  /// The weight of a name and shape, still in the file. outputs 1 for a vector.
  package func weight(_ name: String, outputs: Int, inputs: Int) throws -> StoredWeight {
    guard let tensor = tensors[name] else { throw GGUFError.missing(path: file.path, key: name) }
    let wanted = outputs == 1 && tensor.shape.count == 1 ? [inputs] : [inputs, outputs]
    guard tensor.shape == wanted else {
      throw GGUFError.shape(path: file.path, tensor: name, found: tensor.shape, wanted: wanted)
    }
    guard let type = StorageType(rawValue: tensor.typeNumber) else {
      throw GGUFError.storage(path: file.path, tensor: name, type: Int(tensor.typeNumber))
    }
    guard inputs % type.blockWeights == 0 else {
      throw GGUFError.corrupt(path: file.path, what: "rows of \(inputs) weights in blocks of \(type.blockWeights)")
    }
    let bytes = outputs * (inputs / type.blockWeights) * type.blockBytes
    let base: UnsafeRawPointer
    do {
      base = try file.bytes(at: tensor.offset, count: bytes).baseAddress ?? file.base
    } catch {
      throw GGUFError.truncated(path: file.path, needed: tensor.offset + bytes, size: file.size)
    }
    return StoredWeight(rows: outputs, columns: inputs, type: type, base: base, owner: file)
  }
}

/// Reads a header front to back, never past the end of the file.
private struct Cursor {
  let file: MappedFile
  var offset = 0

  init(file: MappedFile) { self.file = file }

  func corrupt(_ what: String) -> GGUFError { .corrupt(path: file.path, what: what) }

  private mutating func take(_ count: Int) throws(GGUFError) -> UnsafeRawBufferPointer {
    do {
      let bytes = try file.bytes(at: offset, count: count)
      offset += count
      return bytes
    } catch {
      throw .truncated(path: file.path, needed: offset &+ count, size: file.size)
    }
  }

  mutating func uint32() throws -> UInt32 { try take(4).loadUnaligned(as: UInt32.self) }
  mutating func uint64() throws -> UInt64 { try take(8).loadUnaligned(as: UInt64.self) }

  mutating func size(below limit: Int) throws -> Int {
    let value = try uint64()
    guard value <= UInt64(limit) else { throw corrupt("a size of \(value)") }
    return Int(value)
  }

  mutating func count() throws -> Int { try size(below: GGUF.largestCount) }

  mutating func string() throws -> String {
    let length = try size(below: file.size)
    return String(decoding: try take(length), as: UTF8.self)
  }

  mutating func value(type: UInt32) throws -> GGUF.Value {
    switch type {
    case 0: .integer(Int(try take(1).load(as: UInt8.self)))
    case 1: .integer(Int(try take(1).load(as: Int8.self)))
    case 2: .integer(Int(try take(2).loadUnaligned(as: UInt16.self)))
    case 3: .integer(Int(try take(2).loadUnaligned(as: Int16.self)))
    case 4: .integer(Int(try uint32()))
    case 5: .integer(Int(Int32(bitPattern: try uint32())))
    case 6: .float(Double(Float(bitPattern: try uint32())))
    case 7: .bool(try take(1).load(as: UInt8.self) != 0)
    case 8: .string(try string())
    case 9: .array(try array(depth: 1))
    case 10: .integer(try size(below: Int.max))
    case 11: .integer(Int(Int64(bitPattern: try uint64())))
    case 12: .float(Double(bitPattern: try uint64()))
    default: throw corrupt("metadata of type \(type)")
    }
  }

  private mutating func array(depth: Int) throws -> GGUF.Array {
    guard depth <= GGUF.deepestArray else { throw corrupt("arrays nested deeper than \(GGUF.deepestArray)") }
    let type = try uint32(), count = try count(), start = offset
    switch type {
    case 0, 1, 7: _ = try take(count)
    case 2, 3: _ = try take(2 * count)
    case 4, 5, 6: _ = try take(4 * count)
    case 10, 11, 12: _ = try take(8 * count)
    case 8: for _ in 0..<count { _ = try take(try size(below: file.size)) }
    case 9: for _ in 0..<count { _ = try array(depth: depth + 1) }
    default: throw corrupt("an array of type \(type)")
    }
    return GGUF.Array(elementType: type, count: count, offset: start, byteCount: offset - start)
  }
}
