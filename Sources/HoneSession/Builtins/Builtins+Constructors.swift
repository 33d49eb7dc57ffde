import OrderedCollections

extension Builtins {
  static var constructors: [Command] {
    [
      type("str", [Parameter("value", .any, .value(.string("")))], "The value as text.", "str(0.1)") { c in
        .string(c.given("value").str)
      },
      type(
        "bool", [Parameter("value", .any, .value(.bool(false)))], "Whether the value is true: not zero, None or empty.",
        "bool(\"\")"
      ) { c in .bool(c.given("value").isTrue) },
      type(
        "int",
        [
          Parameter("value", .either([.int, .float, .string]), .value(.int(0))),
          Parameter("base", .int, .text("10"), "for text: 2 to 36, or 0 to read a prefix"),
        ],
        "A number cut to a whole one, or text read as one.", "int(\"42\")"
      ) { c in
        let value = c.given("value")
        let base = try c.optionalInt("base")
        switch value {
        case .string(let text): return .int(try integer(text, base ?? 10))
        case _ where base != nil: throw TypeError("int() reads text in a base; received \(value.described)")
        case .float(let number): return .int(try whole(number, "int()"))
        default: return .int(try c.int("value"))
        }
      },
      type(
        "float", [Parameter("value", .either([.float, .string]), .value(.int(0)))],
        "A number, or text read as one, as a float.", "float(\"2e-4\")"
      ) { c in
        guard case .string(let text) = c.given("value") else { return .float(try c.float("value")) }
        return .float(try float(text))
      },
      type("list", [optionalItems], "A new list of the items.", "list(range(3))") { c in .list(try c.list("items")) },
      type("tuple", [optionalItems], "The items as a tuple, which cannot change.", "tuple([1, 2])") { c in
        .tuple(try c.list("items"))
      },
      type("set", [optionalItems], "The different items.", "set(labels)") { c in
        .set(SetObject(OrderedSet(try c.list("items").map { try Key($0) })))
      },
      type(
        "dict",
        [
          Parameter("items", .iterable, .value(.tuple([])), "a dict or pairs"),
          Parameter("entries", .any, .value(.none), "", collectsKeywords: true),
        ],
        "A new dict.", "dict(lr=2e-4, seed=7)"
      ) { c in
        let dict = DictObject()
        try dict.update(from: c.given("items"), c)
        try dict.update(from: c.given("entries"), c)
        return .dict(dict)
      },
      type("type", [Parameter("value")], "The type of a value.", "type(3)") { c in .type(c.given("value").type) },
      Command(
        .function, "isinstance",
        [Parameter("value"), Parameter("type", .any, .required, "a type or a tuple of types")],
        returns: "bool", summary: "Whether a value is of a type.", example: "isinstance(x, (int, float))"
      ) { c in
        .bool(try isKind(c.given("value").type, of: c.given("type"), c))
      },
      Command(
        .function, "issubclass", [Parameter("type"), Parameter("base", .any, .required, "a type or a tuple of types")],
        returns: "bool", summary: "Whether a type is another, or a kind of it.",
        example: "issubclass(KeyError, Exception)"
      ) { c in
        guard case .type(let type) = c.given("type") else {
          throw TypeError("issubclass() needs a type first; received \(c.given("type").described)")
        }
        return .bool(try isKind(type, of: c.given("base"), c))
      },
    ]
  }

  private static func isKind(_ own: TypeObject, of candidate: Value, _ c: CallContext, depth: Int = 0) throws -> Bool {
    guard depth < SessionLimits.valueDepth else { throw LanguageError.tooDeep }
    switch candidate {
    case .type(let type): return own.isSubtype(of: type)
    case .tuple(let types): return try types.items.contains { try isKind(own, of: $0, c, depth: depth + 1) }
    default:
      throw TypeError("\(c.command.name)() needs a type or a tuple of types; received \(candidate.described)")
    }
  }

  private static var optionalItems: Parameter {
    Parameter("items", .iterable, .value(.tuple([])))
  }

  private static func type(
    _ name: String, _ parameters: [Parameter], _ summary: String, _ example: String,
    body: @escaping (CallContext) throws -> Value
  ) -> Command {
    Command(.function, name, parameters, returns: name, summary: summary, example: example, body: body)
  }

  /// Reads an int as Python does: surrounding space, a sign, single underscores between digits.
  private static func integer(_ text: String, _ base: Int) throws -> Int {
    let problem = ValueError(
      "int() cannot read \(Value.string(text).brief) as a whole number\(base == 10 ? "" : " in base \(base)")")
    guard base == 0 || (2...36).contains(base) else {
      throw ValueError("the base of int() must be 0 or 2...36; received \(base)")
    }
    var digits = withASCIIDigits(StringMethods.stripped(text, nil, .both))[...]
    let isNegative = digits.first == "-"
    if isNegative || digits.first == "+" { digits = digits.dropFirst() }
    var radix = base
    let prefixes: [(String, Int)] = [("0x", 16), ("0o", 8), ("0b", 2)]
    if let (_, found) = prefixes.first(where: { digits.lowercased().hasPrefix($0.0) && (base == 0 || base == $0.1) }) {
      radix = found
      digits = digits.dropFirst(2)
      if digits.first == "_" { digits = digits.dropFirst() }
    } else if base == 0 {
      radix = 10
      // As in the source, where 010 would be read in two ways.
      if digits.first == "0", digits.contains(where: { $0 != "0" && $0 != "_" }) { throw problem }
    }
    guard let plain = withoutUnderscores(digits), plain.allSatisfy(\.isASCII) else { throw problem }
    guard plain.allSatisfy({ $0.hexOrLetterValue.map { $0 < radix } ?? false }) else { throw problem }
    guard let number = Int((isNegative ? "-" : "") + plain, radix: radix) else {
      throw LanguageError.overflow(Value.string(text).brief)
    }
    return number
  }

  /// Decimal digits of every script as ASCII ones.
  private static func withASCIIDigits(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 128 }) { return text }
    return text.unicodeScalars.map { scalar in
      guard scalar.properties.generalCategory == .decimalNumber, let value = scalar.properties.numericValue else {
        return String(scalar)
      }
      return String(Int(value))
    }.joined()
  }

  private static func withoutUnderscores(_ digits: Substring) -> String? {
    guard !digits.isEmpty, digits.first != "_", digits.last != "_", !digits.contains("__") else { return nil }
    return digits.filter { $0 != "_" }
  }

  private static func float(_ text: String) throws -> Double {
    let trimmed = withASCIIDigits(StringMethods.stripped(text, nil, .both)).lowercased()
    let problem = ValueError("float() cannot read \(Value.string(text).brief) as a number")
    var body = trimmed[...]
    let isNegative = body.first == "-"
    if isNegative || body.first == "+" { body = body.dropFirst() }
    if body == "inf" || body == "infinity" { return isNegative ? -.infinity : .infinity }
    if body == "nan" { return .nan }
    guard body.allSatisfy({ "0123456789._e+-".contains($0) }), hasUnderscoresOnlyBetweenDigits(body) else {
      throw problem
    }
    guard body.first != "-", body.first != "+", let number = Double(body.filter { $0 != "_" }) else { throw problem }
    return isNegative ? -number : number
  }

  private static func hasUnderscoresOnlyBetweenDigits(_ text: Substring) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.indices.allSatisfy { index in
      bytes[index] != 95
        || (index > 0 && index + 1 < bytes.count && (48...57).contains(bytes[index - 1])
          && (48...57).contains(bytes[index + 1]))
    }
  }
}

extension Character {
  fileprivate var hexOrLetterValue: Int? {
    guard let ascii = asciiValue else { return nil }
    switch ascii {
    case 48...57: return Int(ascii) - 48
    case 97...122: return Int(ascii) - 87
    case 65...90: return Int(ascii) - 55
    default: return nil
    }
  }
}
