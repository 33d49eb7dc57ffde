/// One token and the UTF-8 offsets it covers.
struct Token {
  var kind: TokenKind
  var start: UInt32
  var end: UInt32

  init(_ kind: TokenKind, _ start: Int, _ end: Int) {
    self.kind = kind
    self.start = UInt32(truncatingIfNeeded: start)  // Limits.source keeps offsets far below 2³²
    self.end = UInt32(truncatingIfNeeded: end)
  }

  var range: SourceRange { SourceRange(Int(start), Int(end)) }
}

enum TokenKind: UInt8 {
  case end, newline, indent, dedent
  /// Where the lexer had to stop; its diagnostic says why.
  case failure
  case name, integer, float, string
  /// A `%name …`, `%%name …`, `!…` or `?…` line.
  case command, cellCommand, shell, help

  case leftParenthesis, rightParenthesis, leftBracket, rightBracket, leftBrace, rightBrace
  case comma, colon, semicolon, dot, assign, arrow, walrus, ellipsis, question, exclamation

  case plus, minus, star, doubleStar, slash, doubleSlash, percent, at
  case ampersand, bar, caret, tilde, shiftLeft, shiftRight
  case less, lessEqual, greater, greaterEqual, equal, notEqual
  case plusAssign, minusAssign, starAssign, doubleStarAssign, slashAssign, doubleSlashAssign, percentAssign, atAssign
  case ampersandAssign, barAssign, caretAssign, shiftLeftAssign, shiftRightAssign

  case noneWord, trueWord, falseWord
  case andWord, orWord, notWord, inWord, isWord, ifWord, elseWord, elifWord, forWord, whileWord, lambdaWord
  case defWord, returnWord, breakWord, continueWord, passWord, delWord, assertWord, raiseWord
  case tryWord, exceptWord, finallyWord, asWord
  // Python's, and not hone's.
  case classWord, importWord, fromWord, globalWord, nonlocalWord, asyncWord, awaitWord, yieldWord, withWord

  var isKeyword: Bool { rawValue >= TokenKind.noneWord.rawValue }

  /// The operator of an augmented assignment.
  var augmented: BinaryOperator? {
    switch self {
    case .plusAssign: .add
    case .minusAssign: .subtract
    case .starAssign: .multiply
    case .doubleStarAssign: .power
    case .slashAssign: .divide
    case .doubleSlashAssign: .floorDivide
    case .percentAssign: .modulo
    case .ampersandAssign: .bitAnd
    case .barAssign: .bitOr
    case .caretAssign: .bitXor
    case .shiftLeftAssign: .shiftLeft
    case .shiftRightAssign: .shiftRight
    default: nil
    }
  }

  /// The binary operator and how tightly it binds, from 1 for `|`; power is apart, as it binds to the right.
  var binary: (operation: BinaryOperator, precedence: Int)? {
    switch self {
    case .bar: (.bitOr, 1)
    case .caret: (.bitXor, 2)
    case .ampersand: (.bitAnd, 3)
    case .shiftLeft: (.shiftLeft, 4)
    case .shiftRight: (.shiftRight, 4)
    case .plus: (.add, 5)
    case .minus: (.subtract, 5)
    case .star: (.multiply, 6)
    case .slash: (.divide, 6)
    case .doubleSlash: (.floorDivide, 6)
    case .percent: (.modulo, 6)
    default: nil
    }
  }

  /// Whether an expression can start with it.
  var startsExpression: Bool {
    switch self {
    case .name, .integer, .float, .string, .leftParenthesis, .leftBracket, .leftBrace, .minus, .plus, .tilde,
      .noneWord, .trueWord, .falseWord, .notWord, .lambdaWord:
      true
    default: false
    }
  }
}

extension TokenKind {
  /// The keyword spelled by `bytes`, at most eight of them packed with the first lowest.
  static let keywords: [UInt64: TokenKind] = Dictionary(
    uniqueKeysWithValues: [
      ("None", noneWord), ("True", trueWord), ("False", falseWord), ("and", andWord), ("or", orWord), ("not", notWord),
      ("in", inWord), ("is", isWord), ("if", ifWord), ("else", elseWord), ("elif", elifWord), ("for", forWord),
      ("while", whileWord), ("lambda", lambdaWord), ("def", defWord), ("return", returnWord), ("break", breakWord),
      ("continue", continueWord), ("pass", passWord), ("del", delWord), ("assert", assertWord), ("raise", raiseWord),
      ("try", tryWord), ("except", exceptWord), ("finally", finallyWord), ("as", asWord), ("class", classWord),
      ("import", importWord), ("from", fromWord), ("global", globalWord), ("nonlocal", nonlocalWord),
      ("async", asyncWord), ("await", awaitWord), ("yield", yieldWord), ("with", withWord),
    ].map { (word: (String, TokenKind)) in
      (word.0.utf8.reversed().reduce(0) { $0 << 8 | UInt64($1) }, word.1)
    })
}
