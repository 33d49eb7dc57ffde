/// The methods of str. Positions and lengths count code points.
enum StringMethods {
  static var rows: [Command] { changing + trimming + searching + splitting + testing + filling + translating }

  /// A row whose body is given the text.
  static func row(
    _ name: String, _ parameters: [Parameter] = [], returns: String = "str", _ summary: String, _ example: String = "",
    body: @escaping (String, CallContext) throws -> Value
  ) -> Command {
    Command(.method("str"), name, parameters, returns: returns, summary: summary, example: example) { c in
      try body(c.receiver?.str ?? "", c)
    }
  }

  private static var changing: [Command] {
    [
      row("upper", [], "In capitals.") { text, _ in .string(text.uppercased()) },
      row("lower", [], "In small letters.") { text, _ in .string(lowered(text)) },
      row("casefold", [], "For comparing without regard to case.") { text, _ in .string(folded(text)) },
      row("swapcase", [], "Capitals as small letters and the other way round.") { text, _ in
        .string(
          text.unicodeScalars.indices.map { index in
            let scalar = text.unicodeScalars[index]
            if scalar.properties.isUppercase { return lowered(text.unicodeScalars, at: index) }
            return scalar.properties.isLowercase ? scalar.properties.uppercaseMapping : String(scalar)
          }.joined())
      },
      row("capitalize", [], "The first letter as a capital, the others small.") { text, _ in
        .string(
          (text.unicodeScalars.first?.properties.titlecaseMapping ?? "")
            + text.unicodeScalars.indices.dropFirst().map { lowered(text.unicodeScalars, at: $0) }.joined())
      },
      row("title", [], "Each word with a capital.") { text, _ in .string(titled(text)) },
      row(
        "replace",
        [
          Parameter("old", .string), Parameter("new", .string),
          Parameter("count", .int, .value(.int(-1)), "at most so many"),
        ],
        "With each `old` replaced by `new`.", "text.replace(\"\\n\", \" \")"
      ) { text, c in .string(try replaced(text, c.string("old"), c.string("new"), c.int("count"))) },
      row(
        "join", [Parameter("texts", .iterable, .required, "a list of str")], "The texts with this one between them.",
        "\", \".join(labels)"
      ) { text, c in
        let texts = try c.list("texts").enumerated().map { index, value in
          guard case .string(let text) = value else {
            throw TypeError(
              "join() needs a list of str; item \(index) is \(value.described)", hint: "\", \".join(str(x) for x in xs)"
            )
          }
          return text
        }
        guard texts.reduce(0, { $0 + $1.utf8.count }) + text.utf8.count * texts.count <= SessionLimits.stringBytes
        else { throw LanguageError.longString }
        return .string(texts.joined(separator: text))
      },
      row(
        "format",
        [
          Parameter("values", .any, .value(.none), "for {} and {0}", isVariadic: true),
          Parameter("names", .any, .value(.none), "for {name}", collectsKeywords: true),
        ],
        "With each {…} filled in.", "\"{:.1%} of {name}\".format(0.87, name=\"test\")"
      ) { text, c in
        .string(
          try TemplateFormat(evaluator: c.session.evaluator, values: c.list("values"), names: c.dict("names")).filled(
            text))
      },
    ]
  }

  private static func lowered(_ text: String) -> String {
    let scalars = text.unicodeScalars
    return scalars.contains("Σ") ? scalars.indices.map { lowered(scalars, at: $0) }.joined() : text.lowercased()
  }

  /// A sigma that ends a word has a form of its own (Unicode, Final_Sigma).
  private static func lowered(_ text: String.UnicodeScalarView, at index: String.UnicodeScalarView.Index) -> String {
    guard text[index] == "Σ" else { return text[index].properties.lowercaseMapping }
    let before = text[..<index].last { !$0.properties.isCaseIgnorable }
    let after = text[text.index(after: index)...].first { !$0.properties.isCaseIgnorable }
    return before?.properties.isCased == true && after?.properties.isCased != true ? "ς" : "σ"
  }

  /// Unicode's full case folding, which is the small letters of the capitals but for dotless i and Cherokee.
  private static func folded(_ text: String) -> String {
    text.unicodeScalars.map { scalar in
      switch scalar.value {
      case 0x131: String(scalar)
      case 0x13A0...0x13FD, 0xAB70...0xABBF: scalar.properties.uppercaseMapping
      default: scalar.properties.uppercaseMapping.unicodeScalars.map(\.properties.lowercaseMapping).joined()
      }
    }.joined()
  }

  private static func titled(_ text: String) -> String {
    var result = ""
    var insideWord = false
    for index in text.unicodeScalars.indices {
      let properties = text.unicodeScalars[index].properties
      result += insideWord ? lowered(text.unicodeScalars, at: index) : properties.titlecaseMapping
      insideWord = properties.isCased
    }
    return result
  }

  private static func replaced(_ text: String, _ old: String, _ new: String, _ count: Int) throws -> String {
    let limit = count < 0 ? Int.max : count
    if old.isEmpty { return try interleaved(text, new, limit) }
    let bytes = ByteText(text)
    let needle = ByteText(old)
    let matches = bytes.all(needle, limit: limit)
    let growth = (new.utf8.count - old.utf8.count).multipliedReportingOverflow(by: matches.count)
    guard !growth.overflow, bytes.bytes.count + growth.partialValue <= SessionLimits.stringBytes else {
      throw LanguageError.longString
    }
    var result: [UInt8] = []
    var start = 0
    for match in matches {
      result += bytes.bytes[start..<match]
      result += Array(new.utf8)
      start = match + needle.bytes.count
    }
    result += bytes.bytes[start...]
    return ByteText.string(result)
  }

  /// Replacing the empty text puts the new one around every character.
  private static func interleaved(_ text: String, _ new: String, _ limit: Int) throws -> String {
    let places = min(limit, text.unicodeScalars.count + 1)
    let growth = new.utf8.count.multipliedReportingOverflow(by: places)
    guard !growth.overflow, growth.partialValue <= SessionLimits.stringBytes - text.utf8.count else {
      throw LanguageError.longString
    }
    var result = ""
    var used = 0
    for scalar in text.unicodeScalars {
      if used < limit { result += new }
      used += 1
      result.unicodeScalars.append(scalar)
    }
    return used < limit ? result + new : result
  }
}
