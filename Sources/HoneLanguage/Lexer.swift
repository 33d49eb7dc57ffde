/// Cuts a source into tokens with Python's rules for lines, indentation and brackets.
///
/// It never throws: where it has to stop, the last token is `.failure` and `failure` says why, so that the parser
/// can report whichever error comes first in the source.
struct Lexer {
  let bytes: [UInt8]
  /// Where the text to cut ends.
  let limit: Int
  /// The text stands inside the braces of an f-string: newlines are blanks, and no line starts.
  let isField: Bool
  var at: Int
  var tokens: [Token] = []
  /// The open brackets and where they stand.
  var brackets: [(byte: UInt8, offset: Int)] = []
  var indents: [Indentation] = [Indentation()]
  private(set) var failure: Diagnostic?
  /// More text at the end could make the failure good.
  var isMendable = false
  /// The text ended inside a triple-quoted string.
  var isInString = false
  /// A `?` stands somewhere outside strings and comments.
  var hasQuestion = false

  /// The column of a line's first token with tabs at every eighth column, and with tabs as one: Python compares both.
  struct Indentation: Equatable {
    var column = 0
    var alternate = 0
  }

  /// The tokens of a whole source.
  static func tokenize(_ bytes: [UInt8]) -> Lexer {
    var lexer = Lexer(bytes: bytes, range: 0..<bytes.count, isField: false)
    lexer.tokens.reserveCapacity(bytes.count / 3 + 4)
    lexer.run()
    return lexer
  }

  /// The tokens of an f-string's field.
  static func tokenize(field range: Range<Int>, of bytes: [UInt8]) -> Lexer {
    var lexer = Lexer(bytes: bytes, range: range, isField: true)
    lexer.run()
    return lexer
  }

  private init(bytes: [UInt8], range: Range<Int>, isField: Bool) {
    self.bytes = bytes
    self.at = range.lowerBound
    self.limit = range.upperBound
    self.isField = isField
  }

  private mutating func run() {
    do throws(Diagnostic) {
      try checkSource()
      try scan()
    } catch {
      failure = error
      tokens.append(Token(.failure, error.range.start, error.range.end))
    }
  }

  private mutating func checkSource() throws(Diagnostic) {
    guard !isField else { return }
    if bytes.count > Limits.source { throw SyntaxProblem.sourceTooLong(bytes.count).at(0, 0) }
    if let zero = bytes.firstIndex(of: 0) { throw SyntaxProblem.invalidCharacter("\0").at(zero, zero + 1) }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
  }

  private mutating func scan() throws(Diagnostic) {
    if !isField { try startLine() }
    while at < limit {
      let byte = bytes[at]
      switch byte {
      case ASCII.space, ASCII.tab, ASCII.formFeed:
        at += 1
      case ASCII.lineFeed, ASCII.carriageReturn:
        if isInsideBrackets { at += 1 } else { try endLine() }
      case UInt8(ascii: "#"):
        skipComment()
      case ASCII.backslash:
        try continueLine()
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        try scanString(from: at, isRaw: false)
      default:
        if ASCII.startsName(byte) {
          try scanWord()
        } else if ASCII.isDigit(byte) || byte == UInt8(ascii: ".") && ASCII.isDigit(peek(1)) {
          try scanNumber()
        } else {
          try scanOperator(byte)
        }
      }
    }
    finish()
  }

  var isInsideBrackets: Bool { isField || !brackets.isEmpty }

  /// The byte `distance` ahead, 0 past the end.
  func peek(_ distance: Int) -> UInt8 { at + distance < limit ? bytes[at + distance] : 0 }

  mutating func add(_ kind: TokenKind, from start: Int) { tokens.append(Token(kind, start, at)) }

  mutating func skipComment() {
    while at < limit, !ASCII.isNewline(bytes[at]) { at += 1 }
  }

  mutating func skipNewline() {
    at += bytes[at] == ASCII.carriageReturn && peek(1) == ASCII.lineFeed ? 2 : 1
  }

  private mutating func endLine() throws(Diagnostic) {
    tokens.append(Token(.newline, at, at))
    skipNewline()
    try startLine()
  }

  /// The open bracket that nothing closes, where the text has ended.
  var unclosed: (byte: UInt8, offset: Int)? { failure == nil ? brackets.last : nil }

  private mutating func finish() {
    if !isInsideBrackets, let last = tokens.last, last.kind != .newline, last.kind != .dedent, last.kind != .indent {
      tokens.append(Token(.newline, limit, limit))
    }
    if brackets.isEmpty {
      for _ in indents.dropFirst() { tokens.append(Token(.dedent, limit, limit)) }
    }
    tokens.append(Token(.end, limit, limit))
  }
}
