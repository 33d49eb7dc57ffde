import Foundation
import HoneBench
import HoneCore
import HoneData
import HoneEvaluation
import HoneTestSupport
import Testing

/// Reviews are shuffled and asked about as the peers' are (Fixtures/make_reviews.py).
struct MovieReviewsTests {
  private struct Expected: Decodable {
    let order: [Int]
    let last_of_many: [Int]
    let first: String
    let first_of_four: String
    let test: String
    let test_of_four: String
    let training: String
  }

  private let expected: Expected

  init() throws { expected = try fixture("reviews", in: .module) }

  private func reviews() throws -> MovieReviews {
    let rows = (0..<1500).map { index -> [DataValue] in
      let text = "Review \(index) is " + String(repeating: "very ", count: index % 50) + "lóng."
      return [.string(text), .string(index % 3 == 0 ? "negative" : "positive")]
    }
    return try MovieReviews(Dataset(name: "made-up", columns: ["text", "sentiment"], values: rows))
  }

  private func digest(_ items: [RenderedItem]) -> String {
    SHA256Hex.of(Data(items.map { $0.context + $0.target }.joined(separator: "\0").utf8))
  }

  @Test func aShuffleIsPythons() {
    var seven = PythonShuffle(seed: 7), large = PythonShuffle(seed: 4_000_000_000)
    #expect(seven.order(40) == expected.order)
    #expect(large.order(10_000).suffix(20) == expected.last_of_many)
  }

  @Test func itemsAreThePeers() throws {
    let reviews = try reviews(), test = reviews.test(), training = reviews.training()
    #expect(test[0].context == expected.first)
    #expect(digest(test) == expected.test)
    #expect(digest(training) == expected.training)
    #expect(test.allSatisfy { $0.labels == ["negative", "positive"] })
  }

  @Test func examplesComeFromTheEnd() throws {
    let test = try reviews().test(examples: 4)
    #expect(test[0].context == expected.first_of_four)
    #expect(digest(test) == expected.test_of_four)
  }
}
