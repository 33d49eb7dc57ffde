import Foundation
import HoneSession
import Testing

extension SessionRoomTests {
  struct CompletionTests {
    private let session = Session(sink: RecordingSink(), environment: [:])

    private func texts(_ source: String) -> [String] {
      session.completions(in: source, at: source.utf8.count).items.map(\.text)
    }

    @Test func namesOfTheUserComeFirst() {
      _ = session.run("losses = [1.5]", mode: .script)
      let found = session.completions(in: "x = lo", at: 6)
      #expect(found.items == [CompletionItem(text: "losses", detail: "[1.5]")])
      #expect(found.range == 4..<6)
    }

    @Test func membersCarryTheirSignatures() {
      let found = session.completions(in: "session.se", at: 10)
      #expect(found.items == [CompletionItem(text: "seed", detail: "seed: int")])
      #expect(found.range == 8..<10)
    }

    @Test func membersOfLiteralsAndOfResultsOfCalls() {
      #expect(texts("\"a\".spl") == ["split", "splitlines"])
      #expect(texts("str(3).isd") == ["isdigit", "isdecimal"])
      #expect(texts("session.version.lo") == ["lower"])
    }

    @Test func parametersInsideACall() {
      #expect(texts("sorted([1], re") == ["reverse=", "repr", "reversed", "return"])
      #expect(texts("sorted([1], key=len).po") == ["pop"])
      #expect(texts("sorted(len(re").contains("reverse=") == false)
      _ = session.run("def train(rank, epochs=1): pass", mode: .script)
      #expect(texts("train(ra") == ["rank=", "range", "raise"])
    }

    @Test func commandsAfterAPercentSign() {
      #expect(texts("%ti") == ["time", "timeit"])
      #expect(texts("x = 5 %ti") == [])
    }

    @Test func filesInsideStringsThatLookLikePaths() throws {
      let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      try FileManager.default.createDirectory(at: folder.appending(path: "notes"), withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      try Data().write(to: folder.appending(path: "new.csv"))
      #expect(texts("dataset.load(\"\(folder.path)/n") == ["new.csv", "notes/"])
      #expect(texts("\"n") == [])
    }

    @Test func aCallThatWasOnlyOpenedOffersItsParametersAndWhatFits() throws {
      #expect(texts("print(") == ["sep=", "end=", "flush="])
      #expect(texts("sorted([3], ") == ["key=", "reverse="])
      #expect(texts("sorted([3], reverse=") == ["True", "False"])
      #expect(texts("sorted([3], reverse=True, ") == ["key="])
      #expect(texts("evaluate(") == ["model=", "prompt=", "data=", "model"])
      #expect(texts("evaluate(model=") == ["model"])
    }

    @Test func parametersSayWhatTheyAccept() {
      let found = session.completions(in: "model.finetune(ra", at: 17).items.first
      #expect(found == CompletionItem(text: "rank=", detail: "an int (8); of LoRA's low-rank change"))
    }

    @Test func choicesInsideAndOutsideStrings() {
      #expect(texts("model.finetune(method=") == ["'lora'", "'full'"])
      #expect(texts("model.finetune(method=\"lo") == ["lora\""])
      #expect(texts("model.finetune(truncate=") == ["'prompt'", "None"])
    }

    @Test func catalogNames() {
      #expect(texts("model.load(\"smo") == ["smollm2\""])
      #expect(texts("dataset.load(\"movie-rev").contains { $0.hasPrefix("movie-reviews") })
      #expect(session.completions(in: "model.load(\"smollm2\")", at: 19).items.map(\.text) == ["smollm2"])
    }

    @Test func columnsLabelsAdaptersAndKeys() throws {
      let workbench = try Workbench()
      try workbench.prepare()
      func texts(_ source: String) -> [String] {
        workbench.session.completions(in: source, at: source.utf8.count).items.map(\.text)
      }
      #expect(texts("p = Prompt(\"Review: {te") == ["text}"])
      #expect(texts("p = Prompt(\"Review: {text} {") == ["text", "label"])
      #expect(texts("p = Prompt(\"{{te") == [])
      #expect(texts("p = Prompt(\"\"\"Review:\n{la") == ["label}"])
      #expect(texts("p = Prompt(\"{text}\", labels=[\"") == ["bad", "good"])
      #expect(texts("p = Prompt(\"{text}\", labels=[\"bad\", \"g") == ["good\""])
      #expect(texts("dataset.drop([\"la") == ["label\""])
      #expect(texts("dataset.train.drop([\"") == ["text", "label"])
      #expect(texts("dataset.rename({\"la") == ["label\""])
      #expect(texts("dataset.load(\"x.csv\", input=\"te") == ["text\""])
      #expect(texts("dataset[0][\"la") == ["label\""])
      #expect(texts("lambda row: row['te") == ["text'"])
      try workbench.run("scores = {'first': 1, 'second': 2}")
      #expect(texts("scores['f") == ["first'"])
      try workbench.run("run = model.finetune(rank=2, batch=12)")
      #expect(texts("model.use(\"r") == ["run-1\""])
      #expect(texts("f\"{scor") == ["scores"])
      #expect(texts("plot(") == ["what=", "run", "optimizer"])
    }

    @Test func quotesAndSpacesInPaths() throws {
      let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
      try FileManager.default.createDirectory(at: folder.appending(path: "my notes"), withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(at: folder) }
      for name in ["my file.csv", "say \"hi\".csv", "model.gguf", ".hidden.csv"] {
        try Data().write(to: folder.appending(path: name))
      }
      let path = folder.path
      #expect(texts("dataset.load(\"\(path)/") == ["my file.csv", "my notes/", "say \\\"hi\\\".csv"])
      #expect(texts("dataset.load('\(path)/say") == ["say \"hi\".csv'"])
      #expect(texts("model.load(\"\(path)/m") == ["model.gguf", "my notes/"])
      #expect(texts("%cd \(path)/my n") == ["my notes/"])
      #expect(texts("%run \(path)/my f") == ["my file.csv"])
      #expect(texts("%run \"\(path)/my f") == ["my file.csv\""])
      #expect(texts("!cat \(path)/mo") == ["model.gguf"])
      #expect(texts("dataset.load(\"\(path)/.h") == [".hidden.csv\""])
    }

    @Test func catalogNamesStandBehindTheirCommand() {
      #expect(texts("%catalog tw") == ["tweets"])
      #expect(texts("%catalog remove smol") == ["smollm2"])
    }

    @Test func codeBehindTimeIsCode() { #expect(texts("%time session.se") == ["seed"]) }

    /// 10 ms is what nobody notices; a busy machine may take three times that.
    @Test func itIsInstantWhateverTheSessionHolds() {
      _ = session.run("big = list(range(1000000))\ntext = 'word ' * 200000", mode: .script)
      let cell = String(repeating: "x = f(1, [2, 3], \"four\")\n", count: 1_000) + "b"
      var times: [Duration] = []
      for _ in 0..<9 {
        let start = ContinuousClock.now
        #expect(session.completions(in: cell, at: cell.utf8.count).items.contains { $0.text == "big" })
        times.append(ContinuousClock.now - start)
      }
      #expect(times.sorted()[4] < .milliseconds(30), "\(times)")
    }

    @Test func nothingInsideComments() { #expect(texts("x = 1  # pri") == []) }

    @Test(arguments: ["", "é", "((((", "'''", "a.b.c.", ")])", "\"\\", "%", "f(\"x\", \n"])
    func everyOffsetHasAnAnswer(_ source: String) {
      for offset in -1...(source.utf8.count + 1) {
        let range = session.completions(in: source, at: offset).range
        #expect(range.lowerBound >= 0 && range.upperBound <= source.utf8.count)
      }
    }
  }
}
