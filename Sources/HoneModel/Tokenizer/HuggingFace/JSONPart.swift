import Foundation
import HoneCore

/// A JSON value in memory.
enum JSONPart {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONPart])
  case object([(key: String, value: JSONPart)])

  /// The last member of that name, `null` where there is none or this is no object.
  subscript(key: String) -> JSONPart {
    if case .object(let members) = self { members.last { $0.key == key }?.value ?? .null } else { .null }
  }

  var string: String? { if case .string(let text) = self { text } else { nil } }
  var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
  var array: [JSONPart]? { if case .array(let elements) = self { elements } else { nil } }
  var integer: Int? { if case .number(let number) = self { Int(exactly: number) } else { nil } }
  var isNull: Bool { if case .null = self { true } else { false } }

  /// What a file holds; `null` where there is no file.
  static func read(_ path: String) throws -> JSONPart {
    guard FileManager.default.fileExists(atPath: path) else { return .null }
    let file = try MappedFile(path: path)
    var cursor = JSONCursor(path: path, bytes: try file.bytes(at: 0, count: file.size))
    let value = try cursor.value()
    try cursor.end()
    return value
  }
}
