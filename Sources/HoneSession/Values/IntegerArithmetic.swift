import HoneLanguage

/// 64-bit ints: what does not fit is an OverflowError, division rounds down.
extension Arithmetic {
  static func apply(_ a: Int, _ sign: BinaryOperator, _ b: Int) throws -> Value {
    switch sign {
    case .add: return try fitting(a.addingReportingOverflow(b), a, sign, b)
    case .subtract: return try fitting(a.subtractingReportingOverflow(b), a, sign, b)
    case .multiply: return try fitting(a.multipliedReportingOverflow(by: b), a, sign, b)
    case .divide:
      guard b != 0 else { throw LanguageError.division(.int(a), sign) }
      return .float(Double(a) / Double(b))
    case .floorDivide: return .int(try floorDivision(a, b, sign).quotient)
    case .modulo: return .int(try floorDivision(a, b, sign).remainder)
    case .power: return try power(a, b)
    case .bitAnd: return .int(a & b)
    case .bitOr: return .int(a | b)
    case .bitXor: return .int(a ^ b)
    case .shiftLeft, .shiftRight: return try shifted(a, sign, b)
    }
  }

  private static func fitting(
    _ result: (partialValue: Int, overflow: Bool), _ a: Int, _ sign: BinaryOperator, _ b: Int
  ) throws -> Value {
    guard !result.overflow else { throw LanguageError.overflow("\(a) \(sign.rawValue) \(b)") }
    return .int(result.partialValue)
  }

  static func floorDivision(_ a: Int, _ b: Int, _ sign: BinaryOperator) throws -> (quotient: Int, remainder: Int) {
    guard b != 0 else { throw LanguageError.division(.int(a), sign) }
    // Only Int.min // -1 does not fit.
    if b == -1 { return (try -checkedNegatable(a), 0) }
    let (quotient, remainder) = a.quotientAndRemainder(dividingBy: b)
    return remainder != 0 && (remainder < 0) != (b < 0) ? (quotient - 1, remainder + b) : (quotient, remainder)
  }

  private static func checkedNegatable(_ a: Int) throws -> Int {
    guard a != .min else { throw LanguageError.overflow("\(a) // -1") }
    return a
  }

  private static func power(_ base: Int, _ exponent: Int) throws -> Value {
    guard exponent >= 0 else {
      guard base != 0 else { throw LanguageError.division(.int(base), .power) }
      return .float(try power(Double(base), Double(exponent)))
    }
    var result = 1
    var square = base
    var left = exponent
    while left > 0 {
      if left & 1 == 1 {
        let product = result.multipliedReportingOverflow(by: square)
        guard !product.overflow else { throw LanguageError.overflow("\(base) ** \(exponent)") }
        result = product.partialValue
      }
      left >>= 1
      guard left > 0 else { break }
      let product = square.multipliedReportingOverflow(by: square)
      guard !product.overflow else { throw LanguageError.overflow("\(base) ** \(exponent)") }
      square = product.partialValue
    }
    return .int(result)
  }

  private static func shifted(_ a: Int, _ sign: BinaryOperator, _ count: Int) throws -> Value {
    guard count >= 0 else { throw ValueError("a shift must not be negative; received \(count)") }
    if sign == .shiftRight { return .int(a >> min(count, 63)) }
    guard a != 0 else { return .int(0) }
    let result = count < 64 ? a << count : 0
    guard count < 64, result >> count == a else { throw LanguageError.overflow("\(a) << \(count)") }
    return .int(result)
  }
}
