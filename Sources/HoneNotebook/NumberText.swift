/// A text taken apart into its numbers and what stands between them.
///
/// A number is a decimal with an optional sign, thousands in groups of three (`1,200`), fraction and exponent. Digits in
/// a word (`smollm2`, `3f9a1c`, `12ms`), in a version (`1.2.3`) or in a date (`2026-05-01`) are text. A `%` is text
/// behind its number: `87 %` is 87, and a tolerance on it counts in percent. The bounds of `[0.85, 0.91]` and of
/// `0.85–0.91` are numbers.
package struct NumberText: Equatable, Sendable {
  package struct Number: Equatable, Sendable {
    package var text: String
    package var value: Double
  }

  /// One more than there are numbers: what stands before, between and behind them.
  package private(set) var words: [String] = []
  package private(set) var numbers: [Number] = []

  package init(_ text: String) {
    let scalars = Array(text.unicodeScalars)
    var word = String.UnicodeScalarView()
    var position = 0
    while position < scalars.count {
      if let end = NumberText.numberEnd(scalars, from: position) {
        words.append(String(word))
        word = .init()
        numbers.append(NumberText.number(scalars[position..<end]))
        position = end
      } else {
        let end = NumberText.wordEnd(scalars, from: position)
        word.append(contentsOf: scalars[position..<end])
        position = end
      }
    }
    words.append(String(word))
  }

  /// The words without what padding does to them: runs of blanks count as one, and those at a number's side as none.
  var unpaddedWords: [String] {
    words.map { word in
      let lines = word.split(separator: "\n", omittingEmptySubsequences: false)
      return lines.map { $0.split(whereSeparator: \.isBlankSpace).joined(separator: " ") }.joined(separator: "\n")
    }
  }

  private static func number(_ scalars: ArraySlice<Unicode.Scalar>) -> Number {
    let text = String(String.UnicodeScalarView(scalars))
    var plain = text.filter { $0 != "," }
    if plain.hasPrefix("\u{2212}") { plain = "-" + plain.dropFirst() }
    return Number(text: text, value: Double(plain) ?? .nan)  // The scanner lets only decimals through.
  }

  /// Where the number that begins at `start` ends; nil if none begins there.
  private static func numberEnd(_ s: [Unicode.Scalar], from start: Int) -> Int? {
    var position = start
    if isSign(s[start]) {
      if start > 0, isWord(s[start - 1]) || s[start - 1] == ")" || s[start - 1] == "]" { return nil }
      position += 1
    }
    guard position < s.count, isDigit(s[position]) else { return nil }
    if position == start, start > 0, isWord(s[start - 1]) || s[start - 1] == "." { return nil }
    if position == start, start > 1, s[start - 1] == "-", isLetter(s[start - 2]) { return nil }
    position = decimalEnd(s, from: position)
    guard position == s.count || !isWord(s[position]) else { return nil }
    if position + 1 < s.count, s[position] == ".", isDigit(s[position + 1]) { return nil }
    return isDate(s, around: start) ? nil : position
  }

  private static func decimalEnd(_ s: [Unicode.Scalar], from start: Int) -> Int {
    func digits(_ from: Int) -> Int { s[from...].prefix(while: isDigit).endIndex }
    var end = digits(start)
    if end - start <= 3 {
      while end < s.count, s[end] == ",", digits(end + 1) == end + 4 { end += 4 }
    }
    if end + 1 < s.count, s[end] == ".", isDigit(s[end + 1]) { end = digits(end + 1) }
    guard end + 1 < s.count, s[end] == "e" || s[end] == "E" else { return end }
    let exponent = end + (s[end + 1] == "-" || s[end + 1] == "+" ? 2 : 1)
    return exponent < s.count && isDigit(s[exponent]) ? digits(exponent) : end
  }

  /// Whether the digits at `position` are part of a run like `2026-05-01`.
  private static func isDate(_ s: [Unicode.Scalar], around position: Int) -> Bool {
    func isPart(_ scalar: Unicode.Scalar) -> Bool { isDigit(scalar) || scalar == "-" }
    var lower = position
    while lower > 0, position - lower < longestDate, isPart(s[lower - 1]) { lower -= 1 }
    let run = s[lower...].prefix(2 * longestDate).prefix(while: isPart)
    return run.count(where: { $0 == "-" }) >= 2 && run.split(separator: "-").count >= 3
  }

  private static let longestDate = 32

  private static func wordEnd(_ s: [Unicode.Scalar], from start: Int) -> Int {
    guard isWord(s[start]) else { return start + 1 }
    return s[start...].prefix(while: isWord).endIndex
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }
  private static func isSign(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "-" || scalar == "+" || scalar == "\u{2212}"
  }
  private static func isWord(_ scalar: Unicode.Scalar) -> Bool { isDigit(scalar) || isLetter(scalar) }
  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool { scalar == "_" || scalar.properties.isAlphabetic }
}

extension Character {
  fileprivate var isBlankSpace: Bool { self == " " || self == "\t" }
}
