import HoneCore
import Testing

@Suite struct RandomStreamTests {
  @Test func theNumbersAreTheSameOnEveryMachine() {
    var stream = RandomStream(seed: 7, purpose: "split")
    #expect((0..<3).map { _ in stream.next() } == RandomStreamTests.firstOfSeven)
  }
  /// Recorded once; a change here changes every seeded split and sample that users have saved.
  static let firstOfSeven: [UInt64] = [259_538_691_014_391_211, 7_953_074_346_852_658_229, 11_682_306_075_425_567_895]

  @Test func seedPurposeStepAndItemEachMakeAnotherStream() {
    func first(_ seed: UInt64, _ purpose: String, _ step: Int, _ item: Int) -> UInt64 {
      var stream = RandomStream(seed: seed, purpose: purpose, step: step, item: item)
      return stream.next()
    }
    let numbers = [
      first(7, "split", 0, 0), first(8, "split", 0, 0), first(7, "sample", 0, 0), first(7, "split", 1, 0),
      first(7, "split", 0, 1), first(7, "", 0, 0),
    ]
    #expect(Set(numbers).count == numbers.count)
  }

  @Test func aPermutationHoldsEveryNumberOnceAndBoundsAreKept() {
    var stream = RandomStream(seed: 1, purpose: "shuffle")
    #expect(stream.permutation(1000).sorted() == Array(0..<1000))
    #expect(stream.permutation(0) == [] && stream.permutation(1) == [0])
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<60_000 { counts[stream.next(below: 6)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 500 }, "\(counts)")  // 500 is 5.5 standard deviations
  }
}
