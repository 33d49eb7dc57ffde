import Foundation
import HoneNotebook
import HoneSession
import HoneTestSupport
import Testing

/// Replaying a notebook whose results are known.
struct ReplayResultsTests {
  private final class Collector: OutputSink {
    var notes: [String] = []
    var steps = 0

    func send(_ event: OutputEvent) {
      if case .note(let text) = event { notes.append(text) }
      if case .progress = event { steps += 1 }
    }
  }

  private struct Replayed {
    /// How many results each cell took from those that were kept.
    var reused: [Int]
    var steps: Int
    var notes: [String]
    var text: String
  }

  private let home: TemporaryFolder

  init() throws {
    home = try TemporaryFolder()
    _ = try home.write(TinyLlama.gguf().file, to: "tiny.gguf")
    let rows = (0..<40).map { "Film \($0) was \($0 % 2 == 0 ? "a joy.\tgood" : "a bore.\tbad")\n" }.joined()
    _ = try home.write("text\tlabel\n" + rows, to: "reviews.tsv")
  }

  private var text: String {
    """
    # A notebook

    ```hone name=data
    model.load("\(home.path("tiny.gguf"))")
    dataset.load("\(home.path("reviews.tsv"))")
    dataset.split(validation=4, test=12, seed=3)
    ```
    ```hone name=prompted
    prompt = Prompt("Review: {text} Verdict: ", labels=["good", "bad"])
    before = evaluate()
    ```
    ```hone name=tune
    run = model.finetune(rank=2, batch=6)
    run
    ```
    ```hone name=tuned
    after = evaluate()
    after
    ```

    """
  }

  private func replay(_ text: String) throws -> Replayed {
    let path = try home.write(text, to: "n.md"), sink = Collector()
    let session = Session(sink: sink, environment: ["HOME": home.root])
    #expect(try NotebookRun(path: path, session: session, trust: false) { _ in }.replay() == .finished)
    return Replayed(
      reused: session.cells.map(\.reusedResults), steps: sink.steps, notes: sink.notes,
      text: try String(contentsOfFile: path, encoding: .utf8))
  }

  @Test func anUnchangedNotebookComputesNothing() throws {
    let first = try replay(text)
    #expect(first.reused == [0, 0, 0, 0] && first.steps > 0 && first.notes == [])
    let second = try replay(first.text)
    #expect(second.reused == [0, 1, 1, 1] && second.steps == 0)
    #expect(
      second.notes == [
        "from the cache: 1 evaluation", "from the cache: 1 training run", "from the cache: 1 evaluation",
      ])
    #expect(second.text == first.text)
  }

  @Test func aChangeOfTheLastCellRunsThatCellAlone() throws {
    let first = try replay(text)
    let second = try replay(
      first.text.replacing("after = evaluate()", with: "after = evaluate(data=dataset.validation)"))
    #expect(second.reused == [0, 1, 1, 0])
    #expect(
      second.notes == [
        "from the cache: 1 evaluation", "from the cache: 1 training run",
        "data changed since cell 'tuned' was computed: evaluating again",
      ])
  }

  @Test func aChangeOfTheDataRunsWhatDependsOnItAndSaysWhy() throws {
    let first = try replay(text)
    let second = try replay(first.text.replacing("seed=3", with: "seed=4"))
    #expect(second.reused == [0, 0, 0, 0])
    #expect(
      second.notes == [
        "data changed since cell 'prompted' was computed: evaluating again",
        "data and validation data changed since cell 'tune' was computed: fine-tuning again",
        "adapter and data changed since cell 'tuned' was computed: evaluating again",
      ])
    let third = try replay(second.text.replacing("rank=2", with: "rank=1"))
    #expect(third.reused == [0, 1, 0, 0])
    #expect(
      third.notes == [
        "from the cache: 1 evaluation", "rank changed since cell 'tune' was computed: fine-tuning again",
        "adapter changed since cell 'tuned' was computed: evaluating again",
      ])
  }

  @Test func aFreshReplayComputesEverythingAndCheckingMayReuseIt() throws {
    let first = try replay(text), path = try home.write(first.text, to: "n.md")
    for isFresh in [true, false] {
      let session = Session(sink: Collector(), environment: ["HOME": home.root])
      var options = RunOptions()
      options.reusesResults = !isFresh
      let run = try NotebookRun(path: path, session: session, trust: false, options: options) { _ in }
      #expect(isFresh ? try run.replay() == .finished : run.check().isMatch)
      #expect(session.cells.map(\.reusedResults) == (isFresh ? [0, 0, 0, 0] : [0, 1, 1, 1]))
    }
  }

  @Test func checkingComputesEverything() throws {
    let first = try replay(text), path = try home.write(first.text, to: "n.md"), sink = Collector()
    let session = Session(sink: sink, environment: ["HOME": home.root])
    var options = RunOptions()
    options.reusesResults = false
    let report = try NotebookRun(path: path, session: session, trust: false, options: options) { _ in }.check()
    #expect(report.isMatch && sink.steps > 0 && session.cells.map(\.reusedResults) == [0, 0, 0, 0], "\(report.text)")
  }
}
