/// Finds the open string and the open brackets at the end of a source.
struct CursorScan {
  struct Bracket {
    let scalar: Unicode.Scalar
    /// The dotted expression right before it; empty where there is none.
    fileprivate(set) var owner = ""
    fileprivate let index: Int
    /// Commas so far.
    var position = 0
    /// Names given as `name=` so far.
    var keywords: [String] = []
    /// That of the argument under way.
    var keyword: String?
    fileprivate var argumentStart: Int
  }

  private(set) var brackets: [Bracket] = []
  private(set) var isInComment = false
  /// Where the text of the open string starts; nil outside strings.
  private(set) var stringStart: Int?
  private(set) var isFormatted = false
  private(set) var quote: Unicode.Scalar = "\""
  private var isTriple = false
  private let text: [Unicode.Scalar]

  init(_ text: [Unicode.Scalar]) {
    self.text = text
    var index = 0
    while index < text.count {
      index += 1
      if isInComment {
        if text[index - 1] == "\n" { isInComment = false }
      } else if stringStart != nil {
        index = insideString(index)
      } else {
        index = outside(index)
      }
    }
    for place in brackets.indices { brackets[place].owner = owner(before: brackets[place].index) }
  }

  /// `index` is behind the scalar that is looked at, for these two; they give the index to go on from.
  private mutating func outside(_ index: Int) -> Int {
    switch text[index - 1] {
    case "#": isInComment = true
    case "\"", "'": return openString(index)
    case "(", "[", "{":
      brackets.append(Bracket(scalar: text[index - 1], index: index - 1, argumentStart: index))
    case ")", "]", "}": _ = brackets.popLast()
    case ",": nextArgument(index)
    case "=": nameArgument(index)
    default: break
    }
    return index
  }

  private mutating func openString(_ index: Int) -> Int {
    quote = text[index - 1]
    isFormatted = index >= 2 && "fF".unicodeScalars.contains(text[index - 2])
    isTriple = index + 1 < text.count && text[index] == quote && text[index + 1] == quote
    stringStart = index + (isTriple ? 2 : 0)
    return index + (isTriple ? 2 : 0)
  }

  private mutating func insideString(_ index: Int) -> Int {
    let scalar = text[index - 1]
    if scalar == "\\" { return index + 1 }
    if scalar == "\n", !isTriple { stringStart = nil }
    guard scalar == quote else { return index }
    if isTriple {
      guard index + 1 < text.count, text[index] == quote, text[index + 1] == quote else { return index }
    }
    stringStart = nil
    return index + (isTriple ? 2 : 0)
  }

  private mutating func nextArgument(_ index: Int) {
    guard !brackets.isEmpty else { return }
    brackets[brackets.count - 1].position += 1
    brackets[brackets.count - 1].keyword = nil
    brackets[brackets.count - 1].argumentStart = index
  }

  private mutating func nameArgument(_ index: Int) {
    guard let bracket = brackets.last, bracket.keyword == nil else { return }
    guard index >= text.count || text[index] != "=" else { return }
    let name = String(String.UnicodeScalarView(text[bracket.argumentStart..<(index - 1)])).filter { !$0.isWhitespace }
    guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }) else { return }
    brackets[brackets.count - 1].keyword = name
    brackets[brackets.count - 1].keywords.append(name)
  }

  /// Scalars before a bracket that its owner is looked for in; a longer one is not followed.
  private static let ownerReach = 200

  private func owner(before end: Int) -> String {
    CursorContext.owner(
      endingAt: String(String.UnicodeScalarView(text[max(0, end - CursorScan.ownerReach)..<end])))
  }
}
