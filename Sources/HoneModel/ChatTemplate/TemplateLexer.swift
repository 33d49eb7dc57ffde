/// Splits a template's source into tokens as Jinja does with `trim_blocks` and `lstrip_blocks`.
struct TemplateLexer {
  let source: [Unicode.Scalar]
  var position = 0
  var line = 1
  var tokens: [TemplateToken] = []
  /// Whether the last tag consumed the line's end, so that a tag that follows stands at the start of a line.
  private var atLineStart = true

  private enum Opening { case output, tag, comment, raw }

  static func tokens(of source: String) throws(ChatTemplateError) -> [TemplateToken] {
    let bytes = source.utf8.count
    guard bytes <= TemplateLimits.sourceBytes else { throw .sourceTooLong(bytes: bytes) }
    var lexer = TemplateLexer(source: withPlainNewlines(source))
    try lexer.readTemplate()
    return lexer.tokens
  }

  private init(source: [Unicode.Scalar]) { self.source = source }

  /// Every line end becomes "\n", and one at the very end is dropped.
  private static func withPlainNewlines(_ text: String) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    var afterReturn = false
    for scalar in text.unicodeScalars {
      if !(scalar == "\n" && afterReturn) { result.append(scalar == "\r" ? "\n" : scalar) }
      afterReturn = scalar == "\r"
    }
    if result.last == "\n" { result.removeLast() }
    return result
  }

  private mutating func readTemplate() throws(ChatTemplateError) {
    while position < source.count {
      let textStart = position
      guard let start = nextOpening() else {
        addText(source[textStart...])
        position = source.count
        break
      }
      position = start
      let stripsFromStart = atLineStart
      let (opening, sign) = readOpening()
      addText(text(textStart..<start, before: opening, sign: sign, atLineStart: stripsFromStart))
      advanceLine(over: textStart..<position)
      try readInside(opening)
      atLineStart = source[position - 1] == "\n"
    }
    tokens.append(TemplateToken(kind: .end, line: line))
  }

  private mutating func readInside(_ opening: Opening) throws(ChatTemplateError) {
    switch opening {
    case .comment: try skipComment()
    case .raw: try readRaw()
    case .output, .tag:
      let isOutput = opening == .output
      tokens.append(TemplateToken(kind: isOutput ? .outputBegin : .tagBegin, line: line))
      try readExpressionTokens(isOutput: isOutput)
    }
  }

  private func nextOpening() -> Int? {
    var index = position
    while index + 1 < source.count {
      if source[index] == "{", ["{", "%", "#"].contains(source[index + 1]) { return index }
      index += 1
    }
    return nil
  }

  /// Reads "{{", "{%", "{#" or a whole "{% raw %}", with the sign that controls the whitespace before it.
  private mutating func readOpening() -> (Opening, sign: Unicode.Scalar?) {
    let kind = source[position + 1]
    position += 2
    var sign: Unicode.Scalar?
    if let next = peek(), next == "-" || next == "+" {
      sign = next
      position += 1
    }
    if kind == "{" { return (.output, sign) }
    if kind == "#" { return (.comment, sign) }
    guard let end = endOfRawOpening() else { return (.tag, sign) }
    position = end
    atLineStart = source[position - 1] == "\n"
    return (.raw, sign)
  }

  private func endOfRawOpening() -> Int? {
    var index = skippingSpace(from: position)
    guard matches("raw", at: index) else { return nil }
    index = skippingSpace(from: index + 3)
    if matches("-%}", at: index) { return skippingSpace(from: index + 3) }
    return matches("%}", at: index) ? index + 2 : nil
  }

  // MARK: Whitespace control

  /// The text before a tag: "-" strips it, and a tag alone at the start of its line loses its indentation.
  private func text(
    _ range: Range<Int>, before opening: Opening, sign: Unicode.Scalar?, atLineStart: Bool
  ) -> ArraySlice<Unicode.Scalar> {
    let text = source[range]
    if sign == "-" {
      return text[..<(text.lastIndex { !$0.isPythonSpace }.map { $0 + 1 } ?? text.startIndex)]
    }
    guard sign == nil, opening != .output else { return text }
    let lineStart = text.lastIndex(of: "\n").map { $0 + 1 }
    guard lineStart != nil || atLineStart else { return text }
    let indentation = text[(lineStart ?? text.startIndex)...]
    return indentation.allSatisfy(\.isPythonSpace) ? text[..<indentation.startIndex] : text
  }

  private mutating func addText(_ scalars: ArraySlice<Unicode.Scalar>) {
    guard !scalars.isEmpty else { return }
    tokens.append(TemplateToken(kind: .text(String(scalars)), line: line))
  }

  /// What follows a tag: "-" at its end strips whitespace, and "+" keeps the newline that is dropped otherwise.
  private mutating func finish(sign: Unicode.Scalar?, trimsNewline: Bool) {
    let start = position
    if sign == "-" {
      position = skippingSpace(from: position)
    } else if trimsNewline, sign != "+", peek() == "\n" {
      position += 1
    }
    advanceLine(over: start..<position)
  }

  private mutating func skipComment() throws(ChatTemplateError) {
    let start = position
    while position < source.count, !matches("#}", at: position) { position += 1 }
    guard position < source.count else { throw .unclosed(line: line, opening: "{#") }
    let sign = position > start ? source[position - 1] : nil
    advanceLine(over: start..<position)
    position += 2
    finish(sign: sign, trimsNewline: true)
  }

  private mutating func readRaw() throws(ChatTemplateError) {
    let start = position
    var index = position
    while index < source.count {
      if let (sign, ending, afterTag) = rawEnding(at: index) {
        addText(text(start..<index, before: .raw, sign: sign, atLineStart: atLineStart))
        advanceLine(over: start..<afterTag)
        position = afterTag
        finish(sign: ending, trimsNewline: true)
        return
      }
      index += 1
    }
    throw .unclosed(line: line, opening: "{% raw %}")
  }

  /// The signs of an "{% endraw %}" that starts at `index`, and where it ends.
  private func rawEnding(at index: Int) -> (sign: Unicode.Scalar?, ending: Unicode.Scalar?, end: Int)? {
    guard matches("{%", at: index) else { return nil }
    var next = index + 2
    var sign: Unicode.Scalar?
    if next < source.count, source[next] == "-" || source[next] == "+" {
      sign = source[next]
      next += 1
    }
    next = skippingSpace(from: next)
    guard matches("endraw", at: next) else { return nil }
    next = skippingSpace(from: next + 6)
    var ending: Unicode.Scalar?
    if next < source.count, source[next] == "-" || source[next] == "+" {
      ending = source[next]
      next += 1
    }
    return matches("%}", at: next) ? (sign, ending, next + 2) : nil
  }

  // MARK: Inside a tag

  private mutating func readExpressionTokens(isOutput: Bool) throws(ChatTemplateError) {
    let openingLine = line
    var brackets: [Unicode.Scalar] = []
    while position < source.count {
      if brackets.isEmpty, readEnd(isOutput: isOutput) { return }
      let scalar = source[position]
      if scalar.isPythonSpace {
        if scalar == "\n" { line += 1 }
        position += 1
      } else if scalar.isPythonDigit {
        try readNumber()
      } else if scalar == "'" || scalar == "\"" {
        try readString(openingLine: openingLine, isOutput: isOutput)
      } else if scalar == "_" || scalar.properties.isXIDStart {
        readName()
      } else {
        try readSymbol(&brackets)
      }
    }
    throw .unclosed(line: openingLine, opening: isOutput ? "{{" : "{%")
  }

  private mutating func readEnd(isOutput: Bool) -> Bool {
    let end = isOutput ? "}}" : "%}"
    var sign: Unicode.Scalar?
    if let scalar = peek(), scalar == "-" || (scalar == "+" && !isOutput) { sign = scalar }
    let start = sign == nil ? position : position + 1
    guard matches(end, at: start) else { return false }
    tokens.append(TemplateToken(kind: isOutput ? .outputEnd : .tagEnd, line: line))
    position = start + 2
    finish(sign: sign, trimsNewline: !isOutput)
    return true
  }

  private mutating func readName() {
    let start = position
    while let scalar = peek(), scalar == "_" || scalar.properties.isXIDContinue { position += 1 }
    tokens.append(TemplateToken(kind: .name(String(source[start..<position])), line: line))
  }

  private mutating func readSymbol(_ brackets: inout [Unicode.Scalar]) throws(ChatTemplateError) {
    guard let symbol = TemplateToken.operators.first(where: { matches($0.scalars, at: position) }) else {
      throw .unexpectedCharacter(line: line, character: String(source[position]))
    }
    switch symbol.text {
    case "(": brackets.append(")")
    case "[": brackets.append("]")
    case "{": brackets.append("}")
    case ")", "]", "}":
      let expected = brackets.popLast()
      guard expected == symbol.scalars[0] else {
        throw .mismatchedBracket(line: line, found: symbol.text, expected: expected.map { String($0) })
      }
    default: break
    }
    tokens.append(TemplateToken(kind: .symbol(symbol.text), line: line))
    position += symbol.scalars.count
  }
}

extension TemplateLexer {
  func peek(_ offset: Int = 0) -> Unicode.Scalar? {
    position + offset < source.count ? source[position + offset] : nil
  }

  func matches(_ text: String, at index: Int) -> Bool { matches(Array(text.unicodeScalars), at: index) }

  func matches(_ scalars: [Unicode.Scalar], at index: Int) -> Bool {
    index + scalars.count <= source.count && source[index..<index + scalars.count].elementsEqual(scalars)
  }

  private func skippingSpace(from index: Int) -> Int {
    var index = index
    while index < source.count, source[index].isPythonSpace { index += 1 }
    return index
  }

  private mutating func advanceLine(over range: Range<Int>) {
    line += source[range].count { $0 == "\n" }
  }
}

extension String {
  init(_ scalars: some Sequence<Unicode.Scalar>) {
    self.init()
    unicodeScalars.append(contentsOf: scalars)
  }
}
