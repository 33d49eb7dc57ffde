import HoneCore
import Testing

@Suite struct NearestTests {
  @Test(arguments: [
    ("lable", "label"), ("txet", "text"), ("Label", "label"), ("sentimnet", "sentiment"), ("sent", "sentiment"),
    ("raiting", "rating"),
  ])
  func aMisspelledNameFindsItsColumn(typed: String, meant: String) {
    #expect(nearest(typed, among: ["text", "label", "rating", "sentiment"]) == meant)
  }

  @Test(arguments: ["", "q", "zebra"])
  func nothingIsSuggestedForAnUnrelatedName(typed: String) {
    #expect(nearest(typed, among: ["text", "label", "x"]) == nil)
  }

  @Test(.timeLimit(.minutes(1))) func aNameTooLongToBeTypedIsNotCorrected() {
    let long = String(repeating: "label", count: 100_000)
    #expect(nearest(long, among: ["label", long + "s"]) == nil)
  }

  @Test func anAbbreviationOfTwoNamesSuggestsNeither() {
    #expect(nearest("val", among: ["validation_loss", "validation_rows"]) == nil)
  }

  @Test func smallLettersAbbreviateNoNameWithACapital() {
    #expect(nearest("run", among: ["RuntimeError", "print"]) == nil)
    #expect(nearest("Runt", among: ["RuntimeError", "print"]) == "RuntimeError")
    #expect(nearest("ADAM", among: ["adamw_and_more", "print"]) == "adamw_and_more")
  }

  @Test func theEarlierOfEquallyNearNamesWins() {
    #expect(nearest("tost", among: ["test", "toss"]) == "test")
  }
}
