extension Lexer {
  mutating func scanOperator(_ byte: UInt8) throws(Diagnostic) {
    let start = at
    let isAssign = peek(1) == UInt8(ascii: "=")
    let isDouble = peek(1) == byte
    let isDoubleAssign = isDouble && peek(2) == UInt8(ascii: "=")
    switch byte {
    case UInt8(ascii: "("): return try open(.leftParenthesis, byte)
    case UInt8(ascii: "["): return try open(.leftBracket, byte)
    case UInt8(ascii: "{"): return try open(.leftBrace, byte)
    case UInt8(ascii: ")"): return try close(.rightParenthesis, byte, UInt8(ascii: "("))
    case UInt8(ascii: "]"): return try close(.rightBracket, byte, UInt8(ascii: "["))
    case UInt8(ascii: "}"): return try close(.rightBrace, byte, UInt8(ascii: "{"))
    case UInt8(ascii: ","): take(.comma, 1)
    case UInt8(ascii: ";"): take(.semicolon, 1)
    case UInt8(ascii: "~"): take(.tilde, 1)
    case UInt8(ascii: ":"): isAssign ? take(.walrus, 2) : take(.colon, 1)
    case UInt8(ascii: "."): isDouble && peek(2) == byte ? take(.ellipsis, 3) : take(.dot, 1)
    case UInt8(ascii: "="): isDouble ? take(.equal, 2) : take(.assign, 1)
    case UInt8(ascii: "!"): isAssign ? take(.notEqual, 2) : take(.exclamation, 1)
    case UInt8(ascii: "+"): isAssign ? take(.plusAssign, 2) : take(.plus, 1)
    case UInt8(ascii: "-"):
      isAssign ? take(.minusAssign, 2) : peek(1) == UInt8(ascii: ">") ? take(.arrow, 2) : take(.minus, 1)
    case UInt8(ascii: "%"): isAssign ? take(.percentAssign, 2) : take(.percent, 1)
    case UInt8(ascii: "@"): isAssign ? take(.atAssign, 2) : take(.at, 1)
    case UInt8(ascii: "&"): isAssign ? take(.ampersandAssign, 2) : take(.ampersand, 1)
    case UInt8(ascii: "|"): isAssign ? take(.barAssign, 2) : take(.bar, 1)
    case UInt8(ascii: "^"): isAssign ? take(.caretAssign, 2) : take(.caret, 1)
    case UInt8(ascii: "*"):
      isDoubleAssign
        ? take(.doubleStarAssign, 3)
        : isDouble
          ? take(.doubleStar, 2)
          : isAssign ? take(.starAssign, 2) : take(.star, 1)
    case UInt8(ascii: "/"):
      isDoubleAssign
        ? take(.doubleSlashAssign, 3)
        : isDouble
          ? take(.doubleSlash, 2)
          : isAssign ? take(.slashAssign, 2) : take(.slash, 1)
    case UInt8(ascii: "<"):
      isDoubleAssign
        ? take(.shiftLeftAssign, 3)
        : isDouble
          ? take(.shiftLeft, 2)
          : isAssign ? take(.lessEqual, 2) : take(.less, 1)
    case UInt8(ascii: ">"):
      isDoubleAssign
        ? take(.shiftRightAssign, 3)
        : isDouble
          ? take(.shiftRight, 2)
          : isAssign ? take(.greaterEqual, 2) : take(.greater, 1)
    case UInt8(ascii: "?"):
      hasQuestion = true
      take(.question, isDouble ? 2 : 1)
    default:
      throw SyntaxProblem.invalidCharacter(Unicode.Scalar(byte)).at(start, start + 1)
    }
  }

  private mutating func take(_ kind: TokenKind, _ length: Int) {
    at += length
    add(kind, from: at - length)
  }

  private mutating func open(_ kind: TokenKind, _ byte: UInt8) throws(Diagnostic) {
    if brackets.count >= Limits.nesting { throw SyntaxProblem.tooDeep.at(at, at + 1) }
    brackets.append((byte, at))
    take(kind, 1)
  }

  private mutating func close(_ kind: TokenKind, _ byte: UInt8, _ opening: UInt8) throws(Diagnostic) {
    guard let last = brackets.popLast() else { throw SyntaxProblem.unmatched(byte).at(at, at + 1) }
    if last.byte != opening {
      throw SyntaxProblem.mismatched(byte, opening: last.byte, line: lineNumber(of: last.offset, besides: at))
        .at(at, at + 1)
    }
    take(kind, 1)
  }

  /// The number of the line of `offset`, from 1; nil where `other` stands on the same line.
  private func lineNumber(of offset: Int, besides other: Int) -> Int? {
    let isSame = !bytes[offset..<other].contains { ASCII.isNewline($0) }
    return isSame ? nil : HoneLanguage.lineNumber(of: offset, in: bytes)
  }
}

/// The number of the line of `offset`, from 1. It counts from the start: for messages only.
func lineNumber(of offset: Int, in bytes: [UInt8]) -> Int {
  var number = 1
  var previous: UInt8 = 0
  for byte in bytes[..<min(offset, bytes.count)] {
    if byte == ASCII.carriageReturn || byte == ASCII.lineFeed && previous != ASCII.carriageReturn { number += 1 }
    previous = byte
  }
  return number
}
