import HoneNotebook
import Testing

@Suite struct NumberTextTests {
  @Test(arguments: [
    ("accuracy 0.8725 [0.836, 0.901]", ["0.8725", "0.836", "0.901"]),
    ("87.5 % of 1,200, -3 and +4, 1e-3 2.5E+10", ["87.5", "1,200", "-3", "+4", "1e-3", "2.5E+10"]),
    ("0.85–0.91, 0.85-0.91, ±0.02, ≈3", ["0.85", "0.91", "0.85", "0.91", "0.02", "3"]),
    ("−0.5", ["−0.5"]),
    ("smollm2-135M run-3 3f9a1c x1 12ms v1.2.3 2026-05-01 _5", []),
    ("rtol=1e-3 (5) {'a': 3} 5. 7%", ["1e-3", "5", "3", "5", "7"]),
    ("[100, 200] 1,20 12,345,678", ["100", "200", "1", "20", "12,345,678"]),
    ("a[0]-1 f(2)-3", ["0", "1", "2", "3"]),
    ("", []),
  ])
  func numbersAreTakenOut(text: String, numbers: [String]) {
    let taken = NumberText(text)
    #expect(taken.numbers.map(\.text) == numbers)
    var rebuilt = taken.words[0]
    for (number, word) in zip(taken.numbers, taken.words.dropFirst()) { rebuilt += number.text + word }
    #expect(rebuilt == text)
  }

  @Test func valuesAreRead() {
    #expect(NumberText("1,200 −0.5 1e3 +4").numbers.map(\.value) == [1200, -0.5, 1000, 4])
  }
}

@Suite struct DifferenceTests {
  private func text(_ recorded: String, _ now: String, _ rule: CheckRule) -> String? {
    Difference.between(recorded, and: now, kind: "result", by: rule)?.text
  }

  @Test func exactNamesTheNumberThatMoved() {
    #expect(
      text("accuracy 0.8725 [0.836, 0.901]\nof 400", "accuracy 0.8700 [0.836, 0.901]\nof 400", CheckRule())
        == """
        result: a number moved
          recorded │ accuracy 0.8725 [0.836, 0.901]
          now      │ accuracy 0.8700 [0.836, 0.901]
                   │ number 1: 0.8725 → 0.8700, moved by -0.0025 (-0.287 %)
        """)
  }

  @Test func numAllowsWhatItsTolerancesAllow() {
    let rule = CheckRule(mode: .num, rtol: 0, atol: 0.01)
    #expect(text("loss  0.500\n[1, 2]", "loss 0.509\n[1, 2]", rule) == nil)
    #expect(
      text("a\nloss 0.5, then 0.25", "a\nloss 0.52, then 0.5", rule)
        == """
        result: 2 numbers moved
          recorded │ loss 0.5, then 0.25
          now      │ loss 0.52, then 0.5
                   │ number 1: 0.5 → 0.52, moved by 0.02 (4 %); allowed ±0.01
                   │ number 2: 0.25 → 0.5, moved by 0.25 (100 %); allowed ±0.01
        """)
  }

  @Test func theSeventhDigitMovesWhereExactAndNotWhereNum() {
    let (recorded, now) = ("loss 0.1234567", "loss 0.1234568")
    #expect(
      text(recorded, now, CheckRule())
        == """
        result: a number moved
          recorded │ loss 0.1234567
          now      │ loss 0.1234568
                   │ number 1: 0.1234567 → 0.1234568, moved by 1e-07 (8.1e-05 %)
        """)
    #expect(text(recorded, now, CheckRule(mode: .num)) == nil)
    #expect(
      text(recorded, "loss 0.1234667", CheckRule(mode: .num))?.contains("moved by 1e-05 (0.0081 %); allowed ±1.24e-06")
        == true)
  }

  @Test func exactSaysWhereANumberIsOnlyWrittenInAnotherWay() {
    #expect(
      text("0.80", "0.8", CheckRule())
        == """
        result: a number moved
          recorded │ 0.80
          now      │ 0.8
                   │ number 1: 0.80 → 0.8, the same number written in another way
        """)
  }

  @Test func numTakesWordsAndDigitsInThemExactly() {
    let rule = CheckRule(mode: .num, rtol: 10, atol: 10)
    #expect(
      text("run-3: 0.5", "run-4: 0.5", rule)
        == "result: line 1 differs\n  recorded │ run-3: 0.5\n  now      │ run-4: 0.5")
    #expect(
      text("1\n2", "1", rule) == "result: line 2 differs\n  recorded │ 2\n  now      │ (no such line)")
    #expect(text("87 %", "88 %", rule) == nil)
  }

  @Test func shapeLetsNumbersBeAnything() {
    let rule = CheckRule(mode: .shape)
    #expect(text("loss   0.5", "loss 1,234.5", rule) == nil)
    #expect(text("loss 0.5", "loss 0.5 0.6", rule) != nil)
  }

  @Test func manyMovedNumbersAreCounted() {
    let (before, after) = ((0..<10).map { "\($0)" }, (10..<20).map { "\($0)" })
    let lines = text(before.joined(separator: " "), after.joined(separator: " "), CheckRule())?.split(separator: "\n")
    #expect(lines?.first == "result: 10 numbers moved" && lines?.last == "           │ and 2 more")
  }

  @Test func missingAndUnrecordedOutputsAreMismatches() throws {
    let cell = try Notebook("```hone\n1\n```\n```output kind=stdout\nhello\n```\n").cells[0]
    #expect(
      Difference.between(cell.outputs, and: [], by: CheckRule()).map(\.text)
        == ["recorded stdout does not come any more\n  recorded │ hello"])
    #expect(
      Difference.between([], and: [.init(kind: .result, text: "2")], by: CheckRule(mode: .shape)).map(\.text)
        == ["result is not recorded\n  now      │ 2"])
    #expect(
      Difference.between(cell.outputs, and: [.init(kind: .error, text: "boom")], by: CheckRule()).map(\.text)
        == ["recorded stdout is now error\n  now      │ boom"])
    #expect(Difference.between(cell.outputs, and: [], by: CheckRule(mode: .none)).isEmpty)
  }

  @Test(arguments: [
    (
      "check=nmu", "cell 1 (line 1) says 'check=nmu'; check is exact, num, shape, none or bounds as accuracy>=0.85.",
      "did you mean 'num'?"
    ),
    (
      "check=accuracy>=x",
      "cell 1 (line 1) says 'check=accuracy>=x'; check is exact, num, shape, none or bounds as accuracy>=0.85.",
      "leave 'check' out to compare exactly"
    ),
    (
      "check=num rtol=-1", "cell 1 (line 1) says 'rtol=-1'; rtol is a number that is not negative, as 1e-3.",
      "change 'rtol' or leave it out"
    ),
  ])
  func attributesThatCannotBeUnderstoodAreNamed(attributes: String, message: String, hint: String) throws {
    let cell = try Notebook("```hone \(attributes)\n1\n```\n").cells[0]
    let error = #expect(throws: NotebookError.self) { try CheckRule(cell) }
    #expect(error?.message == message && error?.hint == hint)
  }
}
