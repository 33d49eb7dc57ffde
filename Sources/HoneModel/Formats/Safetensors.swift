import Foundation
import HoneCompute
import HoneCore

/// A safetensors file: named tensors behind a JSON header. Values are read as float32.
package struct Safetensors: Sendable {
  private let file: MappedFile
  private let entries: [String: Entry]
  private let dataStart: Int
  /// What the header says beside the tensors; empty where that is not text by name.
  package let metadata: [String: String]

  private struct Entry: Decodable, Sendable {
    let dtype: String
    let shape: [Int]
    let data_offsets: [Int]
  }

  private enum HeaderValue: Decodable {
    case tensor(Entry)
    case metadata([String: String])

    init(from decoder: any Swift.Decoder) throws {
      if let entry = try? Entry(from: decoder) {
        self = .tensor(entry)
      } else {
        self = .metadata((try? [String: String](from: decoder)) ?? [:])
      }
    }
  }

  /// Longer headers than this are taken for corruption.
  private static let largestHeader = 100 << 20

  package init(path: String) throws {
    file = try MappedFile(path: path)
    guard let prefix = try? file.bytes(at: 0, count: 8) else {
      throw SafetensorsError.truncated(path: path)
    }
    let length = prefix.loadUnaligned(as: UInt64.self)
    guard length <= UInt64(Self.largestHeader), let header = try? file.bytes(at: 8, count: Int(length)) else {
      throw SafetensorsError.truncated(path: path)
    }
    guard let parsed = try? JSONDecoder().decode([String: HeaderValue].self, from: Data(header)) else {
      throw SafetensorsError.header(path: path)
    }
    var entries: [String: Entry] = [:]
    for (name, value) in parsed where name != "__metadata__" {
      guard case .tensor(let entry) = value else { throw SafetensorsError.header(path: path) }
      entries[name] = entry
    }
    self.entries = entries
    metadata = if case .metadata(let texts)? = parsed["__metadata__"] { texts } else { [:] }
    dataStart = 8 + Int(length)
  }

  package var names: [String] { entries.keys.sorted() }
  package var path: String { file.path }

  /// The sizes of a tensor, outermost first, as the header states them.
  package func shape(_ name: String) throws(SafetensorsError) -> [Int] { try entry(name).shape }

  private func entry(_ name: String) throws(SafetensorsError) -> Entry {
    guard let entry = entries[name] else { throw .missing(path: path, tensor: name) }
    return entry
  }

  /// A tensor of two dimensions, as float32.
  package func matrix(_ name: String) throws -> Matrix {
    let shape = try shape(name)
    guard shape.count == 2 else { throw SafetensorsError.shape(path: path, tensor: name, shape: shape) }
    return try weight(name, shape: shape).matrix()
  }

  /// Whether a tensor is there and has one dimension.
  func isVector(_ name: String) -> Bool { entries[name]?.shape.count == 1 }

  /// A tensor of the shape (outputs, inputs) or (inputs), still in the file.
  func weight(_ name: String, shape wanted: [Int]) throws -> StoredWeight {
    let entry = try entry(name), shape = entry.shape, offsets = entry.data_offsets
    guard let type = Self.types[entry.dtype] else {
      throw SafetensorsError.type(path: path, tensor: name, type: entry.dtype)
    }
    guard shape == wanted else { throw SafetensorsError.wanted(path: path, tensor: name, found: shape, wanted: wanted) }
    // Sizes below 2^28 keep their product from overflowing.
    guard shape.allSatisfy({ $0 > 0 && $0 < 1 << 28 }), offsets.count == 2, offsets[0] >= 0, offsets[1] >= offsets[0],
      offsets[1] - offsets[0] == shape.reduce(type.blockBytes, *)
    else { throw SafetensorsError.shape(path: path, tensor: name, shape: shape) }
    // The first test keeps the sum below from overflowing.
    guard offsets[1] <= file.size,
      let bytes = try? file.bytes(at: dataStart + offsets[0], count: offsets[1] - offsets[0]),
      let base = bytes.baseAddress
    else { throw SafetensorsError.truncated(path: path) }
    return StoredWeight(
      rows: shape.count == 2 ? shape[0] : 1, columns: shape[shape.count - 1], type: type, base: base, owner: file)
  }

  private static let types: [String: StorageType] = ["F32": .f32, "F16": .f16, "BF16": .bf16]

  /// Writes matrices as float32, in the order given; one of one row as a vector where `isVector` says so of its name.
  package static func write(
    _ matrices: [(name: String, matrix: Matrix)], to path: String, metadata: [String: String] = [:],
    isVector: (String) -> Bool = { _ in false }
  ) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let texts = try encoder.encode(metadata.merging(["format": "pt"]) { $1 })
    var header = "{\"__metadata__\":" + String(decoding: texts, as: UTF8.self), offset = 0
    for (name, matrix) in matrices {
      let end = offset + 4 * matrix.count
      let shape = isVector(name) ? "[\(matrix.count)]" : "[\(matrix.rows),\(matrix.columns)]"
      header += ",\"\(name)\":{\"dtype\":\"F32\",\"shape\":\(shape),\"data_offsets\":[\(offset),\(end)]}"
      offset = end
    }
    header += "}"
    header += String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    var start = withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) }
    start.append(contentsOf: header.utf8)
    try AtomicFile.write(parts: 1 + matrices.count, to: path) { part in
      part == 0 ? start : matrices[part - 1].matrix.values.withUnsafeBytes { Data($0) }
    }
  }
}

/// Why a safetensors file could not be used.
package enum SafetensorsError: Error, Equatable {
  case truncated(path: String)
  case header(path: String)
  case missing(path: String, tensor: String)
  case type(path: String, tensor: String, type: String)
  case shape(path: String, tensor: String, shape: [Int])
  case wanted(path: String, tensor: String, found: [Int], wanted: [Int])
}

extension SafetensorsError: UserFacingError {
  package var message: String {
    switch self {
    case .truncated(let path): "'\(path)' is cut short or is not a safetensors file."
    case .header(let path): "the header of '\(path)' is not that of a safetensors file."
    case .missing(let path, let tensor): "'\(path)' has no tensor '\(shown(tensor))'."
    case .type(let path, let tensor, let type):
      "tensor '\(shown(tensor))' of '\(path)' is stored as \(shown(type)); F32, F16 and BF16 are read."
    case .shape(let path, let tensor, let shape):
      "tensor '\(shown(tensor))' of '\(path)' has the shape \(shape), "
        + "which its bytes do not fill or which is no matrix."
    case .wanted(let path, let tensor, let found, let wanted):
      "tensor '\(shown(tensor))' of '\(path)' has the shape \(found); its model needs \(wanted)."
    }
  }
}
