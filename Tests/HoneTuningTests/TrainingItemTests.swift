import HoneEvaluation
import HoneModel
import HoneTestSupport
import HoneTuning
import Testing

struct TrainingItemTests {
  let model: LanguageModel

  init() throws { model = try TinyLlama.model(contextLength: 40) }

  private func make(
    _ pairs: [(String, String)], maxLength: Int? = nil, truncation: TrainingItem.Truncation = .refuse
  ) throws -> [TrainingItem] {
    let items = pairs.map { RenderedItem(title: $0, context: $0, target: $1, labels: []) }
    return try TrainingItem.make(items, model: model, maxLength: maxLength, truncation: truncation)
  }

  private func error(
    _ pairs: [(String, String)], maxLength: Int? = nil, truncation: TrainingItem.Truncation = .refuse
  ) -> TuningError? {
    #expect(throws: TuningError.self) { try make(pairs, maxLength: maxLength, truncation: truncation) }
  }

  @Test func theEndTokenClosesTheTarget() throws {
    let item = try make([("ab", "cd")])[0]
    #expect(item.prompt == model.tokenizer.encode("ab") && item.target == model.tokenizer.encode("cd") + [1])
    #expect(item.count == 5)
  }

  @Test func anItemThatIsTooLongIsRefusedByName() {
    let found = error([("ab", "cd"), ("abcdefgh", "ij")], maxLength: 10)
    #expect(found?.message == "training item 1 has 11 tokens; max_length is 10.")
    #expect(found?.hint == "pass truncate=\"prompt\" to cut prompts from the front, or a larger max_length")
    let long = String(repeating: "a", count: 100)
    #expect(error([(long, "b")])?.message == "training item 0 has 102 tokens; max_length is 40.")
  }

  @Test func aPromptIsCutFromTheFrontWhenAskedTo() throws {
    let items = try make([("ab", "cd"), ("abcdefgh", "ij")], maxLength: 6, truncation: .prompt)
    #expect(items[0].prompt == model.tokenizer.encode("ab"))
    #expect(items[1].prompt == model.tokenizer.encode("fgh") && items[1].target == model.tokenizer.encode("ij") + [1])
    let beyondTheModel = try make([(String(repeating: "a", count: 100) + "z", "b")], truncation: .prompt)[0]
    #expect(beyondTheModel.count == 40 && beyondTheModel.prompt.last == model.tokenizer.encode("z")[0])
  }

  @Test func aTargetIsNeverCut() {
    #expect(
      error([("ab", "cdefg")], maxLength: 6, truncation: .prompt)?.message
        == "the target of training item 0 has 6 tokens; max_length is 6, and a target is never cut.")
  }

  @Test func emptyTargetsAndLimitsOutOfRangeAreNamed() {
    #expect(error([("ab", "c"), ("ab", "")])?.message == "the target of training item 1 is empty.")
    #expect(error([("ab", "c")], maxLength: 1)?.message == "max_length must be 2...40; received 1.")
    #expect(error([("ab", "c")], maxLength: 41)?.message == "max_length must be 2...40; received 41.")
  }
}
