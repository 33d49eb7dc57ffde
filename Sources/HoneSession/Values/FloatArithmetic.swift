import Foundation
import HoneLanguage

extension Arithmetic {
  /// Nil for operators that floats do not have.
  static func apply(_ a: Double, _ sign: BinaryOperator, _ b: Double) throws -> Double? {
    switch sign {
    case .add: return a + b
    case .subtract: return a - b
    case .multiply: return a * b
    case .divide:
      guard b != 0 else { throw LanguageError.division(.float(a), sign) }
      return a / b
    case .floorDivide: return try floorDivision(a, b, sign).quotient
    case .modulo: return try floorDivision(a, b, sign).remainder
    case .power: return try power(a, b)
    case .bitAnd, .bitOr, .bitXor, .shiftLeft, .shiftRight: return nil
    }
  }

  /// Python's `divmod` for floats: the remainder has the divisor's sign, the quotient is whole.
  static func floorDivision(_ a: Double, _ b: Double, _ sign: BinaryOperator) throws -> (
    quotient: Double, remainder: Double
  ) {
    guard b != 0 else { throw LanguageError.division(.float(a), sign) }
    var remainder = fmod(a, b)
    var division = (a - remainder) / b
    if remainder != 0 {
      if (b < 0) != (remainder < 0) {
        remainder += b
        division -= 1
      }
    } else {
      remainder = copysign(0, b)
    }
    guard division != 0 else { return (copysign(0, a / b), remainder) }
    let floor = division.rounded(.down)
    return (division - floor > 0.5 ? floor + 1 : floor, remainder)
  }

  static func power(_ base: Double, _ exponent: Double) throws -> Double {
    if base == 0, exponent < 0 { throw LanguageError.division(.float(base), .power) }
    let result = pow(base, exponent)
    if result.isNaN, !base.isNaN, !exponent.isNaN {
      throw ValueError(
        "a negative number has no real power of \(pythonSpelling(of: exponent)); received \(pythonSpelling(of: base))")
    }
    if result.isInfinite, base.isFinite, exponent.isFinite {
      throw LanguageError(
        kind: "OverflowError",
        message: "\(pythonSpelling(of: base)) ** \(pythonSpelling(of: exponent)) is larger than any float")
    }
    return result
  }
}
