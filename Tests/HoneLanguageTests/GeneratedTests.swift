import Foundation
import HoneLanguage
import Testing

/// The programs that `Reference/generate.py` made with Hypothesis.
@Suite struct GeneratedTests {
  /// Each entry of a file: a source and, below five dashes, what is known of it.
  private static func entries(_ file: String) throws -> [(source: String, answer: String)] {
    try Reference.snippets(file).map { text in
      let dashes = try #require(text.range(of: "\n-----\n", options: .backwards))
      return (String(text[..<dashes.lowerBound]), String(text[dashes.upperBound...]))
    }
  }

  @Test func honeBuildsTheTreesThatPythonBuilt() throws {
    let entries = try Self.entries("generated.txt")
    #expect(entries.count >= 300)
    for (source, tree) in entries { #expect(ReferenceTests.dump(source) == tree, "\(source)") }
  }

  /// What hone leaves out is refused wherever it stands, in its sentence, with the caret at its first character.
  @Test func whatIsLeftOutIsRefusedWhereItStands() throws {
    let entries = try Self.entries("outside.txt")
    #expect(entries.count >= 300)
    for (source, answer) in entries {
      do throws(Diagnostic) {
        let program = try Parser.parse(source)
        Issue.record("accepted \(source) as \(TreeDump.dump(program))")
      } catch {
        #expect("\(error.range.start) \(error.message)" == answer, "\(source)")
      }
    }
  }
}
