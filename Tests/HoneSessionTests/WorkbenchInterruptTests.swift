import HoneCore
import HoneSession
import HoneTestSupport
import Testing

extension SessionRoomTests {
  /// Ctrl-C while a model works.
  struct WorkbenchInterruptTests {
    private let workbench: Workbench

    init() throws {
      workbench = try Workbench()
      try workbench.prepare()
    }

    private func interrupt(_ source: String, at isTheMoment: @escaping (OutputEvent) -> Bool) -> (
      CellResult, RecordingSink
    ) {
      let sink = InterruptingSink(workbench.session.interrupt, at: isTheMoment)
      workbench.session.sink = sink
      defer { workbench.session.sink = workbench.sink }
      return (workbench.session.run(source, mode: .interactive), sink.recorded)
    }

    private static func isStep(_ step: Int) -> (OutputEvent) -> Bool {
      {
        if case .progress(let progress) = $0 {
          progress.task == "fine-tuning" && progress.completed == step
        } else {
          false
        }
      }
    }

    @Test func tuningKeepsWhatWasLearnedAndTheRestOfTheCellDoesNotRun() throws {
      let (result, sink) = interrupt("run = model.finetune(rank=2, batch=4)\nafter = 1", at: Self.isStep(3))
      #expect(result.interrupted && !result.succeeded)
      #expect(sink.notes == ["stopped after step 3 of 6; what was learned is in use as run-1"])
      #expect(
        try workbench.run("len(run.losses), model.adapter, model.adapters") == "(3, 'run-1', ['run-1'])")
      #expect(workbench.session.globals["after"] == nil)
      #expect(try workbench.run("evaluate().count") == "12")
      #expect(try workbench.rendering("run").stable.contains(", 3 steps of 6, interrupted; loss "))
    }

    @Test func theLastStatementsRunIsShown() throws {
      let (result, sink) = interrupt("model.finetune(rank=2, batch=4)", at: Self.isStep(1))
      #expect(result.interrupted && result.succeeded)
      #expect(
        sink.transcript.hasPrefix("Run run-1: LoRA rank 2 ") && sink.transcript.contains("1 step of 6, interrupted"))
    }

    @Test func evaluationReportsOnWhatWasAnswered() throws {
      try workbench.run("many = dataset.map(lambda row: {\"text\": row[\"text\"] * 6, \"label\": row[\"label\"]})")
      let (result, sink) = interrupt("report = evaluate(data=many)") { if case .progress = $0 { true } else { false } }
      #expect(result.interrupted)
      let count = try workbench.run("report.count")
      #expect(try #require(Int(count)) < 40)
      #expect(sink.notes == ["stopped after \(count) of 40 items; the report covers those"])
      #expect(
        try workbench.rendering("report").stable.contains(" of \(count) right (stopped; 40 were asked for), no adapter")
      )
    }

    @Test(arguments: ["evaluate(data=[print(1), first][1])", "prompt.run([print(1), first][1][0])"])
    func anInterruptBeforeAnythingWasDoneIsAnErrorAndStopsThisCellAlone(_ call: String) throws {
      try workbench.run("first = dataset[:2]")
      let (result, sink) = interrupt("n = " + call) { if case .stdout = $0 { true } else { false } }
      #expect(result.interrupted && result.diagnostic?.message == "interrupted; what was done so far is kept.")
      #expect(sink.transcript.contains("KeyboardInterrupt: ") && !workbench.session.interrupt.isRequested)
      #expect(workbench.session.globals["n"] == nil)
      #expect(try workbench.run("evaluate(data=first).count") == "2")
    }

    @Test func generationKeepsItsText() throws {
      let (result, _) = interrupt("text = model.generate(\"ab\", max_tokens=400)") {
        if case .stream = $0 { true } else { false }
      }
      #expect(result.interrupted)
      #expect(try workbench.run("text.finish, 0 < len(text.tokens) < 400") == "('interrupted', True)")
    }
  }
}
