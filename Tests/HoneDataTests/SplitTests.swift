import HoneData
import Testing

@Suite struct SplitTests {
  /// 70 rows of "a", 20 of "b", 10 of "c", and each row's number.
  let data: Dataset
  init() throws {
    let rows = (0..<100).map { [String($0), $0 < 70 ? "a" : $0 < 90 ? "b" : "c"] }
    data = try table(["text", "label"], rows)
  }

  private func counts(_ rows: [Int]) -> [Int] {
    ["a", "b", "c"].map { label in rows.filter { data[$0]["label"] == .string(label) }.count }
  }

  @Test func withoutASeedTheFileOrderIsKeptAndTestComesFirst() throws {
    var data = data
    try data.split(validation: .count(5), test: .count(10), seed: nil)
    #expect(data.parts?.test == Array(0..<10))
    #expect(data.parts?.validation == Array(10..<15))
    #expect(data.parts?.train == Array(15..<100))
    #expect(try data.part(.validation)[0]["text"] == .string("10"))
    #expect(try data.part(.train).parts == nil)
  }

  @Test func sizesAreExactAndTargetsInProportion() throws {
    var data = data
    try data.split(validation: .count(10), test: .count(33), seed: 7)
    let parts = try #require(data.parts)
    #expect([parts.train.count, parts.validation.count, parts.test.count] == [57, 10, 33])
    #expect((parts.train + parts.validation + parts.test).sorted() == Array(0..<100))
    #expect(counts(parts.test) == [23, 7, 3])
    #expect(counts(parts.validation) == [7, 2, 1])
    #expect(counts(parts.train) == [40, 11, 6])
    #expect(parts.train != parts.train.sorted())
  }

  @Test func aSeedGivesTheSameSplitOnEveryMachine() throws {
    var first = data
    var second = data
    try first.split(validation: .fraction(0.1), test: .fraction(0.05), seed: 7)
    try second.split(validation: .count(10), test: .count(5), seed: 7)
    #expect(first.parts == second.parts)
    #expect(first.parts?.test == SplitTests.testRowsOfSeedSeven)
    try second.split(validation: .count(10), test: .count(5), seed: 8)
    #expect(first.parts != second.parts)
  }
  /// Recorded once; a change here changes every split that users have saved.
  static let testRowsOfSeedSeven = [89, 36, 30, 7, 54]

  @Test func targetsThatAreAllDifferentAreDrawnEvenly() throws {
    var data = try table(["text", "label"], (0..<1000).map { [String($0), String($0)] })
    try data.split(validation: .count(0), test: .count(500), seed: 1)
    let early = try #require(data.parts?.test).filter { $0 < 500 }.count
    #expect(abs(early - 250) < 45, "\(early)")  // four standard deviations
  }

  @Test func aTableWithoutATargetIsSplitToo() throws {
    var data = try table(["text"], (0..<10).map { [String($0)] })
    try data.split(validation: .count(0), test: .count(10), seed: 1)
    #expect(data.parts?.test.sorted() == Array(0..<10) && data.parts?.train == [])
  }

  @Test func askingForMoreThanThereIsChangesNothing() throws {
    var data = data
    try data.split(validation: .count(1), test: .count(1), seed: nil)
    let before = data.parts
    let error = #expect(throws: DatasetError.self) { try data.split(validation: .count(60), test: .count(41), seed: 1) }
    #expect(error?.message == "validation=60 and test=41 need 101 rows; the dataset has 100.")
    #expect(error?.hint == "ask for fewer, or for shares such as test=0.2")
    #expect(throws: DatasetError.tooFewRows(count: 100, validation: 0, test: .max)) {
      try data.split(validation: .count(0), test: .count(.max), seed: nil)
    }
    #expect(data.parts == before)
  }

  @Test(arguments: [
    (Dataset.Share.count(-1), "-1"), (.fraction(1), "1.0"), (.fraction(-0.1), "-0.1"), (.fraction(.nan), "nan"),
  ])
  func aShareOutOfRangeIsNamed(share: Dataset.Share, value: String) throws {
    var data = data
    let error = #expect(throws: DatasetError.self) { try data.split(validation: .count(0), test: share, seed: 1) }
    #expect(
      error?.message == "test must be a number of rows, or a share of at least 0 and below 1; received \(value).")
  }

  @Test func partsAreAskedForBeforeThereAreAny() {
    let error = #expect(throws: DatasetError.self) { try data.part(.test) }
    #expect(error?.message == "the dataset has no test rows: it was not split.")
    #expect(error?.hint == "call dataset.split(validation=…, test=…) first")
  }
}
