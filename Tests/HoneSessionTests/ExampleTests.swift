import HoneSession
import Testing

extension SessionRoomTests {
  /// The examples that help shows run as they stand.
  struct ExampleTests {
    /// What needs a download, a file or a folder of the user, or does nothing in a test.
    private static let excused: Set<String> = [
      "Model.load", "Dataset.load", "Model.export", "%run", "%cd", "%save", "exit", "quit",
    ]

    /// As many rows as the example of split() asks for and some more.
    private static let data =
      "text\tlabel\trating\n"
      + (0..<664).map { "Film \($0) was \($0 % 2 == 0 ? "a joy\tgood" : "a bore\tbad")\t\($0 % 5)\n" }.joined()

    /// What users of the examples would have around.
    private static let names = """
      dataset.load(path, input="text", target="label")
      dataset.split(validation=200, test=400, seed=None)
      prompt = Prompt("Review: {text} Verdict: ", labels=["good", "bad"])
      run = model.finetune(rank=2, batch=32)
      report = evaluate(data=dataset.test.take(20))
      words = ["joy", "a", "bore"]; names = ["b", "a"]; text = "a joy to see"; line = " a, b "; x = 3
      xs = [3, 1, 2]; scores = [0.5, 0.9]; losses = [2.0, 1.0]; labels = ["good", "bad"]; label = "good"; found = ["good"]
      reports = [report]; counts = {"a": 1}; seen = {"a"}; d = {"a": 1}; settings = {"lr": 0.1}
      row = {"text": "a joy", "label": "good"}
      """

    private static func name(_ command: Command) -> String {
      switch command.owner {
      case .method(let type), .property(let type): "\(type).\(command.name)"
      case .function, .session: command.shortName
      }
    }

    @Test func everyExampleRuns() throws {
      let workbench = try Workbench()
      let path = try workbench.folder.write(Self.data, to: "data.tsv")
      workbench.session.globals["path"] = .string(path)
      try workbench.run(Self.names)
      for command in workbench.session.commands.all where !Self.excused.contains(Self.name(command)) {
        guard !command.example.isEmpty else { continue }
        try workbench.run("prompt = Prompt(\"Review: {text} Verdict: \", labels=[\"good\", \"bad\"])")
        let result = workbench.session.run(command.example, mode: .script)
        #expect(result.succeeded, "\(Self.name(command)): \(command.example)\n\(workbench.sink.transcript.suffix(400))")
      }
    }

    @Test func whatTakesArgumentsHasAnExample() {
      let session = Session(sink: RecordingSink(), environment: [:])
      let without = session.commands.all.filter { !$0.parameters.isEmpty && $0.example.isEmpty }
        .map(Self.name)
      #expect(without == [])
    }

    @Test func helpFitsOneScreen() throws {
      let workbench = try Workbench()
      for command in workbench.session.commands.all {
        #expect(command.helpText.split(separator: "\n").count <= 24, "\(command.name)")
      }
      #expect(try workbench.run("%quickref").split(separator: "\n", omittingEmptySubsequences: false).count <= 24)
    }

    @Test func helpWithoutATopicIsTheOverview() throws {
      let workbench = try Workbench()
      let overview = try workbench.run("%quickref")
      #expect(try workbench.run("help") == overview)
      #expect(try workbench.run("help()") == overview)
      #expect(overview.contains("\nsession       version threads kernels seed\n"))
    }
  }
}
