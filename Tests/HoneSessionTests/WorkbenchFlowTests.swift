import Foundation
import HoneModel
import HoneSession
import Testing

extension SessionRoomTests {
  /// The whole job on a tiny model: load, split, prompt, evaluate, tune, evaluate, go back, export, load again.
  struct WorkbenchFlowTests {
    private let workbench: Workbench

    init() throws {
      workbench = try Workbench()
      try workbench.prepare()
    }

    /// Float32 sums in another order than before the file was written.
    private static let exportError = 1e-5

    @Test func promptTuneEvaluateAndTakeTheAdapterAlong() throws {
      try workbench.run("before = evaluate()")
      let untuned = try workbench.floats("model.score(\"Review: a joy\", \" good\").logprobs")
      try workbench.run(
        "optimizer = adamw(lr=0.01, schedule=constant())\nrun = model.finetune(rank=4, epochs=3, batch=6)")
      let losses = try workbench.floats("run.losses")
      #expect(losses.count == 12 && losses[11] < 0.5 * losses[0])
      #expect(try workbench.floats("run.validation_losses").count == 3)
      #expect(try workbench.run("model.adapters, model.adapter, run.name") == "(['run-1'], 'run-1', 'run-1')")
      try workbench.run("after = evaluate()")
      #expect(try workbench.run("after.accuracy >= before.accuracy and after.count == 12") == "True")

      try workbench.run("model.use(None)")
      #expect(try workbench.floats("model.score(\"Review: a joy\", \" good\").logprobs") == untuned)
      #expect(try workbench.run("evaluate().predictions == before.predictions") == "True")

      workbench.session.globals["folder"] = .string(workbench.folder.path("kept"))
      try workbench.run("model.use(\"run-1\")\ntuned = model.score(\"Review: a joy\", \" good\").logprobs")
      try workbench.run("model.export(folder)\nmodel.use(None)\nmodel.use(folder)")
      #expect(try workbench.run("model.adapters, model.adapter") == "(['run-1', 'kept'], 'kept')")
      let again = try workbench.floats("model.score(\"Review: a joy\", \" good\").logprobs")
      let tuned = try workbench.floats("tuned")
      #expect(again.count == tuned.count)
      for (a, b) in zip(again, tuned) { #expect(abs(a - b) < Self.exportError) }
      #expect(try workbench.run("evaluate().predictions == after.predictions") == "True")
    }

    @Test func fullTuningIsUsedSwitchedOffAndTakenAlong() throws {
      let score = "model.score(\"Review: a joy\", \" good\").logprobs"
      try workbench.run("before = evaluate()")
      let untuned = try workbench.floats(score)
      try workbench.run(
        "optimizer = adamw(lr=0.003, schedule=constant())\nrun = model.finetune(method=\"full\", epochs=3, batch=6)")
      let losses = try workbench.floats("run.losses"), steps = losses.count
      #expect(steps == 12 && losses[11] < 0.5 * losses[0])
      #expect(try workbench.run("model.adapters, model.adapter, run.name") == "(['run-1'], 'run-1', 'run-1')")
      let text = try workbench.rendering("run").stable
      #expect(text.hasPrefix("Run run-1: full tuning (67,904 weights) on 24 items, 12 steps; loss "))
      #expect(
        try workbench.rendering("model").stable
          == "Model tiny: llama, 67,904 weights in F32, context 512, tuned weights run-1")
      try workbench.run("after = evaluate()")
      #expect(try workbench.rendering("after").stable.contains(" of 12 right, tuned weights run-1\n"))
      #expect(try workbench.run("model.info()").contains("tuned weights  run-1: 67,904 weights, in use"))
      let tuned = try workbench.floats(score)
      try workbench.run("model.use(None)")
      #expect(try workbench.floats(score) == untuned && tuned != untuned)
      #expect(try workbench.run("evaluate().predictions == before.predictions") == "True")

      workbench.session.globals["folder"] = .string(workbench.folder.path("tuned"))
      try workbench.run("model.use(\"run-1\")\nmodel.export(folder)\nmodel.load(folder)")
      let again = try workbench.floats(score)
      #expect(again.count == tuned.count)
      for (a, b) in zip(again, tuned) { #expect(abs(a - b) < Self.exportError) }
    }

    @Test func theSameSeedTrainsTheSameAdapter() throws {
      let first = try workbench.floats("model.finetune(rank=2, batch=5, seed=3).losses")
      #expect(try workbench.floats("model.finetune(rank=2, batch=5, seed=3).losses") == first)
      #expect(try workbench.floats("model.finetune(rank=2, batch=5, seed=4).losses") != first)
    }

    @Test func reportsHoldWhatProgramsRelyOn() throws {
      try workbench.run("report = evaluate()")
      #expect(try workbench.run("report.count, len(report.predictions)") == "(12, 12)")
      #expect(try workbench.run("low, high = report.interval; low <= report.accuracy <= high") == "True")
      #expect(
        try workbench.run("sum(n for row in report.confusion.values() for n in row.values()), list(report.confusion)")
          == "(12, ['good', 'bad'])")
      #expect(try workbench.run("report.examples_per_second > 0") == "True")
      #expect(
        try workbench.run("all(dataset.test[w[\"index\"]][\"text\"] == w[\"text\"] for w in report.wrong(12))")
          == "True")
      #expect(
        try workbench.run("len(report.wrong(12)) == round((1 - report.accuracy) * 12), len(report.wrong(0))")
          == "(True, 0)")
      try workbench.run("report.predictions.append(\"mine\")")
      #expect(try workbench.run("len(report.predictions)") == "12")
    }

    @Test func runsHoldWhatProgramsRelyOn() throws {
      try workbench.run("run = model.finetune(rank=2, batch=12)")
      #expect(
        try workbench.run(
          "run.seconds > 0, run.tokens_per_second > 0, run.peak_memory > 10_000_000, type(run.peak_memory)")
          == "(True, True, True, <class 'int'>)")
      #expect(try workbench.run("len(run.losses), len(run.validation_losses)") == "(2, 1)")
    }

    @Test func scoresAndTexts() throws {
      try workbench.run("score = model.score(\"ab\", \"cd\")")
      #expect(try workbench.run("len(score.logprobs), abs(sum(score.logprobs) - score.logprob) < 1e-6") == "(2, True)")
      #expect(try workbench.run("len(model.score(\"\", \"abc\").logprobs)") == "2")
      #expect(try workbench.run("model.perplexity(\"abcd\") > 1") == "True")
      try workbench.run("text = model.generate(\"ab\", max_tokens=5)")
      #expect(try workbench.run("len(text.tokens) <= 5, text.finish in [\"length\", \"end\"]") == "(True, True)")
      #expect(
        try workbench.run(
          "a = model.generate(\"ab\", max_tokens=9, temperature=1, seed=5)\n"
            + "b = model.generate(\"ab\", max_tokens=9, temperature=1, seed=5)\na.tokens == b.tokens and a.text == b.text"
        )
          == "True")
      #expect(try workbench.run("model.tokenize(\"<|start|>ab<|end|>\")") == "[0, 67, 68, 1]")
      #expect(try workbench.run("model.tokenize(\"\")") == "[]")
    }

    @Test func promptsLongerThanTheContextAreRefusedOrCut() throws {
      try workbench.run("long = dataset[:6].map(lambda row: {\"text\": row[\"text\"] * 30, \"label\": row[\"label\"]})")
      #expect(
        workbench.error("evaluate(data=long)")
          == "input, line 1\n1 | evaluate(data=long)\n  | ^^^^^^^^^^^^^^^^^^^\n"
          + "ValueError: item 0 cannot be scored: the text has 762 tokens; the model reads at most 512.")
      #expect(
        workbench.error("model.finetune(long)")
          == "input, line 1\n1 | model.finetune(long)\n  | ^^^^^^^^^^^^^^^^^^^^\n"
          + "ValueError: training item 0 has 763 tokens; max_length is 512.\n"
          + "Hint: pass truncate=\"prompt\" to cut prompts from the front, or a larger max_length")
      #expect(try workbench.run("model.adapters, len(model.finetune(long, truncate=\"prompt\").losses)") == "([], 1)")
    }

    @Test func textsThatTheTokenizerDoesNotKnowHaveNoTokens() throws {
      #expect(try workbench.run(#"model.tokenize("a\0b"), model.tokenize("🙂")"#) == "([67, 68], [])")
    }

    @Test func aConversationIsKeptUntilItIsReset() throws {
      let first = try workbench.value("model.chat(\"hello\", max_tokens=3).tokens").repr
      #expect(try workbench.value("model.chat(\"hello\", max_tokens=3, reset=True).tokens").repr == first)
      let object = try #require(workbench.session.value(named: "model")?.model)
      #expect(object.conversation.map(\.role) == ["user", "assistant"])
      try workbench.run("model.chat(\"more\", max_tokens=3)")
      #expect(object.conversation.map(\.role) == ["user", "assistant", "user", "assistant"])
      try workbench.run("model.chat(\"new\", system=\"Be brief.\", max_tokens=3)")
      #expect(object.conversation.map(\.role) == ["system", "user", "assistant"])
    }

    @Test func promptAndCompletionDataNeedNoPrompt() throws {
      let lines = (0..<8).map { "{\"prompt\": \"\($0)+1=\", \"completion\": \"\($0 + 1)\"}\n" }.joined()
      workbench.session.globals["sums"] = .string(try workbench.folder.write(lines, to: "sums.jsonl"))
      try workbench.run("del prompt\ndataset.load(sums)\ndataset.split(test=2, seed=None)")
      #expect(try workbench.run("evaluate().count, len(model.finetune(rank=1, batch=3).losses)") == "(2, 2)")
    }
  }
}

extension Value {
  fileprivate var model: ModelObject? { if case .object(let object as ModelObject) = self { object } else { nil } }
}
