import HoneNotebook
import HoneSession
import Testing

/// What the front matter's `params` and the command line's `name=value` bind.
@Suite struct ParameterTests {
  private func notebook(_ params: String, _ code: String = "1") throws -> NotebookFile {
    try NotebookFile("---\nhone: 1\nparams: \(params)\n---\n```hone\n\(code)\n```\n")
  }

  @Test func eachIsAVariableBeforeTheFirstCell() throws {
    let file = try notebook(
      "{lr: 2e-4, seed: 7, name: \"x\", labels: [a, b], on: true, mixed: [1, 2.5], none: [], plain: no, quoted: '7'}",
      "print(lr, seed, name, labels, on, mixed, none, plain, quoted)\ntype(lr), type(seed), type(quoted)")
    #expect(try file.run().replay() == .finished)
    #expect(
      try file.recorded == [
        "0.0002 7 x ['a', 'b'] True [1.0, 2.5] [] no 7", "(<class 'float'>, <class 'int'>, <class 'str'>)",
      ])
  }

  @Test func theCommandLineGivesValuesOfTheSameType() throws {
    let file = try notebook(
      "{lr: 2e-4, seed: 7, name: x, on: true, labels: [a, b], sizes: [1]}", "lr, seed, name, on, labels, sizes")
    let given = try file.run("lr=1", "seed=-3", "name=7 = 8", "on=False", "labels=[\"a, b\", c]", "sizes=4, 5")
    #expect(try given.replay() == .finished)
    #expect(try file.recorded == ["(1.0, -3, '7 = 8', False, ['a, b', 'c'], [4, 5])"])
    #expect(try file.run("labels=", "name=").replay() == .finished)
    #expect(try file.recorded == ["(0.0002, 7, '', True, [], [1])"])
  }

  @Test(arguments: [
    (
      "lr=abc", "the parameter lr is a float, 0.0002 in the front matter; received 'abc'.", "write a number, as lr=2e-4"
    ),
    (
      "lr=nan", "the parameter lr is a float, 0.0002 in the front matter; received 'nan'.", "write a number, as lr=2e-4"
    ),
    (
      "seed=1.5", "the parameter seed is an int, 7 in the front matter; received '1.5'.",
      "write a whole number, as seed=7"
    ),
    ("on=yes", "the parameter on is a bool, True in the front matter; received 'yes'.", "write on=true or on=false"),
    (
      "sizes=1,x", "the parameter sizes is a list of int, [1] in the front matter; received '1,x'.",
      "write sizes=a,b with items of that type"
    ),
    ("sed=1", "there is no parameter 'sed'; the notebook has lr, seed, on, sizes.", "did you mean 'seed'?"),
    (
      "other=1", "there is no parameter 'other'; the notebook has lr, seed, on, sizes.",
      "the front matter lists them under 'params'"
    ),
    (
      "seed", "'seed' gives no value; a parameter is given as name=value.",
      "a value with spaces stands in quotes: 'name=two words'"
    ),
  ])
  func whatCannotBeGivenIsNamedWithWhatCan(given: String, message: String, hint: String) throws {
    let file = try notebook("{lr: 2e-4, seed: 7, on: true, sizes: [1]}")
    let error = #expect(throws: RunOptionError.self) { try file.run(given) }
    #expect(error?.message == message && error?.hint == hint)
  }

  @Test func aParameterIsGivenOnceAndOnlyWhereThereAreSome() throws {
    let twice = try notebook("{seed: 7}")
    var error = #expect(throws: RunOptionError.self) { try twice.run("seed=1", "seed=2") }
    #expect(error?.message == "the parameter seed is given twice." && error?.hint == "give it once")
    let without = try NotebookFile("```hone\n1\n```\n")
    error = #expect(throws: RunOptionError.self) { try without.run("seed=1") }
    #expect(error?.message == "there is no parameter 'seed'; the notebook has none.")
    #expect(error?.hint == "list it under 'params' in the front matter")
  }

  @Test(arguments: [
    ("{x: }", "the front matter's parameter 'x' has no value.", true),
    ("{x: {a: 1}}", "the front matter's parameter 'x' is a mapping.", true),
    ("{x: [[1]]}", "the front matter's parameter 'x' holds a list or a mapping in its list.", true),
    ("{x: [1, a]}", "the front matter's parameter 'x' is a list of several types.", true),
    (
      "{x: 99999999999999999999}",
      "the front matter's parameter 'x' is a number that is out of range: 99999999999999999999.",
      false
    ),
    ("{x: .inf}", "the front matter's parameter 'x' is a number that is out of range: .inf.", false),
    ("{if: 1}", "the front matter's parameter 'if' is not named as a variable can be.", false),
    ("{\"x; y\": 1}", "the front matter's parameter 'x; y' is not named as a variable can be.", false),
    (
      "{model: a}", "the front matter's parameter 'model' has the name of an object that every session starts with.",
      false
    ),
    ("[1]", "the front matter cannot be read: params is no mapping as {lr: 2e-4, seed: 7}.", false),
  ])
  func aParameterThatCannotBeBoundIsRefused(params: String, message: String, namesTypes: Bool) throws {
    let file = try notebook(params)
    let error = #expect(throws: NotebookError.self) { try file.run() }
    #expect(error?.message == message)
    let types = "a parameter is an int, a float, true or false, a text, or a list of one of these"
    #expect((error?.hint == types) == namesTypes)
  }

  @Test func namesThatReferToOneAnotherCannotGrowWithoutEnd() throws {
    let lines = (1...30).map {
      "a\($0): &a\($0) [\(Array(repeating: "*a\($0 - 1)", count: 9).joined(separator: ", "))]"
    }
    let notebook = try Notebook("---\na0: &a0 [1]\n\(lines.joined(separator: "\n"))\n? *a30\n: 1\n---\n")
    let error = #expect(throws: NotebookError.self) { try notebook.frontMatter?.check() }
    #expect(error?.message == "the front matter cannot be read: it refers to anchors more than 16 times.")
  }

  @Test func whichValuesWereGivenIsRecordedAndNamedWhereItDiffers() throws {
    let file = try notebook("{lr: 2e-4, seed: 7}", "seed")
    _ = try file.run("seed=8", "lr=2e-4").replay()
    #expect(try Notebook(file.text).footer?["params"] == "seed=8")
    _ = try file.run("seed=8").check()
    #expect(file.remarks == [])
    #expect(try file.run("lr=0.5").check().isMatch == false)
    #expect(file.remarks == ["recorded with seed=8, run with lr=0.5: what depends on them may differ"])
    _ = try file.run().replay()
    #expect(
      file.remarks == ["recorded with seed=8, run with the front matter's parameters: what depends on them may differ"])
    #expect(try Notebook(file.text).footer?["params"] == nil)
  }

  @Test func aParameterIsData() throws {
    let file = try notebook("{name: x}", "name")
    #expect(try file.run("name=!rm -rf {x} \"' %cd / \u{1B}[2J").replay() == .finished)
    #expect(try file.recorded.count == 1)
    #expect(try Notebook(file.text).cells.count == 1)
  }
}
