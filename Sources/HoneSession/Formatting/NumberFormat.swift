import Foundation

extension FormatSpecification {
  /// `leastDigits` is what `"%.3d"` asks for.
  func number(_ number: Int, leastDigits: Int = 0) throws -> String {
    switch type {
    case nil, "d", "n": return try integer(number, radix: 10, prefix: "", leastDigits)
    case "b": return try integer(number, radix: 2, prefix: "0b")
    case "o": return try integer(number, radix: 8, prefix: "0o")
    case "x": return try integer(number, radix: 16, prefix: "0x")
    case "X": return try integer(number, radix: 16, prefix: "0X").uppercased()
    case "c":
      guard let value = UInt32(exactly: number), let scalar = Unicode.Scalar(value) else {
        throw LanguageError(kind: "OverflowError", message: "\(number) is no code point; valid are 0...1114111")
      }
      guard sign == nil, grouping == nil, !alternate else {
        throw ValueError("a character has no sign and no digits to group; only fill, alignment and width apply")
      }
      return padded(String(scalar), usual: .right)
    case "e", "E", "f", "F", "g", "G", "%": return try self.number(Double(number))
    default: throw LanguageError.unknownFormat(type, "int")
    }
  }

  private func integer(_ number: Int, radix: Int, prefix: String, _ leastDigits: Int = 0) throws -> String {
    guard precision == nil else {
      throw ValueError("an int has no digits after the point to limit; a format like .2f has")
    }
    guard grouping != "," || radix == 10 else { throw ValueError("',' groups decimal digits only; '_' groups others") }
    let digits = String(number.magnitude, radix: radix)
    let zeros = String(repeating: "0", count: max(0, leastDigits - digits.count))
    return assembled(
      negative: number < 0, prefix: alternate ? prefix : "", whole: zeros + digits, rest: "",
      groupSize: radix == 10 ? 3 : 4)
  }

  func number(_ number: Double) throws -> String {
    let magnitude = number.magnitude
    var text: String
    switch type {
    case nil: text = unspecified(magnitude)
    case "f", "F": text = printed("f", magnitude, precision ?? 6)
    case "e", "E": text = printed("e", magnitude, precision ?? 6)
    case "g", "G", "n": text = printed("g", magnitude, max(precision ?? 6, 1))
    case "%": text = printed("f", magnitude * 100, precision ?? 6) + "%"
    default: throw LanguageError.unknownFormat(type, "float")
    }
    if type == "E" || type == "F" || type == "G" { text = text.uppercased() }
    let whole = text.prefix { $0.isNumber }
    let isNegative = number.sign == .minus && !number.isNaN
    return whole.isEmpty
      ? assembled(negative: isNegative, prefix: "", whole: text, rest: "")
      : assembled(negative: isNegative, prefix: "", whole: String(whole), rest: String(text.dropFirst(whole.count)))
  }

  /// Without a type: as `str` does, or to so many significant digits, with at least one after the point.
  private func unspecified(_ magnitude: Double) -> String {
    guard let precision, magnitude.isFinite else { return pythonSpelling(of: magnitude) }
    let digits = max(precision, 1)
    let text = printed("g", magnitude, digits)
    if text.contains("e") { return text }
    // Where the point would come after the last digit asked for, Python switches to an exponent.
    if text.contains(".") { return text }
    return text.count >= digits && digits > 0 && text != "0" && text.count == digits
      ? FormatSpecification.exponent(magnitude, digits) : text + ".0"
  }

  private static func exponent(_ magnitude: Double, _ digits: Int) -> String {
    let text = String(format: "%.\(digits - 1)e", magnitude)
    guard text.contains(".") else { return text }
    let parts = text.split(separator: "e")
    var mantissa = parts[0]
    while mantissa.last == "0" { mantissa.removeLast() }
    if mantissa.last == "." { mantissa.removeLast() }
    return mantissa + "e" + parts[1]
  }

  private func printed(_ letter: String, _ magnitude: Double, _ precision: Int) -> String {
    guard magnitude.isFinite else { return magnitude.isNaN ? "nan" : "inf" }
    return String(format: "%" + (alternate ? "#" : "") + ".\(precision)" + letter, magnitude)
  }
}
