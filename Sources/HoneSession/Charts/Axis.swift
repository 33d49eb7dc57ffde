#if canImport(Glibc)
  import Glibc
#endif

/// Round numbers along a range, and how they are written.
struct Axis {
  let low: Double
  let high: Double
  let ticks: [Double]
  private let step: Double

  /// About `count` ticks over `range`, which grows to the ticks around it unless `keepsRange`.
  init(_ range: ClosedRange<Double>, count: Int, keepsRange: Bool = false, wholeNumbers: Bool = false) {
    let (lowest, highest) = (range.lowerBound, range.upperBound)
    // A flat series stands in the middle of its axis.
    let span = highest > lowest ? highest - lowest : max(abs(lowest), 1)
    let rough = span / Double(max(1, count))
    let power = pow(10, floor(log10(rough)))
    let nice = ([1, 2, 5, 10].first { rough <= $0 * power * 1.000_001 } ?? 10) * power
    step = wholeNumbers ? max(1, nice.rounded()) : nice
    let middle = highest > lowest ? 0 : span / 2
    let first = floor((lowest - middle) / step + 1e-9), last = ceil((highest + middle) / step - 1e-9)
    let all = stride(from: first, through: last, by: 1).map { [step] in $0 * step }
    low = keepsRange ? lowest : all[0]
    high = keepsRange ? highest : all[all.count - 1]
    ticks = all.filter { [low, high, step] in $0 >= low - step * 1e-6 && $0 <= high + step * 1e-6 }
  }

  func share(_ value: Double) -> Double { high > low ? (value - low) / (high - low) : 0.5 }

  /// "0.5", "1,500", "1.5e-4"
  func label(_ tick: Double) -> String {
    let size = max(abs(low), abs(high))
    if tick == 0 || abs(tick) < step * 1e-6 { return "0" }
    if size < 1e-2 || size >= 1e7 {
      let power = Int(floor(log10(abs(tick) * 1.000_000_1)))
      let mantissa = tick / pow(10, Double(power))
      return Figures.fixed(mantissa, abs(mantissa - mantissa.rounded()) < 1e-6 ? 0 : 1) + "e\(power)"
    }
    let digits = max(0, -Int(floor(log10(step * 1.000_000_1))))
    return digits == 0 ? Figures.grouped(Int(tick.rounded())) : Figures.fixed(tick, digits)
  }
}
