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
          Parameter("ndigits", .optional(.int), .value(.none), "after the point"),
        ],
        returns: "number", summary: "The nearest number with so many digits; a half goes to the even side.",
        example: "round(0.8725, 2)"
      ) { c in
        let digits = try c.optionalInt("ndigits")
        guard case .float(let number) = c.given("number") else { return .int(try rounded(c.int("number"), digits)) }
        guard let digits else { return .int(try whole(number.rounded(.toNearestOrEven), "round()")) }
        return .float(try rounded(number, digits))
      },
    ]
  }

  /// A float as an int. Throws for what no int can hold.
  static func whole(_ number: Double, _ what: String) throws -> Int {
    if number.isNaN { throw ValueError("\(what) cannot make an int of nan") }
    guard number.isFinite else {
      throw LanguageError(
        kind: "OverflowError", message: "\(what) cannot make an int of \(pythonSpelling(of: number))")
    }
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
    // In whole units of the place rounded to; the digits behind the point are the exact ones of the float.
    let text = String(format: "%.0f", number.magnitude.rounded(.down))
    let places = -digits
    guard text.count >= places else { return copysign(0, number) }
    let kept = text.dropLast(places)
    let isUp = roundsUp(kept, text.suffix(places), hasMore: number.magnitude != number.magnitude.rounded(.down))
    let zeros = String(repeating: "0", count: places)
    guard let down = Double((kept.isEmpty ? "0" : kept) + zeros), let unit = Double("1" + zeros) else { return number }
    // Adding one unit is exact in decimal; the nearest float to that is what reading the digits would give.
    let result = isUp ? nearest(to: kept, plusOneWith: zeros) ?? down + unit : down
    guard result.isFinite else {
      throw LanguageError(kind: "OverflowError", message: "the rounded number is larger than any float")
    }
    return copysign(result, number)
  }

  /// Whether the digits dropped are more than half a unit, or just half behind an odd digit.
  private static func roundsUp(_ kept: Substring, _ dropped: Substring, hasMore: Bool) -> Bool {
    guard let first = dropped.first else { return false }
    if first != "5" { return first > "5" }
    if hasMore || dropped.dropFirst().contains(where: { $0 != "0" }) { return true }
    return kept.last.map { "13579".contains($0) } ?? false
  }

  /// The digits plus one in the last place, followed by zeros, as the nearest float.
  private static func nearest(to kept: Substring, plusOneWith zeros: String) -> Double? {
    var digits = Array(kept.utf8)
    var place = digits.count - 1
    while place >= 0, digits[place] == 57 {
      digits[place] = 48
      place -= 1
    }
    if place >= 0 { digits[place] += 1 } else { digits.insert(49, at: 0) }
    return Double(String(decoding: digits, as: UTF8.self) + zeros)
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
