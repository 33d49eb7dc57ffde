extension StringMethods {
  static var testing: [Command] {
    [
      test("isalpha", "Whether there are only letters.") { $0.properties.generalCategory.isLetter },
      test("isdigit", "Whether there are only digits.") { isDigit($0) },
      test("isdecimal", "Whether there are only decimal digits.") { $0.properties.generalCategory == .decimalNumber },
      test("isnumeric", "Whether there are only numerals.") { $0.properties.numericType != nil },
      test("isalnum", "Whether there are only letters and numerals.") {
        $0.properties.generalCategory.isLetter || $0.properties.numericType != nil
      },
      test("isspace", "Whether there is only white space.") { isSpace($0) },
      row("isprintable", [], returns: "bool", "Whether repr() shows every character as it is.") { text, _ in
        .bool(text.unicodeScalars.allSatisfy(isPrintable))
      },
      row("isidentifier", [], returns: "bool", "Whether it could be a name.") { text, _ in
        .bool(isIdentifier(text))
      },
      row("istitle", [], returns: "bool", "Whether each word begins with a capital and goes on small.") { text, _ in
        .bool(isTitle(text))
      },
      row("isascii", [], returns: "bool", "Whether every character is ASCII.") { text, _ in
        .bool(text.utf8.allSatisfy { $0 < 128 })
      },
      row("isupper", [], returns: "bool", "Whether all letters are capitals.") { text, _ in
        .bool(
          text.unicodeScalars.contains { $0.properties.isUppercase }
            && !text.unicodeScalars.contains { $0.properties.isLowercase })
      },
      row("islower", [], returns: "bool", "Whether all letters are small.") { text, _ in
        .bool(
          text.unicodeScalars.contains { $0.properties.isLowercase }
            && !text.unicodeScalars.contains { $0.properties.isUppercase })
      },
    ]
  }

  private static func test(_ name: String, _ summary: String, _ holds: @escaping (Unicode.Scalar) -> Bool) -> Command {
    row(name, returns: "bool", summary) { text, _ in .bool(!text.isEmpty && text.unicodeScalars.allSatisfy(holds)) }
  }

  private static func isIdentifier(_ text: String) -> Bool {
    guard let first = text.unicodeScalars.first else { return false }
    return (first == "_" || first.properties.isXIDStart)
      && text.unicodeScalars.dropFirst().allSatisfy(\.properties.isXIDContinue)
  }

  private static func isTitle(_ text: String) -> Bool {
    var (insideWord, hasLetters) = (false, false)
    for scalar in text.unicodeScalars {
      let isCapital = scalar.properties.isUppercase || scalar.properties.generalCategory == .titlecaseLetter
      if isCapital, insideWord { return false }
      if scalar.properties.isLowercase, !insideWord { return false }
      insideWord = isCapital || scalar.properties.isLowercase
      hasLetters = hasLetters || insideWord
    }
    return hasLetters
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.numericType == .decimal || scalar.properties.numericType == .digit
  }
}

extension Unicode.GeneralCategory {
  fileprivate var isLetter: Bool {
    switch self {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
    default: false
    }
  }
}
