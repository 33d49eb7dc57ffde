/// What stands around the cursor, as far as completion cares.
struct CursorContext {
  enum Place: Equatable {
    /// After `%` at the start of a line.
    case command
    /// Inside a string literal; the text from its opening quote.
    case string
    /// After `owner.`: the dotted expression before the dot.
    case member(owner: String)
    case name
    case comment
  }

  var place: Place
  /// What has been typed of the word.
  var word: String
  /// The dotted name of the innermost call that is open: "model.finetune".
  var callee: String?

  /// Reads the source up to the cursor.
  init(before text: String) {
    var scan = Scan()
    scan.read(Array(text.unicodeScalars))
    callee = scan.brackets.last { $0.callee != nil || $0.bracket != "(" }?.callee
    let line = text.split(separator: "\n", omittingEmptySubsequences: false).last.map(String.init) ?? ""
    if scan.isInComment {
      (place, word) = (.comment, "")
    } else if let start = scan.stringStart {
      (place, word) = (.string, String(String.UnicodeScalarView(Array(text.unicodeScalars)[start...])))
    } else if line.hasPrefix("%"), !line.contains(" ") {
      (place, word) = (.command, String(line.drop { $0 == "%" }))
    } else {
      word = Self.trailing(text) { $0.isLetter || $0.isNumber || $0 == "_" }
      let rest = String(text.dropLast(word.count))
      if rest.hasSuffix(".") {
        place = .member(owner: Self.owner(endingAt: rest.dropLast()))
      } else {
        place = .name
      }
    }
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

/// Finds the open string and the open brackets at the end of a source.
private struct Scan {
  var brackets: [(bracket: Unicode.Scalar, callee: String?)] = []
  var stringStart: Int?
  var isInComment = false
  private var quote: [Unicode.Scalar] = []

  mutating func read(_ text: [Unicode.Scalar]) {
    var index = 0
    while index < text.count {
      let scalar = text[index]
      index += 1
      if isInComment {
        if scalar == "\n" { isInComment = false }
      } else if stringStart != nil {
        index = insideString(scalar, text, index)
      } else if scalar == "#" {
        isInComment = true
      } else if scalar == "\"" || scalar == "'" {
        let isTriple = index + 1 < text.count && text[index] == scalar && text[index + 1] == scalar
        quote = Array(repeating: scalar, count: isTriple ? 3 : 1)
        index += isTriple ? 2 : 0
        stringStart = index
      } else if "([{".unicodeScalars.contains(scalar) {
        let before = String(String.UnicodeScalarView(text[..<(index - 1)]))
        let callee = CursorContext.owner(endingAt: before)
        brackets.append((scalar, scalar == "(" && !callee.isEmpty ? callee : nil))
      } else if ")]}".unicodeScalars.contains(scalar) {
        _ = brackets.popLast()
      }
    }
  }

  /// The index to go on from.
  private mutating func insideString(_ scalar: Unicode.Scalar, _ text: [Unicode.Scalar], _ index: Int) -> Int {
    if scalar == "\\" { return index + 1 }
    if scalar == "\n", quote.count == 1 { stringStart = nil }
    let end = index - 1 + quote.count
    guard end <= text.count, Array(text[(index - 1)..<end]) == quote else { return index }
    stringStart = nil
    return end
  }
}
