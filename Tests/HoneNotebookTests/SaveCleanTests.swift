import Foundation
import HoneNotebook
import HoneSession
import HoneTestSupport
import Testing

/// `%save clean`: the cells that made the present state.
@Suite struct SaveCleanTests {
  /// The cells that a clean notebook of a session holds.
  private func clean(_ cells: [String]) throws -> [NotebookCell] {
    let file = try NotebookFile("")
    let session = Session(sink: EventCollector())
    NotebookCommands.register(in: session)
    for cell in cells { _ = session.run(cell, mode: .interactive) }
    let result = session.run("%save clean \(file.path)", mode: .interactive)
    #expect(result.succeeded, "\(result.diagnostic?.message ?? "")")
    return try Notebook(file.text).cells
  }

  /// Which of the cells stay, by their numbers from 1.
  private func kept(_ cells: [String]) throws -> [Int] {
    try clean(cells).compactMap { $0.name.flatMap { Int($0.filter(\.isNumber)) } }
  }

  @Test(arguments: [
    // What was bound again is superseded, and so is what only it rested on.
    (["x = 1", "x = 2"], [2]),
    (["a = 1", "x = a", "x = 2", "del a"], [3]),
    (["x = 1", "y = x", "x = 2"], [1, 2, 3]),
    (["x = 1\ny = 2", "x = 3"], [1, 2]),
    // What changes an object is part of it.
    (["xs = []", "xs.append(1)", "xs += [2]", "xs[0] = 3"], [1, 2, 3, 4]),
    (["xs = []", "ys = xs", "ys.append(1)", "del ys"], [1, 2, 3]),
    (["xs = [1]", "xs.append(2)", "xs = []"], [3]),
    (["d = {}", "d['a'] = 1", "del d['a']"], [1, 2, 3]),
    (["a = [[]]", "for x in a: x.append(1)", "del x"], [1, 2]),
    (["x = 1", "if x: x = 2", "for i in range(3): x += i"], [1, 2, 3]),
    // Functions do what their bodies do where they are read.
    (["k = 1", "def f(): return k", "k = 2", "y = f()"], [2, 3, 4]),
    (["xs = []", "def f(v): xs.append(v)", "f(1)", "g = f", "g(2)"], [1, 2, 3, 4, 5]),
    (["xs = []", "f = lambda v: xs.append(v)", "t = [f]", "t[0](1)"], [1, 2, 3, 4]),
    (["def show(x): print(x)", "a = 1", "show(a)", "a = 2"], [1, 4]),
    (["def f(x, seen=[]):\n    seen.append(x)\n    return seen", "f(1)", "y = f(2)"], [1, 2, 3]),
    (["def make():\n    n = [0]\n    def f(): n[0] += 1\n    return f", "f = make()", "f()"], [1, 2, 3]),
    (["m = map(str, [1, 2])", "list(m)", "rest = list(m)"], [1, 2, 3]),
    // What only shows something stays where it is still true.
    (["x = 1", "print(x)", "x = 2", "print(x)"], [3, 4]),
    (["x = 1", "print(x)", "print(x)"], [1, 3]),
    (["x = 1", "1 + 1", "x", "%who", "x?", "%history"], [1, 3]),
    (["x = 1", "%catalog", "x = 2"], [3]),
    // Failed cells, and syntax errors.
    (["x = 1", "nope", "x = = 2", "y = 1 / 0"], [1]),
    // Results by their name.
    (["3", "4", "x = _ + 1"], [1, 2, 3]),
    (["a = []", "a", "b = _", "a.append(1)", "a = 2"], [1, 2, 3, 4, 5]),
    (["a = []", "a", "b = [1]", "b", "a.append(1)", "del a"], [3, 4]),
    (["(lambda: 5)", "def f(): return [0]", "f", "c = _()"], [1, 2, 3, 4]),
    (["zip([1, 2])", "next(_)", "x = next(_1)"], [1, 2, 3]),
    // Functions hold what their defaults do.
    (["a = []", "def f(v, kept=a): kept.append(v)", "f(1)", "del f"], [1, 2, 3]),
    (["a = []", "f = lambda v, kept=a: kept.append(v)", "f(1)", "del f"], [1, 2, 3]),
    // Bound objects.
    (["session.seed = 1", "session.seed = 2", "set_seed(3)"], [3]),
    (["prompt = Prompt('a {x}')", "prompt = Prompt('b {x}')"], [2]),
    (["optimizer = adamw(lr=1e-3)", "optimizer", "optimizer = adamw(lr=1e-4)", "optimizer"], [3, 4]),
    (["prompt = Prompt('a {x}')", "old = prompt", "prompt = Prompt('b {x}')"], [1, 2, 3]),
    (["prompt = Prompt('a {x}')", "%reset", "x = 1"], [1, 2, 3]),
    (["x = 1", "%reset", "y = 2"], [3]),
    (["session.seed = 4", "x = 1", "%reset"], [1]),
    (["prompt = Prompt('a {x}')", "prompt = Prompt('b {x}')", "del prompt"], [1, 2, 3]),
    (["%time x = 1", "%time x = 2", "%%time\ny = x"], [2, 3]),
    (["%note why", "x = 1", "%note because", "x = 2"], [4]),
  ])
  func cellsStayThatMadeTheState(cells: [String], stay: [Int]) throws {
    #expect(try kept(cells) == stay)
  }

  @Test func whatAFailedCellDidBeforeItFailedStaysIfItIsNeeded() throws {
    #expect(
      try clean(["x = 1; y = 2\nx + y\nnope\nz = 3", "w = x"]).map(\.source) == ["x = 1; y = 2\nx + y; pass", "w = x"])
    #expect(try clean(["x = 1\nnope", "x = 2"]).map(\.source) == ["x = 2"])
  }

  @Test func datasetsAndModelsAreSupersededByLoadingAgain() throws {
    let file = try NotebookFile("")
    let rows = (0..<20).map { "text \($0),\($0 % 2 == 0 ? "a" : "b")" }.joined(separator: "\n")
    let csv = try file.folder.write("text,label\n" + rows + "\n", to: "rows.csv")
    let load = "dataset.load(\"\(csv)\", input=\"text\", target=\"label\")"
    let cells = [
      "dataset.load(\"\(csv)\")", "dataset.split(test=2)", load, "dataset.head()", "dataset.split(test=4, seed=1)",
      "dataset.split(test=6, seed=1)", "short = dataset.take(3)", "len(dataset.test)", "session.seed = 5",
    ]
    let numbers = try kept(cells)
    #expect(numbers == [3, 6, 7, 8, 9])
  }

  @Test func theCommandSaysWhatItLeftOut() throws {
    let file = try NotebookFile("")
    let sink = EventCollector()
    let session = Session(sink: sink)
    NotebookCommands.register(in: session)
    for cell in ["x = 1", "x = 2", "nope"] { _ = session.run(cell, mode: .interactive) }
    _ = session.run("%save clean \(file.path)", mode: .interactive)
    let notes = sink.events.compactMap { if case .note(let text) = $0 { text } else { nil } }
    #expect(notes == ["saved 1 cell to \(file.path); 2 left out"])
    let error = session.run("%save clean", mode: .interactive).diagnostic
    #expect(error?.message == "%save clean needs the name of a file.")
    #expect(error?.hint == "write '%save clean movie-sentiment.md'")
  }

  @Test func theObjectsThatTheAnalysisKnowsAreThoseOfASession() {
    let session = Session(sink: EventCollector())
    for name in ["session", "model", "dataset", "prompt", "optimizer"] {
      if case .object = session.value(named: name) { continue }
      Issue.record("\(name) is no object")
    }
  }
}

/// Whatever the session, the clean notebook makes the same state.
@Suite struct GeneratedSessionTests {
  private static let names = ["a", "b", "c", "d"]

  private func cell(_ random: inout SplitMix) -> String {
    func pick(_ items: [String]) -> String { items[Int.random(in: 0..<items.count, using: &random)] }
    let (x, y) = (pick(Self.names), pick(Self.names))
    if Int.random(in: 0..<3, using: &random) > 0 {
      // What shares objects, changes them and lets names go.
      return pick([
        "\(x) = \(y)", "\(x) = [\(y)]", "\(x) = \(y)[0]", "\(x).append(2)", "\(x) = []", "\(x) = [[]]",
        "\(x) = [[1], 2]",
        "f(\(y))", "\(x) = f(\(y))",
      ])
    }
    return pick([
      "\(x) = 1", "\(x) = []", "\(x) = [1, 2]", "\(x) = \(y)", "\(x) = [\(y)]", "\(x) = {'k': \(y)}",
      "\(x) = len(\(y))",
      "\(x).append(2)", "\(x).append(\(y))", "\(x) += [3]", "\(x) += 1", "\(x)[0] = 9", "\(x)['k'] = \(y)", "del \(x)",
      "\(x) = \(y)[0]", "\(x) = list(\(y))", "\(x) = [v for v in \(y)]", "\(x), \(y) = \(y), \(x)", "\(x)",
      "print(\(x))",
      "for v in \(x): \(y) = v", "if \(x): \(y) = 5", "def f(v): \(x).append(v)", "def f(v): return \(x)", "f(\(y))",
      "\(x) = f(\(y))", "g = f", "\(x) = g(1)", "\(x) = lambda v: \(y)", "\(x) = \(y)(1)", "\(x) = iter(\(y))",
      "\(x) = next(\(y))", "\(x) = zip(\(y), \(y))", "\(x) = 4\nnope\n\(y) = 5", "\(x) = sorted(\(y))", "\(x) = _",
      "while len(\(x)) < 3: \(x).append(0)", "try:\n    \(x) = \(y)[0]\nexcept Exception:\n    \(x) = 0",
      "\(x) = \(y) or \(x)",
      "\(x) = \(y).copy()", "\(x) = \(y).get('k', \(x))", "%time \(x) = \(y)", "\(x).sort()", "\(x) = max(\(y), \(x))",
      "def f(v, kept=[]):\n    kept.append(v)\n    return kept", "(\(x) if \(y) else \(y)).append(7)", "%reset",
    ])
  }

  private func session(_ cells: [String]) -> Session {
    let session = Session(sink: EventCollector())
    session.limits.steps = 2_000
    NotebookCommands.register(in: session)
    for cell in cells { _ = session.run(cell, mode: .interactive) }
    return session
  }

  private func state(_ session: Session) -> [String: String] {
    session.globals.filter { Self.names.contains($0.key) }.mapValues { value in
      switch value {
      case .function, .iterator: value.typeName
      default: value.repr.replacing(/<[^>]*>/, with: "<>")
      }
    }
  }

  @Test func theCleanNotebookMakesTheSameState() throws {
    let file = try NotebookFile("")
    var (count, left) = (0, 0)
    for seed in 0..<800 as Range<UInt64> {
      var random = SplitMix(state: seed)
      let start = ["a = [[1]]", "b = [a]", "c = [2]", "d = {'k': b}", "def f(v):\n    a.append(v)\n    return v"]
      let cells = start + (0..<Int.random(in: 2...25, using: &random)).map { _ in cell(&random) }
      let original = session(cells)
      let saved = original.run("%save clean \(file.path)", mode: .interactive)
      guard saved.succeeded else {
        #expect(saved.diagnostic?.message == "there is nothing to save: no cell has a part in what the session is now.")
        #expect(state(original).isEmpty)
        continue
      }
      let kept = try Notebook(file.text).cells.map(\.source)
      (count, left) = (count + cells.count, left + cells.count - kept.count)
      let (before, after) = (state(original), state(session(kept)))
      for (name, value) in before {
        #expect(after[name] == value, "seed \(seed): \(name) of \(cells), kept \(kept)")
      }
    }
    #expect(left > count / 4, "\(left) of \(count) cells are left out")
  }
}
