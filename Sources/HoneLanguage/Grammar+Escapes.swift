extension Grammar {
  /// Appends the characters that a string's source stands for: escapes read, every newline a line feed.
  func decode(_ range: Range<Int>, isRaw: Bool, into text: inout [UInt8]) throws(Diagnostic) {
    var at = range.lowerBound
    while at < range.upperBound {
      let byte = bytes[at]
      let next = at + 1 < range.upperBound ? bytes[at + 1] : 0
      if byte == ASCII.carriageReturn {
        text.append(ASCII.lineFeed)
        at += next == ASCII.lineFeed ? 2 : 1
      } else if byte == ASCII.backslash, !isRaw, at + 1 < range.upperBound {
        try decodeEscape(&at, until: range.upperBound, into: &text)
      } else {
        text.append(byte)
        at += 1
      }
    }
  }

  private func decodeEscape(_ at: inout Int, until end: Int, into text: inout [UInt8]) throws(Diagnostic) {
    let letter = bytes[at + 1]
    switch letter {
    case ASCII.lineFeed:
      at += 2
      return
    case ASCII.carriageReturn:
      at += at + 2 < end && bytes[at + 2] == ASCII.lineFeed ? 3 : 2
      return
    case UInt8(ascii: "x"): return try decodeNumber(&at, until: end, digits: 2, into: &text)
    case UInt8(ascii: "u"): return try decodeNumber(&at, until: end, digits: 4, into: &text)
    case UInt8(ascii: "U"): return try decodeNumber(&at, until: end, digits: 8, into: &text)
    case UInt8(ascii: "N"):
      throw SyntaxProblem.namedCharacter.at(at, at + 2)
    case UInt8(ascii: "0")...UInt8(ascii: "7"):
      return decodeOctal(&at, until: end, into: &text)
    default:
      break
    }
    at += 2
    switch letter {
    case ASCII.backslash, UInt8(ascii: "'"), UInt8(ascii: "\""): text.append(letter)
    case UInt8(ascii: "a"): text.append(7)
    case UInt8(ascii: "b"): text.append(8)
    case UInt8(ascii: "t"): text.append(9)
    case UInt8(ascii: "n"): text.append(10)
    case UInt8(ascii: "v"): text.append(11)
    case UInt8(ascii: "f"): text.append(12)
    case UInt8(ascii: "r"): text.append(13)
    default: text += [ASCII.backslash, letter]  // Python keeps what is no escape
    }
  }

  private func decodeNumber(
    _ at: inout Int, until end: Int, digits: Int, into text: inout [UInt8]
  ) throws(Diagnostic) {
    let start = at
    at += 2
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard at < end, ASCII.isHexadecimal(bytes[at]) else {
        throw SyntaxProblem.shortEscape(self.text(SourceRange(start, at)), digits: digits).at(start, at)
      }
      let byte = bytes[at]
      value = value << 4 | UInt32(ASCII.isDigit(byte) ? byte - 48 : (byte | 32) - 87)
      at += 1
    }
    guard let scalar = Unicode.Scalar(value) else {
      let problem = SyntaxProblem.noCharacter(self.text(SourceRange(start, at)), isSurrogate: value < 0x11_0000)
      throw problem.at(start, at)
    }
    text += Array(String(Character(scalar)).utf8)
  }

  private func decodeOctal(_ at: inout Int, until end: Int, into text: inout [UInt8]) {
    at += 1
    var value: UInt32 = 0
    var count = 0
    while count < 3, at < end, bytes[at] &- 48 < 8 {
      value = value * 8 + UInt32(bytes[at] - 48)
      at += 1
      count += 1
    }
    if let scalar = Unicode.Scalar(value) { text += Array(String(Character(scalar)).utf8) }
  }
}
