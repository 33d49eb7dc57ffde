/// What hone writes, for a terminal that shows ASCII alone.
enum PlainText {
  private static let spellings: [Character: String] = [
    "…": "...", "→": "->", "–": "-", "—": "-", "·": "-", "±": "+-", "×": "x", "≥": ">=", "≤": "<=", "µ": "u",
    "«": "<<", "»": ">>", "━": "=", "─": "-", "│": "|",
  ]

  /// The marks of hone's own texts spelled in ASCII; other characters are the user's and stay.
  static func text(_ text: String) -> String {
    text.utf8.allSatisfy { $0 < 128 } ? text : text.map { spellings[$0] ?? String($0) }.joined()
  }
}
