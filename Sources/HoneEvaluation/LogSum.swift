#if canImport(Glibc)
  import Glibc
#endif

package enum LogSum {
  /// ln Σ e^x, without overflow; -∞ for none.
  package static func of(_ values: [Double]) -> Double {
    guard let top = values.max(), top > -.infinity else { return -.infinity }
    return top + log(values.reduce(0) { $0 + exp($1 - top) })
  }

  package static func exponential(_ value: Double) -> Double { exp(value) }
}
