import HoneSession
import Testing

extension SessionRoomTests {
  struct WorkbenchDatasetTests {
    private let workbench: Workbench

    init() throws {
      workbench = try Workbench()
      try workbench.prepare()
    }

    /// Each line of the language and what it shows.
    static let lines: [(source: String, shown: String)] = [
      ("dataset", "Dataset reviews: 40 rows of text, label; text → label; split into train 24, validation 4, test 12"),
      ("dataset.test", "Dataset reviews: 12 rows of text, label; text → label"),
      ("len(dataset), dataset.count, len(dataset.train), dataset.columns", "(40, 40, 24, ['text', 'label'])"),
      ("dataset[0]", "{'text': 'Film 0 was a joy to see.', 'label': 'good'}"),
      ("dataset[-1][\"label\"], dataset[True][\"label\"]", "('bad', 'bad')"),
      ("dataset.test[0:3]", "Dataset reviews: 3 rows of text, label; text → label"),
      ("dataset[-1:][0][\"text\"], len(dataset[100:]), len(dataset[::2])", "('Film 39 was a bore to sit in.', 0, 20)"),
      ("[row[\"label\"] for row in dataset[:3]]", "['good', 'bad', 'good']"),
      ("list(dataset[3:1])", "[]"), ("bool(dataset), bool(dataset[:0])", "(True, False)"),
      ("dataset.train is dataset.train", "True"),
      ("dataset.take(2)", "Dataset reviews: 2 rows of text, label; text → label"),
      ("dataset.filter(lambda row: row[\"label\"] == \"good\").count", "20"),
      (
        "dataset.map(lambda row: {\"n\": len(row[\"text\"]), \"label\": row[\"label\"]})[1]",
        "{'n': 28, 'label': 'bad'}"
      ),
      (
        "dataset.rename({\"text\": \"review\"})",
        "Dataset reviews: 40 rows of review, label; review → label; split into train 24, validation 4, test 12"
      ),
      ("dataset.drop([\"text\"]).columns", "['label']"),
      ("dataset.dedupe([\"label\"]).count, dataset.dedupe().count", "(2, 40)"),
      (
        "dataset.shuffle(seed=1)[0] == dataset.shuffle(seed=1)[0], list(dataset.shuffle(seed=1)) == list(dataset)",
        "(True, False)"
      ),
      (
        "dataset.head(2)",
        "   text                          label\n0  Film 0 was a joy to see.      good\n1  Film 1 was a bore to sit in.  bad"
      ),
      (
        "dataset.take(2).describe()",
        """
        2 rows; min, median and max are lengths for text

        column  type  distinct  missing  min  median  max
        text    str          2        0   24      26   28
        label   str          2        0    3    3.50    4

        target  rows   share
        good       1  50.0 %
        bad        1  50.0 %
        """
      ),
      (
        "dataset.train.preview(0)",
        """
        <|start|>user: Review: Film 16 was a joy to see. Verdict: <|end|><|start|>assistant: «g»«o»«o»«d»«<|end|>»

        63 tokens of prompt, 5 learned
        """
      ),
      ("prompt.fill({\"text\": 3})", "'Review: 3 Verdict: '"),
      ("prompt.labels, prompt.system", "(['good', 'bad'], None)"),
    ]

    @Test(arguments: lines) func eachLineShowsWhatItSays(_ line: (source: String, shown: String)) throws {
      #expect(try workbench.run(line.source) == line.shown)
    }

    @Test func aPartOfManyRowsCostsNothingToName() throws {
      let rows = "text\tlabel\n" + (0..<10_000).map { "row \($0)\tx\n" }.joined()
      workbench.session.globals["many"] = .string(try workbench.folder.write(rows, to: "many.tsv"))
      try workbench.run("dataset.load(many)\ndataset.split(test=100)")
      let started = ContinuousClock.now
      try workbench.run("n = 0\nfor i in range(20_000): n += len(dataset.train)")
      // Copying 9,900 rows each time would take a minute.
      #expect(started.duration(to: .now) < .seconds(5))
      #expect(try workbench.run("n") == "198000000")
    }

    @Test func splittingAgainRenewsTheParts() throws {
      try workbench.run("old = dataset.test\ndataset.split(test=5, seed=None)")
      #expect(try workbench.run("len(old), len(dataset.test)") == "(12, 5)")
    }

    @Test func controlCharactersOfTheDataDoNotReachTheTerminal() throws {
      workbench.session.globals["bad"] = .string(
        try workbench.folder.write("a\tb\n\u{1B}[31mred\tx\u{7}\n", to: "bad.tsv"))
      try workbench.run("dataset.load(bad)")
      #expect(try workbench.run("dataset.head()") == "   a         b\n0  ␛[31mred  x␇")
    }

    @Test func aWideTableFitsATerminal() throws {
      let row = (0..<4).map { "\($0)" + String(repeating: "word ", count: 40) }.joined(separator: "\t")
      workbench.session.globals["wide"] = .string(try workbench.folder.write("a\tb\tc\td\n\(row)\n", to: "wide.tsv"))
      try workbench.run("dataset.load(wide)")
      let lines = try workbench.run("dataset.head()").split(separator: "\n")
      #expect(lines.allSatisfy { $0.count <= 100 } && lines[1].count > 90)
    }
  }
}
