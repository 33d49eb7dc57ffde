import Foundation
import HoneCore
import HoneModel
import HoneSession
import HoneStore
import HoneTestSupport
import Testing

extension SessionRoomTests {
  /// Results that are kept and found again. Each workbench is a session of its own in the same home.
  struct ResultTests {
    private let home: TemporaryFolder
    init() throws { home = try TemporaryFolder() }

    /// A session whose model is a file, prepared, that reuses results.
    private func workbench(uses: Bool = true, isFresh: Bool = false) throws -> Workbench {
      let workbench = try Workbench(bindsModel: false, folder: home)
      let path = home.path("tiny.gguf")
      if !FileManager.default.fileExists(atPath: path) {
        _ = try home.write(TinyLlama.gguf().file, to: "tiny.gguf")
      }
      try workbench.run("model.load(\"\(path)\")")
      try workbench.prepare()
      if uses { workbench.session.useResults(of: home.path("n.md"), isFresh: isFresh) }
      return workbench
    }

    private func hits(_ workbench: Workbench) -> Int { workbench.session.ownResults.hits }

    private func showsProgress(_ workbench: Workbench) -> Bool {
      workbench.sink.events.contains { if case .progress = $0 { true } else { false } }
    }

    private static let everything = """
      before = evaluate()
      run = model.finetune(rank=2, batch=6, epochs=2, seed=1)
      after = evaluate()
      text = model.generate("ab", max_tokens=6, temperature=1, seed=3)
      said = model.chat("hello", max_tokens=4)
      more = model.chat("and then?", max_tokens=4)
      one = prompt.run(dataset.test[0])
      free = Prompt("Say: {text}").run(dataset.test[0], max_tokens=3)
      surprise = model.perplexity("It was a joy.")
      """

    /// Every result as a terminal shows it, and what programs read of them.
    private func shown(_ workbench: Workbench) throws -> [String] {
      let names = ["before", "run", "after", "text", "said", "more", "one", "free", "surprise"]
      let fields = [
        "run.losses, run.validation_losses, run.seconds, run.tokens_per_second, run.peak_memory, run.name",
        "after.predictions, after.accuracy, after.confusion, after.wrong(3), before.examples_per_second",
        "text.tokens, text.text, text.finish, said.tokens, one.text, one.answer, one.probabilities, free.answer",
        "model.adapters, model.adapter, model.score(\"Review: a joy\", \" good\").logprobs",
      ]
      return try names.map { try workbench.rendering($0).live } + fields.map { try workbench.value($0).repr }
    }

    @Test func whatWasComputedIsNotComputedAgain() throws {
      let first = try workbench()
      try first.run(Self.everything)
      #expect(hits(first) == 0 && showsProgress(first))
      let second = try workbench()
      try second.run(Self.everything)
      #expect(hits(second) == 9 && !showsProgress(second))
      #expect(
        second.sink.notes == [
          "from the cache: 1 training run, 2 evaluations, 3 generations, 2 prompt runs, 1 perplexity measurement"
        ])
      #expect(second.session.cells.last?.reusedResults == 9)
      #expect(try shown(second) == shown(first))
    }

    @Test func everyWeightIsKeptToo() throws {
      let source = "optimizer = adamw(lr=0.003)\nrun = model.finetune(method=\"full\", batch=12)\nafter = evaluate()"
      let score = "run.losses, after.predictions, model.score(\"Review: a joy\", \" good\").logprobs"
      let first = try workbench()
      try first.run(source)
      let second = try workbench()
      try second.run(source)
      #expect(hits(second) == 2)
      #expect(try second.value(score).repr == first.value(score).repr)
      #expect(try second.rendering("model").stable.hasSuffix(", tuned weights run-1"))
    }

    private static let tune = "model.finetune(rank=2, batch=12)"
    private static let otherPrompt = "prompt = Prompt(\"{text}: \", labels=[\"good\", \"bad\"])"
    private static let otherSplit = "dataset.split(validation=4, test=12, seed=1)"

    /// What is run before, and a call whose result is then another one than was kept.
    static let changes: [(before: String, call: String)] = [
      ("optimizer = adamw(lr=0.001)", tune), ("optimizer = adamw(schedule=constant())", tune), (otherPrompt, tune),
      (otherSplit, tune), ("dataset.split(test=12, seed=None)", tune), ("set_seed(1)", tune),
      ("", "model.finetune(rank=3, batch=12)"), ("", "model.finetune(rank=2, batch=11)"),
      ("", "model.finetune(rank=2, batch=12, seed=None)"), ("", "model.finetune(rank=2, batch=12, alpha=8)"),
      ("", "model.finetune(rank=2, batch=12, epochs=2)"), ("", "model.finetune(rank=2, batch=12, clip=None)"),
      ("", "model.finetune(rank=2, batch=12, max_length=100)"), ("", "model.finetune(method=\"full\", batch=12)"),
      ("", "model.finetune(dataset.train.take(20), rank=2, batch=12)"),
      ("", "model.finetune(rank=2, batch=12, validation=dataset.test)"),
      (otherPrompt, "evaluate()"), (otherSplit, "evaluate()"), (tune, "evaluate()"),
      ("prompt = Prompt(prompt.template, system=\"\", labels=[\"good\", \"bad\"])", "evaluate()"),
      ("prompt = Prompt(prompt.template, labels=[\"bad\", \"good\"])", "evaluate()"),
      ("", "evaluate(data=dataset.test.take(11))"), (tune, "prompt.run(dataset.test[0])"),
      ("", "prompt.run(dataset.test[1])"), (tune, "model.generate(\"ab\", max_tokens=3)"),
      ("", "model.generate(\"ab\", max_tokens=4)"), ("", "model.generate(\"ac\", max_tokens=3)"),
      ("", "model.generate(\"ab\", max_tokens=3, temperature=1)"),
      ("", "model.generate(\"ab\", max_tokens=3, stop=\"x\")"), ("", "model.perplexity(\"bored\")"),
      (tune, "model.perplexity(\"a joy\")"),
    ]

    @Test func whateverAResultIsMadeOfIsPartOfItsKey() throws {
      let base = try workbench()
      let calls = [
        "evaluate()", "model.generate(\"ab\", max_tokens=3)", "prompt.run(dataset.test[0])",
        "model.perplexity(\"a joy\")", Self.tune,
      ]
      for call in calls { try base.run(call) }
      for (before, call) in Self.changes {
        let workbench = try workbench()
        try workbench.run(before)
        let known = hits(workbench)
        try workbench.run(call)
        #expect(hits(workbench) == known, "\(before); \(call)")
      }
      let again = try workbench()
      for call in calls { try again.run(call) }
      #expect(hits(again) == calls.count)
    }

    @Test func whatDoesNotMatterIsNoPartOfTheKey() throws {
      let base = try workbench()
      try base.run("model.generate(\"ab\", max_tokens=3)\n\(Self.tune)")
      let workbench = try workbench()
      // A greedy text has no seed, and training starts from the model as it came.
      try workbench.run("model.generate(\"ab\", max_tokens=3, seed=7)\n\(Self.tune)\n\(Self.tune)")
      #expect(hits(workbench) == 3)
      #expect(try workbench.run("model.adapters, model.adapter") == "(['run-1', 'run-2'], 'run-2')")
    }

    @Test func atThePromptEverythingRunsAndNothingIsKept() throws {
      let plain = try workbench(uses: false)
      try plain.run("evaluate()\n\(Self.tune)")
      #expect(plain.session.results == nil && showsProgress(plain) && plain.sink.notes == [])
      #expect(try plain.session.ownResults.shares() == [] && files == [])
    }

    @Test func aFreshRunReusesNothingAndReplacesWhatWasKept() throws {
      try workbench().run(Self.tune)
      let fresh = try workbench(isFresh: true)
      try fresh.run(Self.tune)
      #expect(hits(fresh) == 0 && showsProgress(fresh) && fresh.sink.notes == [])
      let third = try workbench()
      try third.run(Self.tune)
      #expect(hits(third) == 1)
    }

    @Test func aTextThatIsKnownIsStreamedAllTheSame() throws {
      let source = "model.generate(\"ab\", max_tokens=6)"
      func streamed(_ workbench: Workbench) -> String {
        _ = workbench.session.run(source, mode: .interactive)
        return workbench.sink.events.compactMap { if case .stream(let text) = $0 { text } else { nil } }.joined()
      }
      let text = try streamed(workbench()), again = try workbench()
      #expect(streamed(again) == text && !text.isEmpty && hits(again) == 1)
    }

    @Test func whatWasInterruptedIsNotKept() throws {
      let first = try workbench()
      let sink = InterruptingSink(first.session.interrupt) { if case .progress = $0 { true } else { false } }
      first.session.sink = sink
      _ = first.session.run("run = model.finetune(rank=2, batch=4)", mode: .script)
      #expect(sink.recorded.notes == ["stopped after step 1 of 6; what was learned is in use as run-1"])
      let streaming = InterruptingSink(first.session.interrupt) { if case .stream = $0 { true } else { false } }
      first.session.sink = streaming
      _ = first.session.run("text = model.generate(\"ab\", max_tokens=400)", mode: .interactive)
      first.session.sink = first.sink
      #expect(try first.run("len(run.losses), text.finish") == "(1, 'interrupted')")
      #expect(try first.session.ownResults.shares() == [])
    }

    // MARK: What goes wrong

    private var files: [String] {
      let folder = home.path(".cache/hone/results/files")
      return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).map { "\(folder)/\($0)" }
    }

    @Test func aDamagedRunIsTrainedAgain() throws {
      let first = try workbench()
      try first.run("run = \(Self.tune)")
      try #require(files.count == 1)
      var bytes = try Data(contentsOf: URL(filePath: files[0]))
      bytes[bytes.count - 1] ^= 1
      try bytes.write(to: URL(filePath: files[0]))
      let second = try workbench()
      try second.run("run = \(Self.tune)")
      #expect(second.sink.notes == ["a kept training run was damaged; it is computed again"])
      #expect(try second.value("run.losses").repr == first.value("run.losses").repr && hits(second) == 0)
      let third = try workbench()
      try third.run(Self.tune)
      #expect(hits(third) == 1 && third.sink.notes == ["from the cache: 1 training run"])
    }

    @Test func aRecordOfAnotherShapeIsComputedAgain() throws {
      let first = try workbench()
      let call = "model.generate(\"ab\", max_tokens=3)"
      let text = try first.value(call).repr
      let shares = try first.session.ownResults.shares()
      #expect(shares.map(\.kind) == [.generate])
      // Every kept record is overwritten as another version might have written it.
      let store = Store(.results, folders: UserFolders(environment: ["HOME": home.root]))
      let cache = ResultCache(store: store)
      for key in try cache.keys() { try cache.keep(Data("{}".utf8), for: key, kind: .generate) }
      let second = try workbench()
      #expect(try second.value(call).repr == text)
      #expect(second.sink.notes == ["a kept generation was damaged; it is computed again"])
    }

    @Test func aModelWhoseFileWasReplacedIsNotTakenForTheNewOne() throws {
      let first = try workbench()
      // A mapped file is replaced, never rewritten.
      try FileManager.default.removeItem(atPath: home.path("tiny.gguf"))
      _ = try home.write(TinyLlama.gguf(.f16).file, to: "tiny.gguf")
      try first.run("evaluate()")
      #expect(try first.session.ownResults.shares() == [])
      let second = try workbench()
      try second.run("evaluate()\nevaluate()")
      #expect(hits(second) == 1)
    }

    @Test func aResultBeyondTheLimitIsNotKept() throws {
      let first = try workbench(uses: false)
      first.session.resultLimit = 3_000
      first.session.useResults()
      try first.run(Self.tune)
      #expect(
        first.sink.notes == [
          "this training run is not kept: it takes more than the 3.0 kB that results may take (cache in config.yaml)"
        ])
      #expect(files == [])
    }

    @Test func withoutAUsableStoreTheSessionGoesOn() throws {
      try FileManager.default.createDirectory(atPath: home.path(".cache/hone"), withIntermediateDirectories: true)
      _ = try home.write("", to: ".cache/hone/results")
      let first = try workbench()
      try first.run("evaluate()")
      #expect(first.sink.notes.count == 1)
      let start = "kept results cannot be used: the file '\(home.path(".cache/hone/results"))' cannot be written: "
      #expect(first.sink.notes[0].hasPrefix(start))
      #expect(first.sink.notes[0].hasSuffix(". This session goes on without them."))
    }

    // MARK: Why something is computed again

    private func cell(_ source: String, named name: String, in workbench: Workbench) {
      #expect(workbench.session.run(source, mode: .notebook, name: name).succeeded, "\(workbench.sink.transcript)")
    }

    @Test func whatChangedSinceACellWasComputedIsSaid() throws {
      let first = try workbench()
      cell(Self.tune, named: "tune", in: first)
      cell("evaluate()", named: "cell 2", in: first)
      #expect(first.sink.notes == [])
      let second = try workbench()
      try second.run("dataset.split(validation=4, test=11, seed=None)")
      cell("model.finetune(rank=4, batch=12)", named: "tune", in: second)
      cell("evaluate()\nevaluate(data=dataset.train)", named: "cell 2", in: second)
      #expect(
        second.sink.notes == [
          "data, validation data and rank changed since cell 'tune' was computed: fine-tuning again",
          "adapter and data changed since cell 2 was computed: evaluating again",
        ])
      let third = try workbench()
      cell(Self.tune, named: "tune", in: third)
      cell("evaluate()", named: "cell 2", in: third)
      #expect(third.sink.notes == ["from the cache: 1 training run", "from the cache: 1 evaluation"])
      #expect(hits(third) == 2)
    }

    @Test func anotherNotebooksCellOfTheNameIsAnother() throws {
      let first = try workbench()
      cell(Self.tune, named: "tune", in: first)
      let second = try workbench(uses: false)
      second.session.useResults(of: home.path("m.md"))
      cell("model.finetune(rank=4, batch=12)", named: "tune", in: second)
      #expect(second.sink.notes == [])
    }
  }
}
