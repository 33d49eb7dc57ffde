import Foundation
import HoneLanguage

extension Builtins {
  static var numbers: [Command] {
    [
      Command(
        .function, "abs", [Parameter("number", .either([.int, .float]))], returns: "number",
        summary: "The number without its sign.", example: "abs(-3)"
      ) { c in
        if case .float(let number) = c.given("number") { return .float(number.magnitude) }
        let number = try c.int("number")
        guard number != .min else { throw LanguageError.overflow("abs(\(number))") }
        return .int(abs(number))
      },
      Command(
        .function, "round",
        [
          Parameter("number", .either([.int, .float])),
          Parameter("digits", .optional(.int), .value(.none), "after the point"),
        ],
        returns: "number", summary: "The nearest number with so many digits; a half goes to the even side.",
        example: "round(0.8725, 2)"
      ) { c in
        let digits = try c.optionalInt("digits")
        guard case .float(let number) = c.given("number") else { return .int(try rounded(c.int("number"), digits)) }
        guard let digits else { return .int(try whole(number.rounded(.toNearestOrEven), "round()")) }
        return .float(try rounded(number, digits))
      },
    ]
  }

  /// A float as an int. Throws for what no int can hold.
  static func whole(_ number: Double, _ what: String) throws -> Int {
    if number.isNaN { throw ValueError("\(what) cannot make an int of nan") }
    guard let result = Int(exactly: number.rounded(.towardZero)) else {
      throw LanguageError.overflow("\(pythonSpelling(of: number))")
    }
    return result
  }

  private static func rounded(_ number: Double, _ digits: Int) throws -> Double {
    // A float has 17 digits: beyond 323 places nothing is left to round, before -308 nothing stays.
    guard number.isFinite, digits <= 323 else { return number }
    guard digits >= -308 else { return copysign(0, number) }
    if digits >= 0 {
      // The text has the exact decimal value rounded half to even, which is Python's rule.
      return Double(String(format: "%.\(digits)f", number)) ?? number
    }
    let scale = pow(10, Double(-digits))
    let result = (number / scale).rounded(.toNearestOrEven) * scale
    guard result.isFinite else {
      throw LanguageError(kind: "OverflowError", message: "the rounded number is larger than any float")
    }
    return result
  }

  private static func rounded(_ number: Int, _ digits: Int?) throws -> Int {
    guard let digits, digits < 0 else { return number }
    guard digits >= -18 else { return 0 }
    let scale = (0..<(-digits)).reduce(1) { scale, _ in scale * 10 }
    let (quotient, remainder) = try Arithmetic.floorDivision(number, scale, .modulo)
    let isUp = remainder * 2 > scale || (remainder * 2 == scale && quotient % 2 != 0)
    let result = (quotient + (isUp ? 1 : 0)).multipliedReportingOverflow(by: scale)
    guard !result.overflow else { throw LanguageError.overflow("round(\(number), \(digits))") }
    return result.partialValue
  }
}
