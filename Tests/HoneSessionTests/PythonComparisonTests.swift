import Foundation
import HoneSession
import Testing

extension SessionRoomTests {
  /// Runs every snippet in Python and in hone; the output must be the same, and the type of what it raises.
  struct PythonComparisonTests {
    @Test(arguments: [
      ("python", 380), ("numbers", 120), ("strings", 110), ("formats", 60), ("containers", 240), ("functions", 190),
    ])
    func everySnippetPrintsWhatPythonPrints(file: String, atLeast: Int) throws {
      let folder = try #require(Bundle.module.url(forResource: "Snippets", withExtension: nil))
      let references = try Self.reference(
        script: folder.appending(path: "reference.py"), snippets: folder.appending(path: "\(file).txt"))
      #expect(references.count >= atLeast)
      for reference in references {
        #expect(Self.honeOutput(of: reference[0]) == reference[1], "\(reference[0])")
      }
    }

    private static func honeOutput(of source: String) -> String {
      let sink = RecordingSink()
      let session = Session(sink: sink, environment: [:])
      let result = session.run(source, mode: .notebook)
      guard let diagnostic = result.diagnostic else { return sink.transcript }
      let printed = sink.events.map { if case .stdout(let text) = $0 { text } else { "" } }.joined()
      return printed + "raises " + diagnostic.kind
    }

    private static func reference(script: URL, snippets: URL) throws -> [[String]] {
      let process = Process()
      let output = Pipe()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["python3", "-W", "ignore", script.path, snippets.path]
      process.standardOutput = output
      try process.run()
      let data = try output.fileHandleForReading.readToEnd() ?? Data()
      process.waitUntilExit()
      return try JSONDecoder().decode([[String]].self, from: data)
    }
  }
}
