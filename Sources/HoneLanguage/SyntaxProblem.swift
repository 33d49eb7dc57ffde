/// Everything that can be wrong with a source's form; `SyntaxProblem+Text` has the words.
enum SyntaxProblem {
  // The source and its lines.
  case sourceTooLong(Int)
  case invalidCharacter(Unicode.Scalar)
  case mixedTabs
  case unindentMatchesNothing
  case unexpectedIndent
  case expectedBlock(String, line: Int)
  case nothingAfterBackslash
  case textAfterBackslash

  // Bounds.
  case tooDeep
  case tooLong
  case tooManyBlocks

  // Brackets.
  case neverClosed(UInt8)
  case unmatched(UInt8)
  case mismatched(UInt8, opening: UInt8, line: Int?)

  // Literals.
  case unterminatedString(quote: UInt8, isTriple: Bool)
  case shortEscape(String, digits: Int)
  case noCharacter(String, isSurrogate: Bool)
  case namedCharacter
  case bytes
  case complexNumber
  case leadingZeros(String)
  case invalidNumber(String, kind: String)
  case integerTooLarge(String, isSmallest: Bool)

  // Fields of f-strings.
  case singleBrace
  case emptyField
  case unclosedField
  case fieldTooDeep
  case invalidConversion
  case backslashInField
  case commentInField

  // Session lines.
  case commandWithoutName(isCell: Bool)
  case commandWithoutSpace(String)
  case cellCommandNotFirst(String)
  case helpMisplaced

  // Expressions.
  case unexpected(String, expected: String, hint: String?)
  case refused(Refusal)
  case forgottenComma
  case expectedElse
  case assignmentInExpression
  case assignmentInArgument(String)
  case expectedDictionaryColon
  case expectedDictionaryValue
  case generatorNotAlone
  case generatorOutsideCall
  case repeatedKeyword(String)
  case positionalAfterKeyword
  case missingParentheses(String)

  // Targets.
  case cannotAssign(String, String, isEquals: Bool)
  case cannotAugment(String, String, BinaryOperator)
  case cannotDelete(String, String)
  case loneStar
  case severalStars

  // Statements.
  case expectedColon
  case elseIf
  case orphanClause(String)
  case compoundAfterSimple(String)
  case outsideLoop(String)
  case returnOutsideFunction
  case repeatedParameter(String)
  case defaultMissing(String)
  case expectedExcept
  case bareExceptNotLast
  case severalExceptions

  func at(_ start: Int, _ end: Int) -> Diagnostic { at(SourceRange(start, end)) }
}

/// What Python has and hone leaves out.
enum Refusal {
  case classes, imports, decorator, generatorFunction, asynchronous, with, scopes, match
  case walrus, annotation, ellipsis, matrixProduct
  case starredValue, argumentUnpacking, dictionaryUnpacking, starParameter, positionalOnly, exceptionGroup

  /// The refusal that a token stands for wherever it comes up.
  init?(_ kind: TokenKind) {
    switch kind {
    case .classWord: self = .classes
    case .importWord, .fromWord: self = .imports
    case .globalWord, .nonlocalWord: self = .scopes
    case .asyncWord, .awaitWord: self = .asynchronous
    case .yieldWord: self = .generatorFunction
    case .withWord: self = .with
    case .walrus: self = .walrus
    case .arrow: self = .annotation
    case .ellipsis: self = .ellipsis
    case .at, .atAssign: self = .matrixProduct
    default: return nil
    }
  }
}
