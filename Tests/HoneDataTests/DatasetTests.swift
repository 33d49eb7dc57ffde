import Foundation
import HoneCore
import HoneData
import HoneTestSupport
import OrderedCollections
import Testing

@Suite struct DatasetTests {
  let reviews: Dataset
  init() throws {
    reviews = try table(
      ["text", "sentiment"], [["good", "pos"], ["bad", "neg"], ["good", "pos"], ["", "neg"]], input: "text",
      target: "sentiment")
  }

  @Test(arguments: ["csv", "tsv", "jsonl"], [0, 1, 2]) func readingStopsWhenAsked(format: String, questions: Int) throws
  {
    let folder = try TemporaryFolder()
    let content = format == "jsonl" ? "{\"a\": 1}\n{\"a\": 2}\n{\"a\": 3}\n" : "a\n1\n2\n3\n"
    let path = try folder.write(Data(content.utf8), to: "data.\(format)")
    #expect(throws: Interrupted.self) {
      try Dataset.read(path, monitor: StoppingMonitor(afterQuestions: questions))
    }
  }

  @Test func aColumnThatIsNotThereSuggestsTheNearest() throws {
    let error = #expect(throws: DatasetError.self) { try table(["text", "label"], [], target: "lable") }
    #expect(error?.message == "there is no column 'lable'; the columns are text, label.")
    #expect(error?.hint == "did you mean 'label'?")
    #expect(error?.kind == "KeyError")
    #expect(throws: DatasetError.noColumn("x", columns: ["text", "sentiment"])) { try reviews[0].value("x") }
  }

  @Test func aRoleThatNobodyNamedIsAskedFor() throws {
    let data = try table(["body", "stars"], [["a", "1"]])
    let error = #expect(throws: DatasetError.self) { try data.requireInput() }
    #expect(error?.message == "no column is the input; the columns are body, stars.")
    #expect(error?.hint == "name it: dataset.load(…, input=\"body\")")
  }

  @Test func rowsAreTakenFilteredAndMadeAnew() throws {
    #expect(try reviews.take(2).values == Array(reviews.values.prefix(2)))
    #expect(try reviews.take(99).count == 4)
    #expect(throws: DatasetError.negative(what: "the number of rows", value: -1)) { try reviews.take(-1) }
    #expect(reviews.filter { $0["text"] == .string("good") }.count == 2)
    let mapped = try reviews.map { row in
      var record: OrderedDictionary<String, DataValue> = ["text": .string((row["text"]?.text ?? "").uppercased())]
      if row["sentiment"] == .string("pos") { record["extra"] = .int(1) }
      return record
    }
    #expect(mapped.columns == ["text", "extra"] && mapped.input == "text" && mapped.target == nil)
    #expect(mapped.values[1] == [.string("BAD"), .none])
    #expect(reviews.columns == ["text", "sentiment"] && reviews.count == 4)
  }

  @Test func renamedColumnsKeepTheirRolesAndDroppedOnesLoseThem() throws {
    let renamed = try reviews.rename(["sentiment": "mood"])
    #expect(renamed.columns == ["text", "mood"] && renamed.target == "mood" && renamed.values == reviews.values)
    let dropped = try reviews.drop(["text"])
    #expect(dropped.columns == ["sentiment"] && dropped.input == nil && dropped.target == "sentiment")
    #expect(throws: DatasetError.noColumn("txet", columns: ["text", "sentiment"])) { try reviews.drop(["txet"]) }
    #expect(throws: DatasetError.duplicateColumn("text")) { try reviews.rename(["sentiment": "text"]) }
  }

  @Test func repeatedRowsAreLeftOut() throws {
    #expect(try reviews.dedupe().count == 3)
    #expect(try reviews.dedupe(by: ["sentiment"]).values == [reviews.values[0], reviews.values[1]])
  }

  @Test func shufflingDependsOnTheSeedAlone() throws {
    let data = try table(["n"], (0..<100).map { ["x\($0)"] })
    #expect(data.shuffle(seed: 3).values == data.shuffle(seed: 3).values)
    #expect(data.shuffle(seed: 3).values != data.shuffle(seed: 4).values)
    #expect(Set(data.shuffle(seed: 3).values) == Set(data.values))
  }

  @Test func describeCountsTypesLengthsAndTargets() throws {
    let data = try read("text,n,label\nab,1,x\nabcd,2,y\n,3,x\nab,,x\n", as: "csv")
    let summary = data.describe()
    #expect(summary.rows == 4)
    #expect(summary.columns.map(\.name) == ["text", "n", "label"])
    #expect(summary.columns.map(\.type) == ["str", "int", "str"])
    #expect(summary.columns.map(\.distinct) == [2, 3, 2])
    #expect(summary.columns.map(\.missing) == [1, 1, 0])
    let lengths = try #require(summary.columns[0].quartiles)
    #expect([lengths.minimum, lengths.lower, lengths.median, lengths.upper, lengths.maximum] == [2, 2, 2, 3, 4])
    let numbers = try #require(summary.columns[1].quartiles)
    #expect([numbers.minimum, numbers.lower, numbers.median, numbers.upper, numbers.maximum] == [1, 1.5, 2, 2.5, 3])
    #expect(summary.targets.map(\.value.text) == ["x", "y"] && summary.targets.map(\.count) == [3, 1])
  }

  @Test func theFingerprintIsOfTheContent() throws {
    let same = try table(["text", "sentiment"], reviews.values.map { $0.map(\.text) })
    #expect(reviews.fingerprint == same.fingerprint)
    #expect(reviews.fingerprint.count == 64)
    var prints: Set<String> = [reviews.fingerprint]
    prints.insert(try reviews.take(3).fingerprint)
    prints.insert(try reviews.rename(["text": "txt"]).fingerprint)
    prints.insert(try table(["a", "b"], [["xy", "z"]]).fingerprint)
    prints.insert(try table(["a", "b"], [["x", "yz"]]).fingerprint)
    prints.insert(try read("{\"a\": 1}", as: "jsonl").fingerprint)
    prints.insert(try read("{\"a\": 1.0}", as: "jsonl").fingerprint)
    prints.insert(try read("{\"a\": \"1\"}", as: "jsonl").fingerprint)
    prints.insert(try read("{\"a\": null}", as: "jsonl").fingerprint)
    #expect(prints.count == 9)
  }

  @Test func valuesAreShownAsPythonDoes() {
    let value = DataValue.list([.string("it's"), .dict(["k": .none, "b": .bool(true)]), .float(1), .int(-2)])
    #expect(value.text == "[\"it's\", {'k': None, 'b': True}, 1.0, -2]")
    #expect(DataValue.string("as it is").text == "as it is")
  }
}
