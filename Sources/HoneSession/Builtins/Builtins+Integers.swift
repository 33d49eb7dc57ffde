import HoneLanguage

extension Builtins {
  static var integers: [Command] {
    let number: ParameterKind = .either([.int, .float])
    return [
      Command(
        .function, "divmod", [Parameter("a", number), Parameter("b", number)], returns: "tuple",
        summary: "The quotient rounded down, and what remains.", example: "divmod(17, 5)"
      ) { c in
        let (a, b) = (c.given("a"), c.given("b"))
        return .tuple([try Arithmetic.apply(a, .floorDivide, b), try Arithmetic.apply(a, .modulo, b)])
      },
      Command(
        .function, "pow",
        [
          Parameter("base", number), Parameter("exp", number),
          Parameter("mod", .optional(.int), .value(.none), "the result is taken modulo this"),
        ], returns: "number", summary: "A number to a power.", example: "pow(2, 10)"
      ) { c in
        guard let modulus = try c.optionalInt("mod") else {
          return try Arithmetic.apply(c.given("base"), .power, c.given("exp"))
        }
        guard let base = c.given("base").asInt, let exponent = c.given("exp").asInt else {
          throw TypeError("pow() with a modulus needs ints")
        }
        return .int(try power(base, exponent, modulo: modulus))
      },
      spelling("hex", "A whole number in base 16.", "0x", 16), spelling("oct", "A whole number in base 8.", "0o", 8),
      spelling("bin", "A whole number in base 2.", "0b", 2),
    ]
  }

  private static func spelling(_ name: String, _ summary: String, _ prefix: String, _ radix: Int) -> Command {
    Command(.function, name, [Parameter("number", .int)], returns: "str", summary: summary, example: "\(name)(255)") {
      c in
      let number = try c.int("number")
      return .string((number < 0 ? "-" : "") + prefix + String(number.magnitude, radix: radix))
    }
  }

  /// By squaring; products of two 64-bit numbers are reduced from their full 128 bits.
  private static func power(_ base: Int, _ exponent: Int, modulo modulus: Int) throws -> Int {
    guard modulus != 0 else { throw ValueError("the modulus of pow() must not be 0") }
    guard exponent >= 0 else {
      throw ValueError("pow() with a modulus needs an exponent of 0 or more; received \(exponent)")
    }
    let size = modulus.magnitude
    func product(_ a: UInt, _ b: UInt) -> UInt { size.dividingFullWidth(a.multipliedFullWidth(by: b)).remainder }
    var square = base.magnitude % size
    var result = 1 % size
    var left = exponent
    while left > 0 {
      if left & 1 == 1 { result = product(result, square) }
      square = product(square, square)
      left >>= 1
    }
    let isNegative = base < 0 && exponent & 1 == 1
    let positive = isNegative && result != 0 ? size - result : result
    return modulus > 0 || positive == 0 ? Int(bitPattern: positive) : Int(bitPattern: positive &- size)
  }

  static var characters: [Command] {
    [
      Command(
        .function, "ord", [Parameter("character", .string)], returns: "int", summary: "The code point of a character.",
        example: "ord(\"é\")"
      ) { c in
        let scalars = try c.string("character").unicodeScalars
        guard let scalar = scalars.first, scalars.count == 1 else {
          throw TypeError("ord() needs one character; received \(scalars.count) of them")
        }
        return .int(Int(scalar.value))
      },
      Command(
        .function, "chr", [Parameter("code", .int)], returns: "str", summary: "The character of a code point.",
        example: "chr(233)"
      ) { c in .string(String(try scalar(c.int("code"), "chr()"))) },
    ]
  }

  /// Throws ValueError for what is no code point, halves of surrogate pairs included.
  static func scalar(_ number: Int, _ what: String) throws -> Unicode.Scalar {
    guard let code = UInt32(exactly: number), let scalar = Unicode.Scalar(code) else {
      throw ValueError("\(what) needs a code point, 0...1114111 without 55296...57343; received \(number)")
    }
    return scalar
  }
}
