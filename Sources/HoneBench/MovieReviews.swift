import HoneCore
import HoneData
import HoneEvaluation

/// The items that the peers are measured on too: film reviews in the model's chat form, shuffled, to be called positive
/// or negative.
package struct MovieReviews {
  package static let dataset = "movie-reviews"
  package static let testCount = 400, trainingCount = 1_000
  private static let seed: UInt32 = 7
  private static let labels = ["negative", "positive"]
  private static let question =
    "Is the sentiment of this movie review positive or negative? Answer with one word.\n\n"
  /// Examples have between these many code points, both exclusive.
  private static let exampleLengths = (60, 200)

  private struct Review: Equatable {
    let text: String
    let sentiment: String
  }

  private let reviews: [Review]

  /// `data` has the columns `text` and `sentiment`, and at least `testCount + trainingCount` rows.
  package init(_ data: Dataset) throws {
    var shuffle = PythonShuffle(seed: Self.seed)
    reviews = try shuffle.order(data.count).map { index in
      Review(text: try data[index].value("text").text, sentiment: try data[index].value("sentiment").text)
    }
    precondition(reviews.count >= Self.testCount + Self.trainingCount)
  }

  /// Items to evaluate, each prompt holding `examples` answered reviews from the end of the data, positive ones first.
  package func test(examples: Int = 0) -> [RenderedItem] { items(reviews[..<Self.testCount], self.examples(examples)) }

  /// Items to train on, none of which is evaluated.
  package func training() -> [RenderedItem] { items(reviews[Self.testCount...].prefix(Self.trainingCount), []) }

  private func examples(_ count: Int) -> [Review] {
    var found: [Review] = []
    for number in 0..<count {
      let wanted = Self.labels[(number + 1) % 2]
      let next = reviews.last { review in
        let length = review.text.unicodeScalars.count
        return review.sentiment == wanted && length > Self.exampleLengths.0 && length < Self.exampleLengths.1
          && !found.contains(review)
      }
      if let next { found.append(next) }
    }
    return found
  }

  private func items(_ rows: ArraySlice<Review>, _ examples: [Review]) -> [RenderedItem] {
    let shown = examples.map { "Review: \($0.text)\nSentiment: \($0.sentiment)\n\n" }.joined()
    let start =
      "<|im_start|>system\nYou classify movie reviews.<|im_end|>\n<|im_start|>user\n" + Self.question + shown
    return rows.map { row in
      RenderedItem(
        title: row.text, context: start + "Review: \(row.text)<|im_end|>\n<|im_start|>assistant\n",
        target: row.sentiment, labels: Self.labels)
    }
  }
}
