import HoneLanguage

extension LanguageError {
  static let longString = LanguageError(
    kind: "MemoryError", message: "a str may have \(SessionLimits.stringBytes) bytes at most")

  static func overflow(_ what: String) -> LanguageError {
    LanguageError(
      kind: "OverflowError", message: "\(what) does not fit in 64 bits", hint: "floats go further: float(x)")
  }

  static func division(_ dividend: Value, _ sign: BinaryOperator) -> LanguageError {
    let message = sign == .power ? "0 has no negative powers" : "division by zero: \(dividend.repr) \(sign.rawValue) 0"
    return LanguageError(kind: "ZeroDivisionError", message: message)
  }

  static func operand(_ sign: String, _ value: Value) -> LanguageError {
    TypeError("'\(sign)' needs a number; received \(value.described)")
  }

  static func operands(_ left: Value, _ sign: String, _ right: Value) -> LanguageError {
    var hint: String?
    if sign == "+", case .string = left { hint = "str(x) turns a value into text; f\"…{x}\" puts it into one" }
    if sign == "+", case .string = right { hint = "str(x) turns a value into text; int(s) or float(s) reads a number" }
    return TypeError("'\(sign)' has no meaning between \(left.asSubject) and \(right.described)", hint: hint)
  }
}

extension SessionLimits {
  /// Throws MemoryError for a string of more bytes than one may have.
  static func checkString(bytes: Int) throws { guard bytes <= stringBytes else { throw LanguageError.longString } }

  /// Throws MemoryError for a container of more items than one may have.
  static func checkContainer(items: Int) throws {
    guard items <= elements else { throw LanguageError.tooLarge("one container", elements) }
  }
}
