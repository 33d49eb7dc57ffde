import HoneCore

/// The settings in a JSON file of a model folder, or in an object inside one. A key whose value is null is as good as absent.
struct FolderSettings {
  /// Of the file.
  let path: String
  /// Before the keys of an object inside the file, as "rope_scaling.".
  private let prefix: String
  private let values: [String: JSONPart]

  /// Throws `FileError` or `TokenizerError`.
  init(path: String) throws {
    let file = try MappedFile(path: path)
    var cursor = JSONCursor(path: path, bytes: try file.bytes(at: 0, count: file.size))
    var values: [String: JSONPart] = [:]
    try cursor.object { (cursor, key) throws(TokenizerError) in
      values[String(decoding: key, as: UTF8.self)] = try cursor.value()
    }
    try cursor.end()
    self.init(path: path, prefix: "", values: values)
  }

  private init(path: String, prefix: String, values: [String: JSONPart]) {
    (self.path, self.prefix, self.values) = (path, prefix, values)
  }

  private func value(_ key: String) -> JSONPart? { values[key].flatMap { $0.isNull ? nil : $0 } }
  var keys: [String] { values.keys.sorted() }
  func has(_ key: String) -> Bool { value(key) != nil }
  /// Whether the file says anything of the key, null included.
  func names(_ key: String) -> Bool { values[key] != nil }

  func missing(_ key: String) -> ModelFolderError { .missing(path: path, key: prefix + key) }

  func refused(_ key: String, accepted: String) -> ModelFolderError {
    .setting(path: path, key: prefix + key, value: values[key]?.brief ?? "nothing", accepted: accepted)
  }

  func string(_ key: String) throws(ModelFolderError) -> String {
    guard let value = value(key) else { throw missing(key) }
    guard case .string(let text) = value else { throw refused(key, accepted: "a text") }
    return text
  }

  func size(_ key: String, _ range: ClosedRange<Int>) throws(ModelFolderError) -> Int {
    guard let value = value(key) else { throw missing(key) }
    guard let size = value.integer, range.contains(size) else {
      throw refused(key, accepted: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return size
  }

  /// A number above zero that a float can hold.
  func positive(_ key: String, default standard: Double? = nil) throws(ModelFolderError) -> Double {
    switch value(key) {
    case nil:
      guard let standard else { throw missing(key) }
      return standard
    case .number(let number)? where Float(number) > 0 && Float(number).isFinite: return number
    default: throw refused(key, accepted: "a number above 0")
    }
  }

  func flag(_ key: String, default standard: Bool) throws(ModelFolderError) -> Bool {
    guard let value = value(key) else { return standard }
    guard case .bool(let flag) = value else { throw refused(key, accepted: "true or false") }
    return flag
  }

  func strings(_ key: String) throws(ModelFolderError) -> [String] {
    guard let value = value(key) else { throw missing(key) }
    guard let list = value.array, case let texts = list.compactMap(\.string), texts.count == list.count else {
      throw refused(key, accepted: "a list of texts")
    }
    return texts
  }

  /// One whole number or a list of them, each below `limit`; nothing where the key is absent.
  func tokens(_ key: String, below limit: Int) throws(ModelFolderError) -> [Int] {
    guard let value = value(key) else { return [] }
    let list = value.array ?? [value], tokens = list.compactMap(\.integer)
    guard tokens.count == list.count, tokens.allSatisfy({ (0..<limit).contains($0) }) else {
      throw refused(key, accepted: "a token from 0 to \(limit - 1) or a list of them")
    }
    return tokens
  }

  /// The settings of an object under a key; nil where it is absent.
  func object(_ key: String) throws(ModelFolderError) -> FolderSettings? {
    guard let value = value(key) else { return nil }
    guard case .object(let members) = value else { throw refused(key, accepted: "an object") }
    return FolderSettings(
      path: path, prefix: prefix + key + ".", values: Dictionary(members, uniquingKeysWith: { $1 }))
  }
}

extension JSONPart {
  /// Short enough for a sentence.
  fileprivate var brief: String {
    switch self {
    case .null: "null"
    case .bool(let flag): "\(flag)"
    case .number(let number): Int(exactly: number).map { "\($0)" } ?? "\(number)"
    case .string(let text): text.isEmpty ? "\"\"" : text
    case .array: "a list"
    case .object: "an object"
    }
  }
}
