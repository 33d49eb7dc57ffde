extension Value {
  /// `!r`, `!s`, `!a`
  func converted(by conversion: Character?) -> Value {
    switch conversion {
    case "r": .string(repr)
    case "s": .string(str)
    case "a": .string(asciiOnly(repr))
    default: self
    }
  }

  /// What `format(x, specification)` gives.
  func formatted(_ specification: String) throws -> String {
    if specification.isEmpty { return str }
    let format = try FormatSpecification(parsing: specification)
    switch self {
    case .string(let text): return try format.text(text)
    case .float(let number): return try format.number(number)
    case .int(let number): return try format.number(number)
    case .bool(let flag):
      // As in Python, only a bare width leaves the words.
      return format.type == "s" ? try format.text(str) : try format.number(flag ? 1 : 0)
    default: throw LanguageError.noFormat(self, specification)
    }
  }
}

/// Escapes everything beyond ASCII.
private func asciiOnly(_ text: String) -> String {
  text.unicodeScalars.map { $0.isASCII ? String($0) : escape($0) }.joined()
}

extension FormatSpecification {
  fileprivate func text(_ text: String) throws -> String {
    guard type == nil || type == "s" else { throw LanguageError.unknownFormat(type, "str") }
    guard sign == nil, grouping == nil, !alternate, alignment != .afterSign else {
      throw ValueError("a str has no sign and no digits to group; only fill, alignment, width and precision apply")
    }
    let shown = precision.map { String(String.UnicodeScalarView(text.unicodeScalars.prefix($0))) } ?? text
    return padded(shown, usual: .left)
  }

  /// Puts sign, prefix and grouped digits together and fills up to the width.
  func assembled(negative: Bool, prefix: String, whole: String, rest: String, groupSize: Int = 3) -> String {
    let signText = negative ? "-" : sign == "+" ? "+" : sign == " " ? " " : ""
    var digits = whole
    if zeroPadded && alignment == nil || alignment == .afterSign {
      let taken = signText.count + prefix.count + rest.count
      if fill == "0" {
        while grouped(digits, groupSize).count + taken < width { digits = "0" + digits }
      } else {
        let missing = max(0, width - taken - grouped(digits, groupSize).count)
        return signText + prefix + String(repeating: String(fill), count: missing) + grouped(digits, groupSize) + rest
      }
    }
    return padded(signText + prefix + grouped(digits, groupSize) + rest, usual: .right)
  }

  private func grouped(_ digits: String, _ size: Int) -> String {
    guard let grouping, digits.allSatisfy(\.isHexDigit) else { return digits }
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % size == 0 { result.append(grouping) }
      result.append(digit)
    }
    return result
  }
}

extension LanguageError {
  static func noFormat(_ value: Value, _ specification: String) -> LanguageError {
    TypeError(
      "\(value.kindWords) has no formats; received '\(specification)'",
      hint: "format its str: {x!s:\(specification)}")
  }

  static func unknownFormat(_ type: Character?, _ name: String) -> LanguageError {
    ValueError("'\(type.map(String.init) ?? "")' is no format of \(withArticle(name))")
  }
}
