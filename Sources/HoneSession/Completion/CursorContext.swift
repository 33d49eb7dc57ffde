/// What stands around the cursor, as far as completion cares.
struct CursorContext {
  enum Place: Equatable {
    /// After `%` at the start of a line.
    case command
    /// Behind the name of a `%` command; the word is all that follows.
    case argument(of: String)
    /// The last word of a `!` line.
    case shell
    /// Inside a string literal; the word is its text from the opening quote.
    case string(quote: Unicode.Scalar)
    /// After `owner.`: the dotted expression before the dot.
    case member(owner: String)
    case name
    case comment
  }

  /// A call that is open at the cursor, and which of its arguments the cursor is in.
  struct Call: Equatable {
    /// A dotted name: "model.finetune".
    var callee: String
    var position: Int
    var keyword: String?
    /// Names given so far, that of this argument too.
    var keywords: [String]
  }

  var place: Place
  /// What has been typed of the word.
  var word: String
  /// The call whose parentheses are the innermost brackets.
  var call: Call?
  /// The innermost call, brackets of lists and dicts inside it aside.
  var outerCall: Call?
  /// What is indexed, where the innermost bracket is that of `owner[`.
  var indexed: String?

  /// Reads the source up to the cursor.
  init(before text: String) {
    let scalars = Array(text.unicodeScalars)
    let scan = CursorScan(scalars)
    let brackets = scan.brackets
    outerCall = brackets.last { $0.scalar == "(" && !$0.owner.isEmpty }.map(Call.init)
    // Plain parentheses do not end a call's arguments.
    call = brackets.last { $0.scalar != "(" || !$0.owner.isEmpty }.flatMap { $0.scalar == "(" ? Call($0) : nil }
    indexed = brackets.last.flatMap { $0.scalar == "[" && !$0.owner.isEmpty ? $0.owner : nil }
    (place, word) = (.name, "")
    if scan.isInComment {
      place = .comment
    } else if let start = scan.stringStart {
      word = String(String.UnicodeScalarView(scalars[start...]))
      place = .string(quote: scan.quote)
      if scan.isFormatted, let hole = Self.openHole(of: word) { readCode(hole) }
    } else if !(brackets.isEmpty && readBorrowed(text)) {
      readCode(text)
    }
  }

  /// The text behind the last `{` that no `}` closes; `{{` stands for a brace.
  static func openHole(of text: String) -> String? {
    let plain = text.replacing("{{", with: "")
    guard let open = plain.lastIndex(of: "{"), !plain[open...].contains("}") else { return nil }
    return String(plain[plain.index(after: open)...])
  }

  private mutating func readCode(_ text: String) {
    word = Self.trailing(text) { $0.isLetter || $0.isNumber || $0 == "_" }
    let rest = text.dropLast(word.count)
    place = rest.hasSuffix(".") ? .member(owner: Self.owner(endingAt: rest.dropLast())) : .name
  }

  /// `%command` and `!shell` lines.
  private mutating func readBorrowed(_ text: String) -> Bool {
    let line = text.split(separator: "\n", omittingEmptySubsequences: false).last.map(String.init) ?? ""
    if line.hasPrefix("!") {
      (place, word) = (.shell, Self.trailing(line.dropFirst()) { !$0.isWhitespace })
      return true
    }
    guard line.hasPrefix("%") else { return false }
    let rest = line.drop { $0 == "%" }
    guard let space = rest.firstIndex(of: " ") else {
      (place, word) = (.command, String(rest))
      return true
    }
    (place, word) = (.argument(of: String(rest[..<space])), String(rest[space...].drop { $0 == " " }))
    return true
  }

  private static func trailing(_ text: some StringProtocol, where fits: (Character) -> Bool) -> String {
    String(text.reversed().prefix(while: fits).reversed())
  }

  /// The dotted name that ends a text; brackets right before the dot are kept as `()`, `[]` or a quote.
  static func owner(endingAt text: some StringProtocol) -> String {
    var parts = ""
    var rest = String(text)
    while let last = rest.last {
      if last == ")" || last == "]" {
        guard let open = openingBracket(of: rest) else { break }
        parts = (last == ")" ? "()" : "[]") + parts
        rest = String(rest[..<open])
        continue
      }
      if parts.isEmpty, last == "\"" || last == "'" { return "\"\"" }
      guard last.isLetter || last.isNumber || last == "_" || last == "." else { break }
      parts = String(last) + parts
      rest.removeLast()
    }
    return parts
  }

  private static func openingBracket(of text: String) -> String.Index? {
    var depth = 0
    for index in text.indices.reversed() {
      if ")]".contains(text[index]) { depth += 1 }
      if "([".contains(text[index]) { depth -= 1 }
      if depth == 0 { return index }
    }
    return nil
  }
}

extension CursorContext.Call {
  fileprivate init(_ bracket: CursorScan.Bracket) {
    self.init(
      callee: bracket.owner, position: bracket.position, keyword: bracket.keyword, keywords: bracket.keywords)
  }
}
