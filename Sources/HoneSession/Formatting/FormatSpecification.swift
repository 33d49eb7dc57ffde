/// What stands after the colon in `f"{x:>8.2f}"`: `[[fill]align][sign][#][0][width][,_][.precision][type]`.
struct FormatSpecification {
  enum Alignment: Character {
    case left = "<"
    case right = ">"
    case center = "^"
    case afterSign = "="
  }

  var fill: Unicode.Scalar = " "
  var alignment: Alignment?
  /// "+", "-" or " ".
  var sign: Character?
  var alternate = false
  var zeroPadded = false
  var width = 0
  /// "," or "_".
  var grouping: Character?
  var precision: Int?
  var type: Character?

  init() {}

  init(parsing text: String) throws {
    var rest = Array(text.unicodeScalars)[...]
    var hasFill = false
    if rest.count >= 2, let second = Alignment(rawValue: Character(rest[rest.startIndex + 1])) {
      (fill, alignment) = (rest[rest.startIndex], second)
      rest = rest.dropFirst(2)
      hasFill = true
    } else if let first = rest.first, let only = Alignment(rawValue: Character(first)) {
      alignment = only
      rest = rest.dropFirst()
    }
    if let first = rest.first, "+- ".unicodeScalars.contains(first) {
      sign = Character(first)
      rest = rest.dropFirst()
    }
    alternate = Self.skip("#", &rest)
    zeroPadded = Self.skip("0", &rest)
    if zeroPadded, !hasFill { fill = "0" }
    width = try Self.number(&rest, text) ?? 0
    if let first = rest.first, first == "," || first == "_" {
      grouping = Character(first)
      rest = rest.dropFirst()
    }
    if Self.skip(".", &rest) {
      guard let digits = try Self.number(&rest, text) else {
        throw ValueError("the format '\(text)' lacks a precision after the '.'")
      }
      precision = digits
    }
    if let first = rest.popFirst() { type = Character(first) }
    guard rest.isEmpty else {
      throw ValueError("the format '\(text)' is not [[fill]align][sign][#][0][width][,][.precision][type]")
    }
  }

  private static func skip(_ scalar: Unicode.Scalar, _ rest: inout ArraySlice<Unicode.Scalar>) -> Bool {
    guard rest.first == scalar else { return false }
    rest.removeFirst()
    return true
  }

  private static func number(_ rest: inout ArraySlice<Unicode.Scalar>, _ text: String) throws -> Int? {
    var number: Int?
    while let first = rest.first, ("0"..."9").contains(first) {
      let value = (number ?? 0) * 10 + Int(first.value - 48)
      guard value <= SessionLimits.formatWidth else {
        throw ValueError("widths and precisions may be \(SessionLimits.formatWidth) at most; received '\(text)'")
      }
      number = value
      rest.removeFirst()
    }
    return number
  }

  /// Fills up to the width; `usual` is where the text stands if the specification does not say.
  func padded(_ text: String, usual: Alignment) -> String {
    let missing = width - text.unicodeScalars.count
    guard missing > 0 else { return text }
    let left: Int =
      switch alignment ?? usual {
      case .left: 0
      case .right, .afterSign: missing
      case .center: missing / 2
      }
    let fill = String(fill)
    return String(repeating: fill, count: left) + text + String(repeating: fill, count: missing - left)
  }
}
