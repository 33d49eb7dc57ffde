import HoneCore

/// Reads JSON front to back, keeping nothing: a tokenizer.json of 30 MB is two lists, and in Swift's `String` two of their
/// entries that Unicode holds equivalent would be one.
struct JSONCursor {
  private let path: String
  private let bytes: UnsafeRawBufferPointer
  private(set) var offset = 0
  private var depth = 0

  static let deepest = 64

  /// `bytes` must outlive the cursor. A byte order mark is passed over.
  init(path: String, bytes: UnsafeRawBufferPointer) {
    self.path = path
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { offset = 3 }
  }

  func failure(_ expected: String) -> TokenizerError { .json(path: path, offset: offset, expected: expected) }

  /// The first byte of the next value, mark or end.
  private mutating func peek() -> UInt8? {
    while offset < bytes.count, [0x20, 0x0A, 0x0D, 0x09].contains(bytes[offset]) { offset += 1 }
    return offset < bytes.count ? bytes[offset] : nil
  }

  private mutating func take(_ mark: Character) -> Bool {
    guard peek() == mark.asciiValue else { return false }
    offset += 1
    return true
  }

  private mutating func expect(_ mark: Character) throws(TokenizerError) {
    guard take(mark) else { throw failure("'\(mark)'") }
  }

  mutating func end() throws(TokenizerError) {
    guard peek() == nil else { throw failure("the end of the file") }
  }

  /// Calls `member` with each key's bytes; it must read the value.
  mutating func object(_ member: (inout JSONCursor, [UInt8]) throws(TokenizerError) -> Void) throws(TokenizerError) {
    guard take("{") else { throw failure("an object") }
    try enter()
    defer { depth -= 1 }
    guard !take("}") else { return }
    var key: [UInt8] = []
    repeat {
      key.removeAll(keepingCapacity: true)
      try string(into: &key)
      try expect(":")
      try member(&self, key)
    } while take(",")
    try expect("}")
  }

  /// Calls `element` before each element; it must read it.
  mutating func array(_ element: (inout JSONCursor) throws(TokenizerError) -> Void) throws(TokenizerError) {
    guard take("[") else { throw failure("an array") }
    try enter()
    defer { depth -= 1 }
    guard !take("]") else { return }
    repeat { try element(&self) } while take(",")
    try expect("]")
  }

  private mutating func enter() throws(TokenizerError) {
    depth += 1
    guard depth <= JSONCursor.deepest else { throw failure("no more than \(JSONCursor.deepest) levels") }
  }

  /// Appends the string's UTF-8 to `text`.
  mutating func string(into text: inout [UInt8]) throws(TokenizerError) {
    guard take("\"") else { throw failure("a string") }
    while offset < bytes.count {
      let start = offset
      while offset < bytes.count, bytes[offset] >= 0x20, bytes[offset] != 0x22, bytes[offset] != 0x5C { offset += 1 }
      text.append(contentsOf: bytes[start..<offset])
      guard offset < bytes.count, bytes[offset] >= 0x20 else { break }
      offset += 1
      if bytes[offset - 1] == 0x22 { return }
      try escape(into: &text)
    }
    throw failure("the rest of a string")
  }

  /// What follows a backslash.
  private mutating func escape(into text: inout [UInt8]) throws(TokenizerError) {
    guard offset < bytes.count else { throw failure("the rest of a string") }
    let mark = bytes[offset]
    if mark == UInt8(ascii: "u") {
      offset += 1
      return text.append(contentsOf: Character(try escapedScalar()).utf8)
    }
    let plain: [Character: UInt8] = [
      "\"": 0x22, "\\": 0x5C, "/": 0x2F, "b": 0x08, "f": 0x0C, "n": 0x0A, "r": 0x0D, "t": 0x09,
    ]
    guard let byte = plain[Character(Unicode.Scalar(mark))] else { throw failure("an escape of JSON") }
    offset += 1
    text.append(byte)
  }

  private mutating func escapedScalar() throws(TokenizerError) -> Unicode.Scalar {
    let first = try hexadecimal()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, offset + 1 < bytes.count, bytes[offset] == 0x5C, bytes[offset + 1] == UInt8(ascii: "u") else {
      throw failure("the other half of a surrogate pair")
    }
    offset += 2
    let second = try hexadecimal()
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw failure("the other half of a surrogate pair") }
    return scalar
  }

  private mutating func hexadecimal() throws(TokenizerError) -> UInt32 {
    guard offset + 4 <= bytes.count else { throw failure("four hexadecimal digits") }
    var value: UInt32 = 0
    for byte in bytes[offset..<offset + 4] {
      guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw failure("four hexadecimal digits") }
      value = value << 4 | UInt32(digit)
    }
    offset += 4
    return value
  }

  /// A whole number of at most nine digits.
  mutating func count() throws(TokenizerError) -> Int {
    var value = 0, digits = 0
    _ = peek()
    while offset < bytes.count, (0x30...0x39).contains(bytes[offset]), digits < 10 {
      value = value * 10 + Int(bytes[offset] - 0x30)
      offset += 1
      digits += 1
    }
    guard (1...9).contains(digits) else { throw failure("a token's number") }
    return value
  }

  /// Whether the next value is an array.
  mutating func isAtArray() -> Bool { peek() == UInt8(ascii: "[") }

  /// The next value whole. For the small parts of a file.
  mutating func value() throws(TokenizerError) -> JSONPart {
    switch peek().map({ Character(Unicode.Scalar($0)) }) {
    case "{":
      var members: [(key: String, value: JSONPart)] = []
      try object { (cursor, key) throws(TokenizerError) in
        members.append((String(decoding: key, as: UTF8.self), try cursor.value()))
      }
      return .object(members)
    case "[":
      var elements: [JSONPart] = []
      try array { (cursor) throws(TokenizerError) in elements.append(try cursor.value()) }
      return .array(elements)
    case "\"":
      var text: [UInt8] = []
      try string(into: &text)
      return .string(String(decoding: text, as: UTF8.self))
    default: return try literal()
    }
  }

  mutating func skip() throws(TokenizerError) {
    switch peek() {
    case UInt8(ascii: "{"): try object { (cursor, _) throws(TokenizerError) in try cursor.skip() }
    case UInt8(ascii: "["): try array { (cursor) throws(TokenizerError) in try cursor.skip() }
    case UInt8(ascii: "\""):
      var text: [UInt8] = []
      try string(into: &text)
    default: _ = try literal()
    }
  }

  private mutating func literal() throws(TokenizerError) -> JSONPart {
    let start = offset
    while offset < bytes.count, !",]} \n\r\t".utf8.contains(bytes[offset]) { offset += 1 }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    switch text {
    case "null": return .null
    case "true": return .bool(true)
    case "false": return .bool(false)
    default:
      guard text.utf8.count < 64, let number = Double(text), number.isFinite else {
        offset = start
        throw failure("a value")
      }
      return .number(number)
    }
  }
}
