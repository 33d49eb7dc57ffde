import HoneData
import HoneEvaluation
import HoneModel
import HonePrompting
import HoneTestSupport
import Testing

@Suite struct ItemRendererTests {
  private let model: LanguageModel

  init() throws { model = try TinyLlama.model() }

  private func data(
    _ columns: [String], _ rows: [[DataValue]], input: String? = nil, target: String? = nil
  ) throws -> Dataset {
    try Dataset(name: "rows", columns: columns, values: rows, input: input, target: target)
  }

  private func reviews() throws -> Dataset {
    try data(
      ["id", "text", "label"],
      [[.int(1), .string("Fine."), .string("good")], [.int(2), .string("Poor."), .string("bad")]])
  }

  private func prompt(_ template: String, system: String? = nil, labels: [String] = []) throws -> Prompt {
    try Prompt(template: Template(template), system: system, labels: labels)
  }

  @Test func rowsOfATableAreAskedThroughTheModelsTemplate() throws {
    let items = try ItemRenderer.items(
      reviews(), prompt: prompt("Review {id}: {text}", system: "Judge.", labels: ["good", "bad"]), model: model)
    #expect(
      items[0]
        == RenderedItem(
          title: "Fine.",
          context: "<|start|>system: Judge.<|end|><|start|>user: Review 1: Fine.<|end|><|start|>assistant: ",
          target: "good", labels: ["good", "bad"]))
    #expect(items.map(\.title) == ["Fine.", "Poor."])
  }

  @Test func withoutLabelsTheDistinctTargetsAreTheAnswers() throws {
    let items = try ItemRenderer.items(reviews(), prompt: prompt("{text}"), model: model)
    #expect(items.map(\.labels) == [["bad", "good"], ["bad", "good"]])
    #expect(items[0].context == "<|start|>user: Fine.<|end|><|start|>assistant: ")
  }

  @Test func targetsThatAreNoTextAreWrittenAsText() throws {
    let rows = try data(["text", "label"], [[.string("a"), .int(1)], [.string("b"), .bool(true)]])
    #expect(try ItemRenderer.items(rows, prompt: prompt("{text}"), model: model).map(\.target) == ["1", "True"])
  }

  @Test func manyDistinctTargetsAreFreeText() throws {
    func labels(_ count: Int) throws -> [String] {
      let rows = try data(["text", "label"], (0..<count).map { [.string("a"), .string("answer \($0)")] })
      return try ItemRenderer.items(rows, prompt: prompt("{text}"), model: model)[0].labels
    }
    #expect(try labels(ItemRenderer.mostLabels).count == 20)
    #expect(try labels(ItemRenderer.mostLabels + 1) == [])
  }

  @Test func withoutAnInputColumnTheFirstHoleIsTheTitle() throws {
    let rows = try data(["review", "stars"], [[.string("Fine."), .int(5)]], target: "stars")
    #expect(try ItemRenderer.items(rows, prompt: prompt("{review}"), model: model)[0].title == "Fine.")
  }

  @Test func promptsAndCompletionsAreUsedAsTheyAre() throws {
    let rows = try data(
      ["prompt", "completion"], [[.string("{x} 1+1="), .string("2")], [.string("1+2="), .string("3")]])
    let items = try ItemRenderer.items(rows, prompt: nil, model: model)
    #expect(items[0] == RenderedItem(title: "{x} 1+1=", context: "{x} 1+1=", target: "2", labels: ["2", "3"]))
  }

  @Test func aRowMayBringItsOwnLabels() throws {
    let rows = try data(
      ["prompt", "completion", "labels"],
      [
        [.string("Capital of France?"), .string("Paris"), .list([.string("Paris"), .string("Rome")])],
        [.string("1+1?"), .string("2"), .none],
      ])
    let items = try ItemRenderer.items(rows, prompt: nil, model: model)
    #expect(items.map(\.labels) == [["Paris", "Rome"], ["2", "Paris"]])
  }

  @Test func oneRowAloneIsRenderedAsAmongAll() throws {
    let prompt = try prompt("{text}")
    let all = try ItemRenderer.items(reviews(), prompt: prompt, model: model)
    #expect(try ItemRenderer(reviews(), prompt: prompt, model: model).item(1) == all[1])
  }

  @Test func whatCannotBeRenderedSaysWhyAndWhatToDo() throws {
    let rows = try reviews()
    func refusal(_ prompt: Prompt?, _ data: Dataset) -> [String?] {
      let error = #expect(throws: PromptError.self) { try ItemRenderer.items(data, prompt: prompt, model: model) }
      return [error?.message, error?.hint]
    }
    #expect(
      refusal(nil, rows) == [
        "there is no prompt yet, and the rows of this data are not prompts of their own.",
        "make one: prompt = Prompt(\"… {text}\", labels=[\"yes\", \"no\"])",
      ])
    #expect(
      refusal(try prompt("Good or bad?"), rows) == [
        "the prompt's template has no {column} hole, so every row would get the same text.",
        "write the template without the f before its quotes: an f-string fills its holes at once",
      ])
    #expect(
      refusal(try prompt("{text}", labels: ["good", "bed"]), rows) == [
        "row 1 has the answer 'bad', which is none of the prompt's labels; they are good, bed.", "did you mean 'bed'?",
      ])
    #expect(
      refusal(try prompt("{text}", labels: ["positive", "negative"]), rows) == [
        "row 0 has the answer 'good', which is none of the prompt's labels; they are positive, negative.",
        "labels must name every answer in the data",
      ])
    let error = #expect(throws: DatasetError.self) {
      try ItemRenderer.items(
        data(["text", "kind"], [[.string("a"), .string("b")]]), prompt: prompt("{text}"), model: model)
    }
    #expect(error?.message == "no column is the target; the columns are text, kind.")
  }
}
