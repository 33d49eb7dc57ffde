import HoneCore
import HoneEvaluation
import HoneModel
import HoneTestSupport
import Testing

@Suite struct LabelEvaluationTests {
  private let model: LanguageModel

  init() throws { model = try TinyLlama.model() }

  private func item(_ context: String, labels: [String] = ["yes", "no"]) -> RenderedItem {
    RenderedItem(title: context, context: context, target: "yes", labels: labels)
  }

  @Test func eachAnswerIsTheLikeliestLabelAlone() throws {
    let items = ["Good? ", "Bad? ", "Good or bad? ", "x"].map { item($0, labels: ["yes", "no", "perhaps"]) }
    let report = try LabelEvaluation.run(items, model: model, tuningName: nil, monitor: SilentMonitor())
    #expect(report.count == 4 && report.planned == 4 && report.labels == ["yes", "no", "perhaps"])
    for (item, found) in zip(items, report.items) {
      let alone = try item.labels.map { try model.score(context: item.context, continuation: $0).logProbability }
      for (score, expected) in zip(found.scores, alone) { #expect(abs(score - expected) < 1e-4) }
      #expect(found.predicted == item.labels[alone.indices.max { alone[$0] < alone[$1] } ?? 0])
    }
  }

  @Test func confidenceIsTheShareOfTheLabelsProbability() throws {
    // e^-1 : e^-2 = 1 : 1/e
    let scores = [Score(logProbabilities: [-1.5, -0.5]), Score(logProbabilities: [-1])]
    let answer = try LabelEvaluation.answer(item("q"), scores)
    #expect(answer.predicted == "no" && answer.scores == [-2, -1])
    #expect(abs(answer.confidence - 0.731059) < 1e-6)
  }

  @Test func theFirstOfEqualLabelsWins() throws {
    let scores = [Score(logProbabilities: [-3]), Score(logProbabilities: [-3])]
    #expect(try LabelEvaluation.answer(item("q"), scores).predicted == "yes")
  }

  @Test func veryUnlikelyLabelsStillHaveShares() throws {
    let scores = [Score(logProbabilities: [-2000]), Score(logProbabilities: [-2000])]
    #expect(try LabelEvaluation.shares(["a", "b"], scores) == [0.5, 0.5])
  }

  @Test func aScoreThatIsNoNumberIsAnError() {
    let scores = [Score(logProbabilities: [-1]), Score(logProbabilities: [.nan])]
    let error = #expect(throws: EvaluationError.self) { try LabelEvaluation.answer(item("q"), scores) }
    #expect(error?.message == "the log-probability of the label 'no' is not a number.")
    #expect(error?.hint == "the adapter's weights are damaged; model.use(None) goes without it")
  }

  @Test func whatCannotBeEvaluatedIsNamed() {
    func message(_ items: [RenderedItem]) -> String? {
      #expect(throws: EvaluationError.self) {
        try LabelEvaluation.run(items, model: model, tuningName: nil, monitor: SilentMonitor())
      }?.message
    }
    #expect(message([]) == "there are no items to evaluate.")
    #expect(
      message([item("a"), item("b", labels: ["one"])])
        == "item 1 has the one label 'one'; an evaluation needs at least two to choose from.")
    #expect(
      message([item("a", labels: [])]) == "item 0 has no labels; an evaluation needs at least two to choose from.")
    #expect(
      message([item("a"), item(String(repeating: "a", count: 600))])
        == "item 1 cannot be scored: the text has 603 tokens; the model reads at most 512.")
    #expect(
      message([item("a", labels: ["yes", ""])])
        == "item 0 cannot be scored: the continuation has no tokens; a score needs at least one.")
  }

  @Test func anInterruptKeepsWhatWasAnswered() throws {
    let items = (0..<40).map { item("Item \($0) " + String(repeating: "of many ", count: 12)) }
    let monitor = StoppingMonitor()
    let report = try LabelEvaluation.run(items, model: model, tuningName: nil, monitor: monitor)
    #expect(report.planned == 40 && report.count > 0 && report.count < 40)
    let whole = try LabelEvaluation.run(items, model: model, tuningName: nil, monitor: SilentMonitor())
    #expect(report.items.map(\.predicted) == whole.items.prefix(report.count).map(\.predicted))
  }
}

/// Asks to stop after the first batch.
private final class StoppingMonitor: Monitor {
  private(set) var isInterrupted = false
  func update(_ progress: Progress) { isInterrupted = true }
}
