import HoneNotebook
import HoneSession
import Testing

/// `check=accuracy>=0.85`: bounds on the numbers that a cell puts out.
@Suite struct MetricTests {
  private func rule(_ check: String) throws -> CheckRule {
    try CheckRule(Notebook("```hone check=\"\(check)\"\n1\n```\n").cells[0])
  }

  private func differences(_ check: String, recorded: String? = nil, now: [String]) throws -> [String] {
    let output = recorded.map { "```output kind=result\n\($0)\n```\n" } ?? ""
    let cell = try Notebook("```hone\n1\n```\n\(output)").cells[0]
    let outputs = now.map { RecordedOutput(kind: .stdout, text: $0) }
    return Difference.between(cell.outputs, and: outputs, by: try rule(check)).map(\.text)
  }

  @Test(arguments: [
    ("accuracy>=0.85", "accuracy 0.85"), ("accuracy>0.85", "accuracy: 0.851"), ("loss<=0.5", "loss=0.5"),
    ("loss < 0.5, accuracy >= 80", "accuracy 80 %\nloss   4.9e-1"), ("n>=1000", "n = 1,200"),
    ("validation loss<0.2", "loss 0.5, validation loss 0.143"), ("accuracy>=0.8", "{'accuracy': 0.9}"),
    ("loss<1", "losses 7\nmean_loss 8\nloss unknown\nloss 0.5"), ("x>=-1", "x −0.5"),
  ])
  func aNumberWithinItsBoundIsAsRecorded(check: String, now: String) throws {
    #expect(try differences(check, recorded: "something else", now: [now]) == [])
  }

  @Test func aNumberOutOfItsBoundIsNamedWithHowMuchItMoved() throws {
    #expect(
      try differences(
        "accuracy>=0.85", recorded: "accuracy 0.870 [0.8, 0.9]", now: ["hello\n", "accuracy 0.830 [0.7, 0.9]"])
        == [
          """
          accuracy is 0.830 and not >=0.85: it misses by 0.02
            recorded │ accuracy 0.870 [0.8, 0.9]
            now      │ accuracy 0.830 [0.7, 0.9]
                     │ accuracy: 0.870 → 0.830, moved by -0.04 (-4.6 %)
          """
        ])
    #expect(
      try differences("loss<0.5", now: ["loss 0.5"]) == ["loss is 0.5 and not <0.5\n  now      │ loss 0.5"])
  }

  @Test func everyBoundOfACellIsLookedAt() throws {
    #expect(
      try differences("loss<1,accuracy>0.9,n>=1", now: ["loss 2, accuracy 0.5"]).map { $0.split(separator: "\n")[0] }
        == [
          "loss is 2 and not <1: it misses by 1", "accuracy is 0.5 and not >0.9: it misses by 0.4",
          "no number stands behind 'n', which must be >=1",
        ])
  }

  @Test func aNumberThatIsGoneIsNamedWithWhatWasRecorded() throws {
    #expect(
      try differences("accuracy>=0.85", recorded: "accuracy 0.87", now: ["accuracy nan"]) == [
        "no number stands behind 'accuracy', which must be >=0.85\n  recorded │ accuracy 0.87"
      ])
  }

  @Test func aCellThatFailsDoesNotHoldItsBounds() throws {
    let file = try NotebookFile("```hone check=x>=1\nprint('x', 2)\n1 / 0\n```\n")
    let report = try file.run().check()
    #expect(report.ending == .failed("cell 1 (line 1)") && !report.isMatch)
  }

  @Test(arguments: [
    "accuracy>=", ">=0.5", "accuracy>=0.5,", "accuracy>=0.5,exact", "accuracy>=inf", "accuracy=0.5", "a>b",
  ])
  func whatIsNoBoundIsRefused(check: String) {
    #expect(throws: NotebookError.self) { try rule(check) }
  }
}
