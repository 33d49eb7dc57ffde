import Foundation
import HonePrompting
import Testing

@Suite struct CleaningTests {
  static let texts = [
    "", " ", "\n", "\n\n", "a", "  a  ", "\n  a\n    b\n  c\n", "first\n  second\n    third",
    "  first\n second\n  third",
    "a\n\n  b\n\n    c\n\n", "\n\n\n  a\n   \n  b\n \n", "a\n    b\n  c", "\ta\n\tb\n        c", "a\tb\n\t\tc\td",
    "  \ta\n \tb", "a\r\n  b\r\n", "a\n  b\n\r\n  c", "\u{1F600}\tx\n  \u{1F600}\ty", "e\u{301}\tx\n  e\u{301}\ty",
    "a\n\u{A0}\u{A0}b\n\u{A0}c", "a\n\u{2003} b\n  c", "a\n\u{C}b\n  c", "\u{B} a\n b", "a\n \u{200B}b\n  c",
    "\u{1C}a\n\u{1F} b\n   c", "a\u{85}b\n  c", "{text}\n\n    {{x}}\n", "a\r\tb\n\tc", "\n   \n  ", "x\n\n\n",
  ]

  @Test func templatesAreCleanedAsPythonCleansDocumentation() throws {
    let expected = try Self.cleandoc(Self.texts)
    #expect(expected.count == Self.texts.count)
    for (text, clean) in zip(Self.texts, expected) {
      // Not ==, for which composed and decomposed letters are the same.
      #expect(Array(Template.cleaned(text).unicodeScalars) == Array(clean.unicodeScalars), "\(text.debugDescription)")
    }
  }

  @Test func dedentFalseKeepsTheText() throws {
    #expect(try Template("\n  a\n", dedent: false).source == "\n  a\n")
    #expect(try Template("\n  a\n").source == "a")
  }

  /// `inspect.cleandoc` of each text. From Python 3.13 on it strips spaces alone; this is what 3.11 does.
  private static func cleandoc(_ texts: [String]) throws -> [String] {
    let script = """
      import inspect, json, sys
      class Text(str):
          def expandtabs(self): return Text(str.expandtabs(self))
          def split(self, separator): return [Text(part) for part in str.split(self, separator)]
          def lstrip(self, *ignored): return Text(str.lstrip(self))
          def __getitem__(self, key): return Text(str.__getitem__(self, key))
      json.dump([inspect.cleandoc(Text(text)) for text in json.load(sys.stdin)], sys.stdout)
      """
    let process = Process()
    let input = Pipe()
    let output = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", script]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: JSONEncoder().encode(texts))
    try input.fileHandleForWriting.close()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return try JSONDecoder().decode([String].self, from: data)
  }
}
