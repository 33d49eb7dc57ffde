import Foundation
import HoneSession
import Testing

extension SessionRoomTests {
  /// Runs the scripts under `Cases`. Their comments say what must come out:
  ///
  /// - `# expect: 3` is the next line of printed text, shown value or display;
  /// - `# expect error: …` is the next line of the error's text, excerpt and caret included;
  /// - `# expect note: …` is the next note;
  /// - `# mode: interactive` chooses how cells run (`script` otherwise), and `# --` starts the next cell;
  /// - `# limits: calls=50 steps=1000` lowers limits.
  struct CaseTests {
    @Test(arguments: try Case.all()) func caseBehavesAsItsCommentsSay(_ example: Case) {
      let sink = RecordingSink()
      let session = Session(sink: sink, environment: ["HOME": "/nonexistent"])
      example.lower(&session.limits)
      for cell in example.cells { _ = session.run(cell, mode: example.mode, name: example.title) }
      #expect(
        sink.transcript.split(separator: "\n", omittingEmptySubsequences: true).map(String.init) == example.expected)
      if !example.notes.isEmpty { #expect(sink.notes == example.notes) }
      #expect(!example.expected.isEmpty || !example.notes.isEmpty, "a case without expectations cannot fail")
    }
  }
}

struct Case: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let source: String

  static func all() throws -> [Case] {
    let folder = try #require(Bundle.module.url(forResource: "Cases", withExtension: nil))
    let files =
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.compactMap { $0 as? URL } ?? []
    let cases = try files.filter { $0.pathExtension == "hone" }.map { file in
      Case(
        testDescription: file.pathComponents.suffix(2).joined(separator: "/"),
        source: try String(contentsOf: file, encoding: .utf8))
    }
    try #require(cases.count > 40)
    return cases.sorted { $0.testDescription < $1.testDescription }
  }

  var cells: [String] { source.components(separatedBy: "\n# --\n") }
  var mode: CellMode { comments("mode").first == "interactive" ? .interactive : .script }
  var title: String { mode == .interactive ? "In[n]" : "case" }
  var notes: [String] { comments("expect note") }

  /// Lines that must come out, in the order of the file.
  var expected: [String] {
    source.split(separator: "\n").compactMap { line in
      for tag in ["# expect: ", "# expect error: "] {
        if let range = line.range(of: tag) { return String(line[range.upperBound...]) }
      }
      return nil
    }
  }

  func lower(_ limits: inout SessionLimits) {
    for setting in comments("limits").flatMap({ $0.split(separator: " ") }) {
      let parts = setting.split(separator: "=")
      switch (parts[0], Int(parts[1])) {
      case ("calls", let number?): limits.calls = number
      case ("steps", let number?): limits.steps = number
      default: Issue.record("\(setting) is no limit")
      }
    }
  }

  private func comments(_ tag: String) -> [String] {
    source.split(separator: "\n").compactMap { line in
      line.range(of: "# \(tag): ").map { String(line[$0.upperBound...]) }
    }
  }
}
