import HoneEvaluation
import Testing

@Suite struct IntervalTests {
  /// Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), table I,
  /// method 3 (Wilson's score interval without continuity correction), to four places.
  static let published: [(right: Int, count: Int, low: Double, high: Double)] = [
    (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718),
  ]

  @Test(arguments: published) func wilsonAgreesWithPublishedFigures(
    _ example: (right: Int, count: Int, low: Double, high: Double)
  ) {
    let interval = Interval.wilson(example.right, of: example.count)
    #expect(abs(interval.low - example.low) < 0.00005)
    #expect(abs(interval.high - example.high) < 0.00005)
  }

  @Test func theEndsAreExactlyZeroAndOne() {
    // z² / (n + z²) = 3.841459 / 23.841459
    #expect(Interval.wilson(0, of: 20).low == 0)
    #expect(abs(Interval.wilson(0, of: 20).high - 0.161125) < 1e-6)
    #expect(Interval.wilson(20, of: 20).high == 1)
    #expect(abs(Interval.wilson(20, of: 20).low - 0.838875) < 1e-6)
  }

  @Test func nothingCountedSaysNothing() { #expect(Interval.wilson(0, of: 0) == Interval(low: 0, high: 1)) }

  @Test func itIsSymmetricAndHoldsTheProportion() {
    for count in [1, 2, 7, 400, 1_000_000] {
      for right in Set([0, 1, count / 3, count / 2, count - 1, count]) {
        let interval = Interval.wilson(right, of: count)
        let mirrored = Interval.wilson(count - right, of: count)
        #expect(abs(interval.low - (1 - mirrored.high)) < 1e-12)
        #expect((interval.low...interval.high).contains(Double(right) / Double(count)), "\(right) of \(count)")
      }
    }
  }
}
