/// The shortest digits that read back as the same float, the way Python writes them: 1e+16, 1e-05, 0.1, inf.
package func pythonSpelling(of number: Double) -> String {
  if number.isNaN { return "nan" }
  if number.isInfinite { return number < 0 ? "-inf" : "inf" }
  if number == 0 { return number.sign == .minus ? "-0.0" : "0.0" }
  let (digits, exponent) = shortestDigits(of: number.magnitude)
  let sign = number < 0 ? "-" : ""
  guard (-4..<16).contains(exponent) else { return sign + scientific(digits, exponent) }
  if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
  let whole = exponent + 1
  if digits.count <= whole { return sign + digits + String(repeating: "0", count: whole - digits.count) + ".0" }
  return sign + digits.prefix(whole) + "." + digits.dropFirst(whole)
}

/// `digits` with the point after the first one, and an exponent of at least two digits.
func scientific(_ digits: some StringProtocol, _ exponent: Int, _ letter: String = "e") -> String {
  let fraction = digits.dropFirst()
  let power = String(exponent.magnitude)
  return digits.prefix(1) + (fraction.isEmpty ? "" : "." + fraction) + letter + (exponent < 0 ? "-" : "+")
    + (power.count < 2 ? "0" : "") + power
}

/// The shortest digits without leading or trailing zeros, and the power of ten of the first one. `number` is positive.
private func shortestDigits(of number: Double) -> (digits: String, exponent: Int) {
  // Swift's description is the shortest that reads back too; only its layout differs.
  let parts = number.description.split(separator: "e")
  let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
  let whole = mantissa[0]
  let fraction = mantissa.count > 1 ? mantissa[1] : ""
  let written = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
  let all = whole + fraction
  let leading = all.prefix { $0 == "0" }.count
  let digits = all.dropFirst(leading)
  let trailing = digits.reversed().prefix { $0 == "0" }.count
  return (String(digits.dropLast(trailing)), written + whole.count - 1 - leading)
}
