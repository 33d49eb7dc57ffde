extension SyntaxProblem {
  func at(_ range: SourceRange) -> Diagnostic {
    Diagnostic(kind: kind, message: Diagnostic.sentence(words.message), hint: words.hint, range: range)
  }

  private var kind: String {
    switch self {
    case .mixedTabs: "TabError"
    case .unindentMatchesNothing, .unexpectedIndent, .expectedBlock: "IndentationError"
    case .integerTooLarge: "OverflowError"
    default: "SyntaxError"
    }
  }

  private typealias Words = (message: String, hint: String?)

  private var words: Words {
    lineWords ?? literalWords ?? sessionWords ?? expressionWords ?? targetWords ?? statementWords
  }

  /// Text of the source inside a message, cut where it is long or has several lines.
  static func quoted(_ text: String) -> String {
    let line = text.prefix { !$0.isNewline }
    let short = line.prefix(40)
    return short.count < text.count ? "'\(short)…'" : "'\(short)'"
  }

  private static func character(_ byte: UInt8) -> String { String(Unicode.Scalar(byte)) }

  private static func closing(_ byte: UInt8) -> String { byte == 40 ? ")" : byte == 91 ? "]" : "}" }

  private var lineWords: Words? {
    switch self {
    case .sourceTooLong(let count):
      ("the source has \(count) bytes; at most \(Limits.source) are accepted", "split it into several")
    case .invalidCharacter(let scalar): Self.invalidCharacter(scalar)
    case .mixedTabs:
      ("inconsistent use of tabs and spaces in indentation", "indent every line of the block with spaces only")
    case .unindentMatchesNothing:
      ("unindent does not match any outer indentation level", "align the line with the block it belongs to")
    case .unexpectedIndent: ("unexpected indent", "only the lines below a ':' are indented")
    case .expectedBlock(let owner, let line): ("expected an indented block after \(owner) on line \(line)", nil)
    case .nothingAfterBackslash: ("a line must follow the line continuation character '\\'", nil)
    case .textAfterBackslash: ("unexpected character after line continuation character '\\'", "end the line after '\\'")
    case .tooDeep:
      ("this is nested too deeply; at most \(Limits.nesting) levels are accepted", "name an inner part first")
    case .tooLong:
      (
        "this expression chains too many operations; at most \(Limits.height) are accepted",
        "split it over several statements, or use sum([…])"
      )
    case .tooManyBlocks:
      (
        "too many levels of indentation; at most \(Limits.blocks) blocks are accepted inside each other, "
          + "and \(Limits.statements) with their 'elif' branches", "give an inner part to a function"
      )
    case .neverClosed(let byte): ("'\(Self.character(byte))' was never closed", "close it with '\(Self.closing(byte))'")
    case .unmatched(let byte): ("unmatched '\(Self.character(byte))'", nil)
    case .mismatched(let byte, let opening, let line):
      (
        "closing parenthesis '\(Self.character(byte))' does not match opening parenthesis '\(Self.character(opening))'"
          + (line.map { " on line \($0)" } ?? ""),
        "did you mean '\(Self.closing(opening))'?"
      )
    default: nil
    }
  }

  private static func invalidCharacter(_ scalar: Unicode.Scalar) -> Words {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    let code = "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    let hints: [Unicode.Scalar: String] = [
      "“": "\"", "”": "\"", "„": "\"", "‘": "'", "’": "'", "‚": "'", "–": "-", "—": "-", "−": "-", "×": "*", "÷": "/",
      "≤": "<=", "≥": ">=", "≠": "!=", "…": "...", "，": ",", "：": ":", "（": "(", "）": ")", "；": ";",
    ]
    let isPrintable: Bool
    switch scalar.properties.generalCategory {
    case .control, .format, .spaceSeparator, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
      isPrintable = false
    default: isPrintable = true
    }
    let hint = hints[scalar].map { $0 == "'" ? "did you mean \"'\"?" : "did you mean '\($0)'?" }
    return isPrintable
      ? ("invalid character '\(scalar)' (\(code))", hint)
      : ("invalid non-printable character \(code)", "delete it, or write it as an escape inside a string")
  }

  private var literalWords: Words? {
    switch self {
    case .unterminatedString(let quote, let isTriple):
      isTriple
        ? ("unterminated triple-quoted string literal", nil)
        : ("unterminated string literal", "close it with \(Self.character(quote)) on the same line")
    case .shortEscape(let text, let digits):
      ("'\(text)' is cut short; '\\\(text.dropFirst().prefix(1))' takes \(digits) hexadecimal digits", nil)
    case .noCharacter(let text, let isSurrogate):
      isSurrogate
        ? ("'\(text)' is half of a surrogate pair and no character", "write the whole character as \\U and 8 digits")
        : ("'\(text)' is no character; the last one is \\U0010FFFF", nil)
    case .namedCharacter:
      ("hone has no '\\N{…}' escapes", "write the character itself, or its number as \\u and 4 digits")
    case .bytes: ("hone has no bytes literals", "write a string without 'b'")
    case .complexNumber: ("hone has no complex numbers", nil)
    case .leadingZeros(let digits):
      (
        "leading zeros in decimal integer literals are not permitted; received '\(digits)'",
        "use an 0o prefix for octal integers"
      )
    case .invalidNumber(let text, let kind): ("invalid \(kind) literal \(Self.quoted(text))", nil)
    case .integerTooLarge(let text, let isSmallest):
      (
        "\(Self.quoted(text)) does not fit an integer of 64 bits; the largest is \(Int.max)",
        isSmallest ? "write the smallest as -\(Int.max) - 1" : "write it as a float: 1e20"
      )
    case .singleBrace: ("f-string: single '}' is not allowed", "write '}}' for a brace")
    case .emptyField: ("f-string: empty expression not allowed", "write '{{}}' for braces")
    case .unclosedField: ("f-string: expecting '}'", "close the field, or write '{{' for a brace")
    case .fieldTooDeep: ("f-string: expressions nested too deeply; a format may hold fields of one more level", nil)
    case .invalidConversion: ("f-string: invalid conversion character: expected 's', 'r', or 'a'", nil)
    case .backslashInField:
      ("f-string expression part cannot include a backslash", "give the value a name before the string")
    case .commentInField: ("f-string expression part cannot include '#'", "give the value a name before the string")
    default: nil
    }
  }

  private var sessionWords: Words? {
    switch self {
    case .commandWithoutName(let isCell):
      ("a command's name must follow '\(isCell ? "%%" : "%")'", "'%quickref' lists the commands")
    case .commandWithoutSpace(let command): ("a space must stand between '\(command)' and its argument", nil)
    case .cellCommandNotFirst(let command): ("'\(command)' must be the first line of its cell", nil)
    case .helpMisplaced:
      ("'?' asks for help on one name alone on its line", "write 'model.load?', or 'help(x)' for a value")
    default: nil
    }
  }

  private var expressionWords: Words? {
    switch self {
    case .unexpected(let token, let expected, let hint): ("unexpected \(token); expected \(expected)", hint)
    case .refused(let refusal): refusal.words
    case .forgottenComma: ("invalid syntax: two values stand side by side", "perhaps you forgot a comma?")
    case .expectedElse: ("expected 'else' after 'if' expression", nil)
    case .assignmentInExpression: ("invalid syntax: '=' assigns and has no value", "did you mean '=='?")
    case .assignmentInArgument(let text):
      ("expression cannot contain assignment: \(Self.quoted(text)) is no keyword", "did you mean '=='?")
    case .expectedDictionaryColon: ("':' expected after dictionary key", nil)
    case .expectedDictionaryValue: ("expression expected after dictionary key and ':'", nil)
    case .generatorNotAlone:
      (
        "a generator expression beside other arguments needs parentheses of its own",
        "write f((x for x in y), z)"
      )
    case .generatorOutsideCall:
      ("a generator expression must be an argument of a call", "write a list: [x for x in y]")
    case .repeatedKeyword(let name): ("keyword argument repeated: \(name)", nil)
    case .positionalAfterKeyword:
      ("positional argument follows keyword argument", "name it, or move it before the first keyword")
    case .missingParentheses(let name):
      ("missing parentheses in call to '\(name)'", "did you mean \(name)(…)?")
    default: nil
    }
  }

  private var targetWords: Words? {
    switch self {
    case .cannotAssign(let name, let value, let isEquals):
      (
        "cannot assign to \(name)\(name.isEmpty ? "" : " ")\(Self.quoted(value)); "
          + "a name, an attribute or an item is accepted",
        isEquals && !name.isEmpty ? "did you mean '=='?" : nil
      )
    case .cannotAugment(let name, let value, let operation):
      (
        "\(name)\(name.isEmpty ? "" : " ")\(Self.quoted(value)) cannot stand left of '\(operation.rawValue)='; "
          + "a name, an attribute or an item is accepted", nil
      )
    case .cannotDelete(let name, let value):
      (
        "cannot delete \(name)\(name.isEmpty ? "" : " ")\(Self.quoted(value)); "
          + "a name, an attribute or an item is accepted", nil
      )
    case .loneStar: ("starred assignment target must be in a list or tuple", "add a comma: *a, = …")
    case .severalStars: ("multiple starred expressions in assignment; one is accepted", nil)
    default: nil
    }
  }

  private var statementWords: Words {
    switch self {
    case .elseIf: ("expected ':' after 'else'", "did you mean 'elif'?")
    case .orphanClause(let word):
      ("'\(word)' belongs to no statement above it at this indentation", "align it with the statement it continues")
    case .compoundAfterSimple(let word):
      ("'\(word)' must begin its own line", "put it on the next line")
    case .outsideLoop(let word): ("'\(word)' outside loop", nil)
    case .returnOutsideFunction: ("'return' outside function", nil)
    case .repeatedParameter(let name): ("duplicate argument '\(name)' in function definition", nil)
    case .defaultMissing(let name):
      ("non-default argument '\(name)' follows default argument", "give it a default, or move it to the front")
    case .expectedExcept: ("expected 'except' or 'finally' block", nil)
    case .bareExceptNotLast: ("default 'except:' must be last", nil)
    case .severalExceptions:
      ("multiple exception types must be parenthesized", "write 'except (ValueError, KeyError):'")
    default: ("expected ':'", nil)
    }
  }
}

extension Refusal {
  /// One sentence, and what to do instead.
  var words: (message: String, hint: String?) {
    switch self {
    case .classes: ("hone has no classes", "use a dict or a function")
    case .imports: ("hone has no imports", "the builtins and bound objects are always there; 'help()' lists them")
    case .decorator: ("hone has no decorators", "call the function on the other: f = g(f)")
    case .generatorFunction: ("hone has no 'yield'", "return a list")
    case .asynchronous: ("hone has no 'async' and 'await'", "call the function directly")
    case .with: ("hone has no 'with' statement", nil)
    case .scopes: ("hone has no 'global' and 'nonlocal'", "return the value, or change a list or dict")
    case .match: ("hone has no 'match' statement", "use 'if' and 'elif'")
    case .walrus: ("hone has no assignment expressions ':='", "assign on a line of its own")
    case .annotation: ("hone has no annotations", "leave the type out")
    case .ellipsis: ("hone has no Ellipsis '...'", "use 'pass' for an empty block")
    case .matrixProduct: ("hone has no '@' operator", nil)
    case .starredValue: ("hone accepts '*' only before a name in an assignment target", "join lists with '+'")
    case .argumentUnpacking: ("hone has no '*' and '**' before arguments", "write the arguments one by one")
    case .dictionaryUnpacking: ("hone has no '**' in a dict", "copy the items in a loop")
    case .starParameter: ("hone has no '*' and '**' parameters", "take a list or a dict")
    case .positionalOnly: ("hone has no positional-only parameters '/'", "leave '/' out")
    case .exceptionGroup: ("hone has no 'except*'", "write 'except'")
    }
  }
}
