extension StringMethods {
  static var translating: [Command] {
    [
      row(
        "expandtabs", [Parameter("tabsize", .int, .value(.int(8)))], "With spaces up to the next tab stop.",
        "line.expandtabs(4)"
      ) {
        text, c in .string(try expanded(text, c.int("tabsize")))
      },
      row(
        "format_map", [Parameter("names", .dict, .required, "for {name}")], "With each {name} filled in from a dict.",
        "\"{text}: {label}\".format_map(row)"
      ) { text, c in
        .string(try TemplateFormat(evaluator: c.session.evaluator, values: [], names: c.dict("names")).filled(text))
      },
      row(
        "translate", [Parameter("table", .dict, .required, "what str.maketrans() gives")],
        "With each character replaced by what a table has for it.", "text.translate(str.maketrans(\"jo\", \"JO\"))"
      ) { text, c in .string(try translated(text, c.dict("table"))) },
      Command(
        .method("str"), "maketrans",
        [
          Parameter("from", .either([.string, .dict]), .required, "the characters, or a dict from each to its text"),
          Parameter("to", .string, .text("none"), "what each becomes"),
          Parameter("without", .string, .value(.string("")), "characters to take away"),
        ], returns: "dict", summary: "A table for translate().",
        example: "text.translate(str.maketrans(\"“”\", '\"\"'))",
        isOfType: true
      ) { c in .dict(try table(c)) },
    ]
  }

  private static func expanded(_ text: String, _ width: Int) throws -> String {
    guard width <= SessionLimits.formatWidth else {
      throw ValueError("tab stops may be \(SessionLimits.formatWidth) apart at most; received \(width)")
    }
    var result = ""
    var column = 0
    for scalar in text.unicodeScalars {
      if scalar == "\t" {
        let missing = width > 0 ? width - column % width : 0
        result += String(repeating: " ", count: missing)
        column += missing
        try SessionLimits.checkString(bytes: result.utf8.count)
      } else {
        result.unicodeScalars.append(scalar)
        column = scalar == "\n" || scalar == "\r" ? 0 : column + 1
      }
    }
    return result
  }

  private static func translated(_ text: String, _ table: DictObject) throws -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch table.entries[Key(Int(scalar.value))] {
      case nil: result.unicodeScalars.append(scalar)
      case .none?: break
      case .string(let replacement)?: result += replacement
      case let value?: result.unicodeScalars.append(try codePoint(value))
      }
      try SessionLimits.checkString(bytes: result.utf8.count)
    }
    return result
  }

  private static func codePoint(_ value: Value) throws -> Unicode.Scalar {
    guard let number = value.asInt else {
      throw TypeError("a table for translate() holds str, code points or None; received \(value.described)")
    }
    return try Builtins.scalar(number, "translate()")
  }

  private static func table(_ c: CallContext) throws -> DictObject {
    let table = DictObject()
    if case .dict(let entries) = c.given("from") {
      for (key, value) in entries.entries { table.entries[try tableKey(key.value)] = value }
      return table
    }
    let from = Array(try c.string("from").unicodeScalars)
    let to = Array(try (c.optionalString("to") ?? "").unicodeScalars)
    guard from.count == to.count else {
      throw ValueError("maketrans() pairs characters: received \(from.count) and \(to.count) of them")
    }
    for (old, new) in zip(from, to) { table.entries[Key(Int(old.value))] = .int(Int(new.value)) }
    for gone in try c.string("without").unicodeScalars { table.entries[Key(Int(gone.value))] = Value.none }
    return table
  }

  private static func tableKey(_ key: Value) throws -> Key {
    if let number = key.asInt { return Key(number) }
    guard case .string(let text) = key, let scalar = text.unicodeScalars.first, text.unicodeScalars.count == 1 else {
      throw ValueError("the keys for maketrans() are single characters or code points; received \(key.brief)")
    }
    return Key(Int(scalar.value))
  }
}
