import HoneCompute
import HoneCore
import HoneModel
import HoneTestSupport
import Testing

/// A prompt that is common to a dataset's items is computed once and changes no score: SmolLM2-135M-Instruct.
struct SharedPromptTests {
  /// Float32 sums in another order; with AVX-512 there is no other order.
  static let scoreError: Float = Kernels.name == "avx512" ? 0 : 1e-4

  static let instruction = "You sort messages to a bicycle shop. Answer with one word: repair, order or other.\n\n"
  static let examples = [
    ("My rear brake squeals whenever it is wet, could you look at it this week?", "repair"),
    ("Do you have the blue helmet in a larger size, and what would shipping cost?", "order"),
    ("Thank you for the lovely ride you organised on Sunday, we all enjoyed it!", "other"),
    ("The chain slips in the two smallest gears since I fell on the way to work.", "repair"),
  ]
  static let messages = [
    "Please send me two inner tubes.",
    "A spoke is broken and the wheel wobbles so that it touches the brake.",
    "When do you open on holidays?",
    "I would like the red touring bike from your window, size 54, if it is still there.",
    "Hi!",
    "The lights went out after the last service and the battery is new.",
  ]
  static let labels = [" repair", " order", " other"]

  let model: LanguageModel

  init() throws { model = try LanguageModel(path: realModelFile()) }

  private func requests(examples: Int) throws -> [ScoreRequest] {
    let shots = Self.examples.prefix(examples).map { "Message: \($0.0)\nAnswer: \($0.1)\n\n" }.joined()
    return try Self.messages.map {
      let context = "\(Self.instruction)\(shots)Message: \($0)\nAnswer:"
      return try model.scoreRequest(context: context, continuations: Self.labels)
    }
  }

  @Test(arguments: [0, 4]) func scoresAreThoseOfEachItemAlone(examples: Int) throws {
    let requests = try requests(examples: examples)
    let together = try model.score(requests, tuning: nil, monitor: SilentMonitor())
    let alone = try requests.map { request in
      try request.continuations.map { continuation in
        let one = ScoreRequest(context: request.context, continuations: [continuation])
        return try model.score([one], tuning: nil, monitor: SilentMonitor())[0][0]
      }
    }
    for (shared, own) in zip(together, alone) {
      for (a, b) in zip(shared, own) {
        #expect(a.logProbabilities.count == b.logProbabilities.count)
        for (x, y) in zip(a.logProbabilities, b.logProbabilities) { #expect(abs(x - y) <= Self.scoreError) }
      }
    }
    #expect(together.map(best) == alone.map(best))
  }

  private func best(_ scores: [Score]) -> Int? {
    scores.indices.max { scores[$0].logProbability < scores[$1].logProbability }
  }
}
