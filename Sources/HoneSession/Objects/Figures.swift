import HoneEvaluation

#if canImport(Glibc)
  import Glibc
#endif

/// How figures are written for people: sensible digits, units, intervals.
enum Figures {
  /// "134.5 M", "2.44 M", "912"
  static func scaled(_ count: Int) -> String {
    switch count {
    case 1_000_000_000...: fixed(Double(count) / 1e9, 2) + " B"
    case 100_000_000...: fixed(Double(count) / 1e6, 1) + " M"
    case 1_000_000...: fixed(Double(count) / 1e6, 2) + " M"
    default: grouped(count)
    }
  }

  /// "98.4 MB"
  static func bytes(_ count: Int) -> String {
    switch count {
    case 1_000_000_000...: fixed(Double(count) / 1e9, 2) + " GB"
    case 100_000...: fixed(Double(count) / 1e6, 1) + " MB"
    default: fixed(Double(count) / 1e3, 1) + " kB"
    }
  }

  /// "65,178"
  static func grouped(_ count: Int) -> String {
    var digits = String(count.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (count < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
  }

  /// "1 row", "65,178 rows"
  static func counted(_ count: Int, _ noun: String) -> String { "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")" }

  /// "8.4 s", "3 min 12 s"
  static func duration(_ seconds: Double) -> String {
    if seconds < 0.1 { return fixed(seconds * 1000, 1) + " ms" }
    if seconds < 60 { return fixed(seconds, 1) + " s" }
    let whole = Int(seconds.rounded())
    return "\(whole / 60) min \(whole % 60) s"
  }

  static func fixed(_ value: Double, _ digits: Int) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    // What snprintf wrote is ASCII and ends within the buffer: doubles have at most 309 digits before the point.
    return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 400) { buffer in
      let length = withVaList([Int32(digits), value]) { vsnprintf(buffer.baseAddress, buffer.count, "%.*f", $0) }
      return String(decoding: buffer.prefix(Int(length)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
  }

  /// "0.870 [0.834, 0.900]"
  static func proportion(_ value: Double, _ interval: Interval) -> String {
    "\(fixed(value, 3)) [\(fixed(interval.low, 3)), \(fixed(interval.high, 3))]"
  }
}
