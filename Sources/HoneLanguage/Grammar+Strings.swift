extension Grammar {
  /// The pieces of an f-string; neighbouring text is one piece.
  struct Pieces {
    var parts: [FormattedPart] = []
    var text: [UInt8] = []
    /// Height of the tallest field.
    var tallest = 0

    mutating func flush() {
      if !text.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
      text.removeAll()
    }
  }

  /// One or more strings side by side, which are one.
  mutating func parseStrings() throws(Diagnostic) -> Expression {
    let start = start
    var pieces = Pieces()
    var isFormatted = false
    while kind == .string {
      let token = advance()
      var at = Int(token.start)
      var isRaw = false
      var hasFields = false
      while ASCII.startsName(bytes[at]) {
        isRaw = isRaw || bytes[at] | 32 == UInt8(ascii: "r")
        hasFields = hasFields || bytes[at] | 32 == UInt8(ascii: "f")
        at += 1
      }
      let quotes = Int(token.end) - at >= 6 && bytes[at] == bytes[at + 1] && bytes[at] == bytes[at + 2] ? 3 : 1
      let body = at + quotes..<Int(token.end) - quotes
      if hasFields {
        isFormatted = true
        var position = body.lowerBound
        try parsePieces(&pieces, &position, until: body.upperBound, isRaw: isRaw, level: 0)
      } else {
        try decode(body, isRaw: isRaw, into: &pieces.text)
      }
    }
    guard isFormatted else {
      return leaf(.string(String(decoding: pieces.text, as: UTF8.self)), range(from: start))
    }
    pieces.flush()
    return try node(.formatted(pieces.parts), from: start, above: pieces.tallest)
  }

  // MARK: Fields

  /// Text and fields up to `end`, or in a field's specification (`level` 1) up to its `}`.
  private mutating func parsePieces(
    _ pieces: inout Pieces, _ at: inout Int, until end: Int, isRaw: Bool, level: Int
  ) throws(Diagnostic) {
    while true {
      let isDoubled = try parseText(&pieces, &at, until: end, isRaw: isRaw, level: level)
      if isDoubled { continue }
      if at >= end || bytes[at] == UInt8(ascii: "}") { return }
      try parseField(&pieces, &at, until: end, isRaw: isRaw, level: level)
    }
  }

  /// Text up to a brace; true where the brace was doubled and belongs to the text.
  private func parseText(
    _ pieces: inout Pieces, _ at: inout Int, until end: Int, isRaw: Bool, level: Int
  ) throws(Diagnostic) -> Bool {
    let start = at
    while at < end {
      let byte = bytes[at]
      if byte == ASCII.backslash, !isRaw, at + 1 < end {
        let isBrace = bytes[at + 1] == UInt8(ascii: "{") || bytes[at + 1] == UInt8(ascii: "}")
        at += isBrace ? 1 : 2
        continue
      }
      guard byte == UInt8(ascii: "{") || byte == UInt8(ascii: "}") else {
        at += 1
        continue
      }
      if level == 0, at + 1 < end, bytes[at + 1] == byte {
        try decode(start..<at + 1, isRaw: isRaw, into: &pieces.text)
        at += 2
        return true
      }
      if level == 0, byte == UInt8(ascii: "}") { throw SyntaxProblem.singleBrace.at(at, at + 1) }
      break
    }
    try decode(start..<at, isRaw: isRaw, into: &pieces.text)
    return false
  }

  private mutating func parseField(
    _ pieces: inout Pieces, _ at: inout Int, until end: Int, isRaw: Bool, level: Int
  ) throws(Diagnostic) {
    let opening = at
    if level >= 2 { throw SyntaxProblem.fieldTooDeep.at(at, at + 1) }
    at += 1
    let start = at
    try skipFieldExpression(&at, until: end, from: opening)
    let value = try parseFieldExpression(start..<at, from: opening)
    pieces.tallest = max(pieces.tallest, height)
    var isSelfNaming = false
    if bytes[at] == UInt8(ascii: "=") {
      isSelfNaming = true
      at += 1
      while at < end, bytes[at] == ASCII.space || (9...13).contains(bytes[at]) { at += 1 }
      try decode(start..<at, isRaw: true, into: &pieces.text)
    }
    var conversion: Character?
    if at < end, bytes[at] == UInt8(ascii: "!") {
      at += 1
      guard at < end, [UInt8(ascii: "s"), UInt8(ascii: "r"), UInt8(ascii: "a")].contains(bytes[at]) else {
        throw SyntaxProblem.invalidConversion.at(at - 1, min(at + 1, end))
      }
      conversion = Character(Unicode.Scalar(bytes[at]))
      at += 1
    }
    pieces.flush()
    var specification = Pieces()
    var hasSpecification = false
    if at < end, bytes[at] == UInt8(ascii: ":") {
      hasSpecification = true
      at += 1
      try parsePieces(&specification, &at, until: end, isRaw: isRaw, level: level + 1)
      specification.flush()
      pieces.tallest = max(pieces.tallest, specification.tallest)
    }
    guard at < end, bytes[at] == UInt8(ascii: "}") else { throw SyntaxProblem.unclosedField.at(opening, opening + 1) }
    at += 1
    if isSelfNaming, !hasSpecification, conversion == nil { conversion = "r" }
    pieces.parts.append(.field(value, conversion: conversion, specification: specification.parts))
  }

  /// Parses what stands between a field's brace and its end with a grammar of its own, as if in parentheses.
  private mutating func parseFieldExpression(
    _ range: Range<Int>, from opening: Int
  ) throws(Diagnostic) -> Expression {
    if bytes[range].allSatisfy({ $0 == ASCII.space || (9...13).contains($0) && $0 != 11 }) {
      throw SyntaxProblem.emptyField.at(opening, range.upperBound + 1)
    }
    try descend()
    defer { depth -= 1 }
    var field = Grammar(.tokenize(field: range, of: bytes), depth: depth)
    let value = try field.parseExpressions()
    if field.kind != .end {
      try field.checkAfterElement(from: range.lowerBound)
      throw field.unexpected("an operator, '!', ':', '=' or '}'")
    }
    if let star = field.stars.first { throw SyntaxProblem.refused(.starredValue).at(star) }
    height = field.height
    return value
  }

  /// Finds where a field's expression ends: at `!`, `:`, `=` or `}` outside brackets and strings.
  private func skipFieldExpression(_ at: inout Int, until end: Int, from opening: Int) throws(Diagnostic) {
    var brackets: [(byte: UInt8, offset: Int)] = []
    while at < end {
      let byte = bytes[at]
      let next = at + 1 < end ? bytes[at + 1] : 0
      switch byte {
      case ASCII.backslash:
        throw SyntaxProblem.backslashInField.at(at, at + 1)
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        try skipString(&at, until: end)
        continue
      case UInt8(ascii: "#"):
        throw SyntaxProblem.commentInField.at(at, at + 1)
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
        if brackets.count >= Limits.nesting { throw SyntaxProblem.tooDeep.at(at, at + 1) }
        brackets.append((byte, at))
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        guard let open = brackets.popLast() else {
          if byte == UInt8(ascii: "}") { return }
          throw SyntaxProblem.unmatched(byte).at(at, at + 1)
        }
        // "(" and ")" are neighbours in ASCII; the others stand two apart.
        if byte < open.byte || byte - open.byte > 2 {
          throw SyntaxProblem.mismatched(byte, opening: open.byte, line: nil).at(at, at + 1)
        }
      case UInt8(ascii: "!"), UInt8(ascii: ":"), UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"):
        guard brackets.isEmpty else { break }
        if next == UInt8(ascii: "="), byte != UInt8(ascii: ":") {
          at += 1
        } else if byte != UInt8(ascii: "<"), byte != UInt8(ascii: ">") {
          return
        }
      default: break
      }
      at += 1
    }
    if let open = brackets.last { throw SyntaxProblem.neverClosed(open.byte).at(open.offset, open.offset + 1) }
    throw SyntaxProblem.unclosedField.at(opening, opening + 1)
  }

  private func skipString(_ at: inout Int, until end: Int) throws(Diagnostic) {
    let start = at
    let quote = bytes[at]
    let isTriple = at + 2 < end && bytes[at + 1] == quote && bytes[at + 2] == quote
    at += isTriple ? 3 : 1
    while at < end {
      if bytes[at] == ASCII.backslash { throw SyntaxProblem.backslashInField.at(at, at + 1) }
      if bytes[at] == quote, !isTriple || at + 2 < end && bytes[at + 1] == quote && bytes[at + 2] == quote {
        at += isTriple ? 3 : 1
        return
      }
      at += 1
    }
    throw SyntaxProblem.unterminatedString(quote: quote, isTriple: isTriple).at(start, end)
  }
}
