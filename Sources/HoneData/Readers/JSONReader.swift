import OrderedCollections

/// Reads one JSON value (RFC 8259) from UTF-8, keeping the order of keys; of keys that repeat, the last counts.
/// An integer stays an int and must fit 64 bits; a number with a point or an exponent is a float.
struct JSONReader {
  static let deepest = 200
  private let text: UnsafeRawBufferPointer
  private var offset = 0

  /// `text` is valid UTF-8.
  init(_ text: UnsafeRawBufferPointer) { self.text = text }

  /// Where reading stands, in bytes from 1.
  var column: Int { offset + 1 }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte) && byte != 0x0B && byte != 0x0C
  }

  mutating func readDocument() throws(JSONProblem) -> DataValue {
    let value = try readValue(depth: 0)
    skipSpace()
    guard offset == text.count else { throw unexpected("the end of the line") }
    return value
  }

  private mutating func readValue(depth: Int) throws(JSONProblem) -> DataValue {
    guard depth <= JSONReader.deepest else { throw .nestedTooDeeply(limit: JSONReader.deepest) }
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return try readObject(depth: depth)
    case UInt8(ascii: "["): return try readList(depth: depth)
    case UInt8(ascii: "\""): return .string(try readString())
    case UInt8(ascii: "t"): return try read("true", as: .bool(true))
    case UInt8(ascii: "f"): return try read("false", as: .bool(false))
    case UInt8(ascii: "n"): return try read("null", as: .none)
    case let byte? where byte == UInt8(ascii: "-") || JSONReader.isDigit(byte): return try readNumber()
    default: throw unexpected("a value")
    }
  }

  private mutating func readObject(depth: Int) throws(JSONProblem) -> DataValue {
    var entries: OrderedDictionary<String, DataValue> = [:]
    offset += 1
    skipSpace()
    if skip("}") { return .dict(entries) }
    while true {
      skipSpace()
      guard peek == UInt8(ascii: "\"") else { throw unexpected("a key in double quotes") }
      let key = try readString()
      skipSpace()
      guard skip(":") else { throw unexpected("':'") }
      entries[key] = try readValue(depth: depth + 1)
      skipSpace()
      if skip("}") { return .dict(entries) }
      guard skip(",") else { throw unexpected("',' or '}'") }
    }
  }

  private mutating func readList(depth: Int) throws(JSONProblem) -> DataValue {
    var items: [DataValue] = []
    offset += 1
    skipSpace()
    if skip("]") { return .list(items) }
    while true {
      items.append(try readValue(depth: depth + 1))
      skipSpace()
      if skip("]") { return .list(items) }
      guard skip(",") else { throw unexpected("',' or ']'") }
    }
  }

  private mutating func read(_ word: StaticString, as value: DataValue) throws(JSONProblem) -> DataValue {
    for i in 0..<word.utf8CodeUnitCount {
      guard peek == word.utf8Start[i] else { throw unexpected("'\(word)'") }
      offset += 1
    }
    return value
  }

  private mutating func readNumber() throws(JSONProblem) -> DataValue {
    let start = offset
    _ = skip("-")
    let leadsWithZero = peek == UInt8(ascii: "0")
    guard skipDigits() > 0 else { throw unexpected("a digit") }
    if leadsWithZero, offset - start > (text[start] == UInt8(ascii: "-") ? 2 : 1) {
      offset = start
      throw unexpected("a number without leading zeros")
    }
    var isWhole = true
    if skip(".") {
      isWhole = false
      guard skipDigits() > 0 else { throw unexpected("a digit") }
    }
    if skip("e") || skip("E") {
      isWhole = false
      if !skip("+") { _ = skip("-") }
      guard skipDigits() > 0 else { throw unexpected("a digit") }
    }
    let spelling = String(decoding: text[start..<offset], as: UTF8.self)
    if isWhole, let value = Int(spelling) { return .int(value) }
    if !isWhole, let value = Double(spelling), value.isFinite { return .float(value) }
    offset = start
    throw .numberTooLarge(spelling.count > 40 ? spelling.prefix(40) + "…" : spelling)
  }

  private mutating func readString() throws(JSONProblem) -> String {
    var bytes: [UInt8] = []
    offset += 1
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        offset += 1
        return String(decoding: bytes, as: UTF8.self)
      case UInt8(ascii: "\\"):
        offset += 1
        bytes.append(contentsOf: String(try readEscape()).utf8)
      case 0..<0x20: throw .controlCharacter
      default:
        bytes.append(byte)
        offset += 1
      }
    }
    throw .unexpectedEnd(wanted: "a closing '\"'")
  }

  private mutating func readEscape() throws(JSONProblem) -> Character {
    guard let letter = peek else { throw .unexpectedEnd(wanted: "an escape") }
    offset += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Character(Unicode.Scalar(letter))
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): return Character(try readUnicodeEscape())
    default:
      offset -= 1
      throw .badEscape
    }
  }

  private mutating func readUnicodeEscape() throws(JSONProblem) -> Unicode.Scalar {
    let first = try readHexDigits()
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, skip("\\"), skip("u") else { throw .loneSurrogate }
    let second = try readHexDigits()
    guard (0xDC00..<0xE000).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw .loneSurrogate }
    return scalar
  }

  private mutating func readHexDigits() throws(JSONProblem) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
        throw unexpected("a hexadecimal digit")
      }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }

  private var peek: UInt8? { offset < text.count ? text[offset] : nil }

  private mutating func skip(_ letter: Unicode.Scalar) -> Bool {
    guard let byte = peek, byte == UInt8(letter.value) else { return false }
    offset += 1
    return true
  }

  private mutating func skipSpace() { while let byte = peek, JSONReader.isSpace(byte) { offset += 1 } }

  /// How many digits there were.
  private mutating func skipDigits() -> Int {
    let start = offset
    while let byte = peek, JSONReader.isDigit(byte) { offset += 1 }
    return offset - start
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  private func unexpected(_ wanted: String) -> JSONProblem {
    guard offset < text.count else { return .unexpectedEnd(wanted: wanted) }
    let rest = String(decoding: text[offset..<min(offset + 4, text.count)], as: UTF8.self)
    return .unexpected(found: "'\(rest.first.map(String.init) ?? "")'", wanted: wanted)
  }
}
