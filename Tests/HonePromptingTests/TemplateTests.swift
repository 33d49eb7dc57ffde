import HoneData
import HonePrompting
import Testing

@Suite struct TemplateTests {
  private let row = Row(
    columns: ["text", "the stars", "n", "none"], values: [.string("Fine {n}."), .float(4.5), .int(3), .none])

  private func parts(_ text: String) throws -> [Template.Part] { try Template(text).parts }

  @Test func holesAndTextAlternate() throws {
    #expect(try parts("{a}{b} c") == [.hole("a"), .hole("b"), .text(" c")])
    #expect(try parts("") == [])
    #expect(try Template("x {a} y {b} {a}").holes == ["a", "b", "a"])
  }

  @Test func doubledBracesStandForThemselves() throws {
    #expect(try parts("{{a}} {{{a}}}") == [.text("{a} {"), .hole("a"), .text("}")])
    #expect(try parts("}}{{") == [.text("}{")])
  }

  @Test func columnNamesMayHoldSpacesDotsAndOtherScripts() throws {
    #expect(try Template("{the stars}{a.b}{評価}{e\u{301}}{1}").holes == ["the stars", "a.b", "評価", "e\u{301}", "1"])
  }

  @Test func anAccentAfterABraceDoesNotHideIt() throws {
    #expect(try parts("{a}\u{301}") == [.hole("a"), .text("\u{301}")])
    #expect(try parts("{{\u{FE0F}") == [.text("{\u{FE0F}")])
  }

  @Test func fillingWritesEachValueAsStrDoes() throws {
    #expect(try Template("{text} {the stars} {n} {none}").fill(row) == "Fine {n}. 4.5 3 None")
  }

  @Test func aMissingColumnIsNamed() throws {
    let template = try Template("{txt}")
    let error = #expect(throws: DatasetError.self) { try template.fill(row) }
    #expect(error?.message == "there is no column 'txt'; the columns are text, the stars, n, none.")
    #expect(error?.hint == "did you mean 'text'?")
  }

  static let refused: [(text: String, message: String)] = [
    ("a {text", "the hole '{text' of the template is never closed."),
    ("{a very long name that goes on", "the hole '{a very long name tha' of the template is never closed."),
    ("a } b", "the template has a '}' without a '{' before it."),
    ("{}", "'{}' is no hole: between its braces stands one column's name, as in {text}."),
    ("{text:>5}", "'{text:>5}' is no hole: between its braces stands one column's name, as in {text}."),
    ("{text!r}", "'{text!r}' is no hole: between its braces stands one column's name, as in {text}."),
    ("{text=}", "'{text=}' is no hole: between its braces stands one column's name, as in {text}."),
    ("{len(text)}", "'{len(text)}' is no hole: between its braces stands one column's name, as in {text}."),
    ("{row[0]}", "'{row[0]}' is no hole: between its braces stands one column's name, as in {text}."),
    ("{ text }", "'{ text }' is no hole: between its braces stands one column's name, as in {text}."),
    ("{\"a\": {text}}", "'{\"a\": {text}' is no hole: between its braces stands one column's name, as in {text}."),
  ]

  @Test(arguments: refused) func whatIsNoTemplateSaysWhy(_ example: (text: String, message: String)) {
    let error = #expect(throws: PromptError.self) { try Template(example.text) }
    #expect(error?.message == example.message)
    #expect(error?.hint == "write {{ or }} for a brace itself")
  }

  static let labels: [(labels: [String], message: String)] = [
    (["yes"], "labels must be two or more; received only 'yes'."),
    (["yes", "no", "yes"], "the label 'yes' is given twice."), (["yes", ""], "a label must not be empty."),
  ]

  @Test(arguments: labels) func labelsMustBeDistinct(_ example: (labels: [String], message: String)) throws {
    let template = try Template("{text}")
    let error = #expect(throws: PromptError.self) { try Prompt(template: template, labels: example.labels) }
    #expect(error?.message == example.message)
  }
}
