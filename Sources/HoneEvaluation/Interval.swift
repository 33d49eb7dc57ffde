#if canImport(Glibc)
  import Glibc
#endif

/// A 95 % interval.
package struct Interval: Equatable, Sendable {
  package var low: Double
  package var high: Double

  package init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }

  /// The 97.5 % point of the normal distribution.
  static let z = 1.959963984540054

  /// Wilson's score interval for a proportion (Wilson 1927); 0...1 where nothing was counted.
  package static func wilson(_ successes: Int, of count: Int) -> Interval {
    precondition(successes >= 0 && successes <= count)
    guard count > 0 else { return Interval(low: 0, high: 1) }
    let n = Double(count)
    let p = Double(successes) / n
    let z2 = z * z
    let centre = p + z2 / (2 * n)
    let spread = z * ((p * (1 - p) + z2 / (4 * n)) / n).squareRoot()
    return Interval(
      low: successes == 0 ? 0 : (centre - spread) / (1 + z2 / n),
      high: successes == count ? 1 : (centre + spread) / (1 + z2 / n))
  }
}
