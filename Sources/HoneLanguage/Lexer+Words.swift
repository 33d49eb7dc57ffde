extension Lexer {
  /// A name, a keyword, or the prefix of a string.
  mutating func scanWord() throws(Diagnostic) {
    let start = at
    var packed: UInt64 = 0
    var isASCII = true
    while at < limit, ASCII.continuesName(bytes[at]) {
      if bytes[at] >= 128 {
        isASCII = false
        try checkNameCharacter(isFirst: at == start)
        continue
      }
      if at - start < 8 { packed |= UInt64(bytes[at]) << UInt64(8 * (at - start)) }
      at += 1
    }
    let length = at - start
    if length <= 2, isASCII, peek(0) == UInt8(ascii: "\"") || peek(0) == UInt8(ascii: "'"),
      try scanPrefixedString(from: start)
    {
      return
    }
    let keyword = length <= 8 && length > 1 && isASCII ? TokenKind.keywords[packed] : nil
    add(keyword ?? .name, from: start)
  }

  /// A character beyond ASCII must be one that Unicode allows in names.
  private mutating func checkNameCharacter(isFirst: Bool) throws(Diagnostic) {
    let start = at
    at += 1
    while at < limit, bytes[at] & 0xC0 == 0x80 { at += 1 }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    guard let scalar = text.unicodeScalars.first else { return }
    let properties = scalar.properties
    if isFirst ? !properties.isXIDStart : !properties.isXIDContinue {
      throw SyntaxProblem.invalidCharacter(scalar).at(start, at)
    }
  }

  /// `r"…"`, `f'…'` and the like; false where the word is no prefix.
  private mutating func scanPrefixedString(from start: Int) throws(Diagnostic) -> Bool {
    let prefix = bytes[start..<at].map { $0 | 32 }
    switch String(decoding: prefix, as: UTF8.self) {
    case "r", "u", "f", "rf", "fr":
      try scanString(from: start, isRaw: prefix.contains(UInt8(ascii: "r")))
      return true
    case "b", "br", "rb":
      throw SyntaxProblem.bytes.at(start, at)
    default:
      return false
    }
  }

  /// A string from its prefix at `start`, the quote being at `at`; its escapes are read by the parser.
  mutating func scanString(from start: Int, isRaw: Bool) throws(Diagnostic) {
    let quote = bytes[at]
    let isTriple = peek(1) == quote && peek(2) == quote
    let opening = at
    at += isTriple ? 3 : 1
    while at < limit {
      let byte = bytes[at]
      if byte == quote {
        if !isTriple || peek(1) == quote && peek(2) == quote {
          at += isTriple ? 3 : 1
          return add(.string, from: start)
        }
        at += 1
      } else if byte == ASCII.backslash {
        at += peek(1) == ASCII.carriageReturn && peek(2) == ASCII.lineFeed ? 3 : 2
      } else if !isTriple && ASCII.isNewline(byte) {
        break
      } else {
        at += 1
      }
    }
    at = min(at, limit)
    isMendable = isTriple
    isInString = isTriple
    throw SyntaxProblem.unterminatedString(quote: quote, isTriple: isTriple)
      .at(start, isTriple ? opening + 3 : at)
  }

  mutating func scanNumber() throws(Diagnostic) {
    let start = at
    var kind = TokenKind.integer
    if peek(0) == UInt8(ascii: "0"), let base = Self.base(of: peek(1)) {
      at += 2
      try scanDigits(from: start, base.name, isFirst: false, base.accepts)
    } else {
      let decimal = "decimal"
      if peek(0) != UInt8(ascii: ".") { try scanDigits(from: start, decimal, isFirst: true, ASCII.isDigit) }
      let whole = at
      if peek(0) == UInt8(ascii: ".") {
        kind = .float
        at += 1
        if ASCII.isDigit(peek(0)) { try scanDigits(from: start, decimal, isFirst: true, ASCII.isDigit) }
      }
      if peek(0) | 32 == UInt8(ascii: "e") {
        let sign = peek(1) == UInt8(ascii: "-") || peek(1) == UInt8(ascii: "+")
        if ASCII.isDigit(peek(sign ? 2 : 1)) {
          kind = .float
          at += sign ? 2 : 1
          try scanDigits(from: start, decimal, isFirst: true, ASCII.isDigit)
        }
      }
      if peek(0) | 32 == UInt8(ascii: "j") { throw SyntaxProblem.complexNumber.at(start, at + 1) }
      if kind == .integer { try checkLeadingZeros(start..<whole) }
    }
    if ASCII.continuesName(peek(0)) { try endNumberWrongly(from: start) }
    add(kind, from: start)
  }

  private static func base(of letter: UInt8) -> (name: String, accepts: (UInt8) -> Bool)? {
    switch letter | 32 {
    case UInt8(ascii: "x"): ("hexadecimal", ASCII.isHexadecimal)
    case UInt8(ascii: "o"): ("octal", { $0 &- 48 < 8 })
    case UInt8(ascii: "b"): ("binary", { $0 &- 48 < 2 })
    default: nil
    }
  }

  /// Digits with single underscores between them, and also before the first after a base's prefix.
  private mutating func scanDigits(
    from start: Int, _ name: String, isFirst: Bool, _ accepts: (UInt8) -> Bool
  ) throws(Diagnostic) {
    var needsDigit = !isFirst
    while true {
      if accepts(peek(0)) {
        needsDigit = false
        at += 1
      } else if peek(0) == UInt8(ascii: "_"), accepts(peek(1)) {
        at += 1
      } else {
        break
      }
    }
    if needsDigit || peek(0) == UInt8(ascii: "_") { try endNumberWrongly(from: start, name) }
  }

  private func checkLeadingZeros(_ digits: Range<Int>) throws(Diagnostic) {
    guard bytes[digits.lowerBound] == UInt8(ascii: "0") else { return }
    if bytes[digits].contains(where: { $0 != UInt8(ascii: "0") && $0 != UInt8(ascii: "_") }) {
      throw SyntaxProblem.leadingZeros(String(decoding: bytes[digits], as: UTF8.self))
        .at(digits.lowerBound, digits.upperBound)
    }
  }

  private mutating func endNumberWrongly(from start: Int, _ name: String? = nil) throws(Diagnostic) {
    let kind = name ?? (Self.base(of: start + 1 < limit ? bytes[start + 1] : 0)?.name ?? "decimal")
    while at < limit, ASCII.continuesName(bytes[at]) { at += 1 }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    throw SyntaxProblem.invalidNumber(text, kind: kind).at(start, at)
  }
}
