extension TemplateLexer {
  /// Python's spelling: 10, 1_000, 0x1F, 0b1, 0o7, 1.5, 2e-3.
  mutating func readNumber() throws(ChatTemplateError) {
    let afterDot = position > 0 && source[position - 1] == "."
    if !afterDot, let end = endOfFloat() {
      let text = String(source[position..<end].filter { $0 != "_" })
      guard let value = Double(text) else { throw .numberTooLarge(line: line, text: text) }
      tokens.append(TemplateToken(kind: .float(value), line: line))
      position = end
      return
    }
    let (digits, radix, end) = integerLiteral()
    guard let value = Int(digits, radix: radix) else { throw .numberTooLarge(line: line, text: digits) }
    tokens.append(TemplateToken(kind: .int(value), line: line))
    position = end
  }

  private func integerLiteral() -> (digits: String, radix: Int, end: Int) {
    let radixes: [(Unicode.Scalar, Int)] = [("b", 2), ("o", 8), ("x", 16)]
    if source[position] == "0", let mark = peek(1),
      let (_, radix) = radixes.first(where: { $0.0.value == mark.value | 32 })
    {
      let end = endOfDigits(from: position + 2, radix: radix, mayStartWithUnderscore: true)
      if end > position + 2 { return (String(source[position + 2..<end].filter { $0 != "_" }), radix, end) }
    }
    let onlyZeros = source[position] == "0"
    let end = endOfDigits(from: position, radix: onlyZeros ? 1 : 10)
    return (String(source[position..<end].filter { $0 != "_" }), 10, end)
  }

  /// Where digits below `radix`, single underscores between them, end; `start` itself if there are none.
  private func endOfDigits(from start: Int, radix: Int, mayStartWithUnderscore: Bool = false) -> Int {
    func isDigit(_ index: Int) -> Bool {
      guard index < source.count, source[index].isASCII else { return false }
      return Character(source[index]).hexDigitValue.map { $0 < radix } ?? false
    }
    var end = start
    while true {
      if isDigit(end) {
        end += 1
      } else if end < source.count, source[end] == "_", end > start || mayStartWithUnderscore, isDigit(end + 1) {
        end += 2
      } else {
        return end
      }
    }
  }

  private func endOfFloat() -> Int? {
    let whole = endOfDigits(from: position, radix: 10)
    var end = whole
    if end < source.count, source[end] == "." {
      let fraction = endOfDigits(from: end + 1, radix: 10)
      if fraction > end + 1 { end = fraction }
    }
    if end < source.count, source[end] == "e" || source[end] == "E" {
      let hasSign = end + 1 < source.count && (source[end + 1] == "+" || source[end + 1] == "-")
      let digits = end + (hasSign ? 2 : 1)
      let exponent = endOfDigits(from: digits, radix: 10)
      if exponent > digits { end = exponent }
    }
    return end > whole ? end : nil
  }

  mutating func readString(openingLine: Int, isOutput: Bool) throws(ChatTemplateError) {
    let quote = source[position]
    let startLine = line
    position += 1
    var text = String.UnicodeScalarView()
    while let scalar = peek(), scalar != quote {
      position += 1
      if scalar == "\n" { line += 1 }
      if scalar == "\\" { try readEscape(into: &text) } else { text.append(scalar) }
    }
    guard peek() == quote else { throw .unclosed(line: openingLine, opening: isOutput ? "{{" : "{%") }
    position += 1
    tokens.append(TemplateToken(kind: .string(String(text)), line: startLine))
  }

  /// Python's "unicode-escape"; an unknown escape stays as it is written.
  private mutating func readEscape(into text: inout String.UnicodeScalarView) throws(ChatTemplateError) {
    guard let scalar = peek() else { return }
    position += 1
    switch scalar {
    case "\n": line += 1
    case "n": text.append("\n")
    case "t": text.append("\t")
    case "r": text.append("\r")
    case "a": text.append("\u{7}")
    case "b": text.append("\u{8}")
    case "f": text.append("\u{c}")
    case "v": text.append("\u{b}")
    case "\\", "'", "\"": text.append(scalar)
    case "x": text.append(try hexEscape("x", digits: 2))
    case "u": text.append(try hexEscape("u", digits: 4))
    case "U": text.append(try hexEscape("U", digits: 8))
    case "N": throw .invalidEscape(line: line, escape: "\\N")
    case "0"..."7": text.append(octalEscape(scalar))
    default:
      text.append("\\")
      if scalar.isASCII { text.append(scalar) } else { text.append(contentsOf: Self.asciiEscape(scalar)) }
    }
  }

  private mutating func hexEscape(_ mark: String, digits count: Int) throws(ChatTemplateError) -> Unicode.Scalar {
    let digits = source[position...].prefix(count).prefix { $0.properties.isASCIIHexDigit }
    let text = String(digits)
    guard digits.count == count, let value = UInt32(text, radix: 16), let scalar = Unicode.Scalar(value) else {
      throw .invalidEscape(line: line, escape: "\\\(mark)\(text)")
    }
    position += count
    return scalar
  }

  private mutating func octalEscape(_ first: Unicode.Scalar) -> Unicode.Scalar {
    var value = first.value - 48
    for _ in 0..<2 {
      guard let next = peek(), (48...55).contains(next.value) else { break }
      value = value * 8 + next.value - 48
      position += 1
    }
    return Unicode.Scalar(value) ?? "\0"  // at most 0o777, which is always a scalar
  }

  /// Jinja writes non-ASCII characters as escapes before it reads them, so a backslash before one leaves the escape.
  private static func asciiEscape(_ scalar: Unicode.Scalar) -> String.UnicodeScalarView {
    let digits = String(scalar.value, radix: 16)
    let (mark, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
    return (mark + String(repeating: "0", count: width - digits.count) + digits).unicodeScalars
  }
}
