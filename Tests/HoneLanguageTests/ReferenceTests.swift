import Foundation
import HoneLanguage
import HoneTestSupport
import Testing

/// Python's parser, asked through `Reference/dump.py`.
enum Reference {
  static let folder = Bundle.module.bundleURL.appendingPathComponent("Reference")

  static func snippets(_ file: String) throws -> [String] {
    let text = try String(decoding: Data(contentsOf: folder.appendingPathComponent(file)), as: UTF8.self)
    var snippets: [[UInt8]] = [[]]
    let separator = Array("\n=====\n".utf8)
    let bytes = Array(text.utf8)
    var at = 0
    while at < bytes.count {
      if bytes[at...].starts(with: separator) {
        snippets.append([])
        at += separator.count
      } else {
        snippets[snippets.count - 1].append(bytes[at])
        at += 1
      }
    }
    return snippets.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Whether a Python of the version whose grammar hone follows is at hand.
  static let isAvailable: Bool = {
    let output = try? run(["-c", "import sys; print(sys.version_info[:2] == (3, 11))"], input: Data())
    return output.map { String(decoding: $0, as: UTF8.self).hasPrefix("True") } ?? false
  }()

  /// Python's dump of each source, nil for one that it rejects.
  static func dumps(of sources: [String]) throws -> [String?] {
    let script = folder.appendingPathComponent("dump.py").path
    let output = try run([script], input: JSONEncoder().encode(sources))
    return try JSONDecoder().decode([String?].self, from: output)
  }

  private static func run(_ arguments: [String], input: Data) throws -> Data {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let source = folder.appendingPathComponent("input")
    let result = folder.appendingPathComponent("output")
    try input.write(to: source)
    try Data().write(to: result)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = ["python3"] + arguments
    process.standardInput = try FileHandle(forReadingFrom: source)
    process.standardOutput = try FileHandle(forWritingTo: result)
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return try Data(contentsOf: result)
  }
}

@Suite struct ReferenceTests {
  static func dump(_ source: String) -> String? {
    (try? Parser.parse(source)).map { TreeDump.dump($0) }
  }

  @Test func everyAcceptedSnippetParses() throws {
    for source in try Reference.snippets("accepted.txt") {
      #expect(throws: Never.self, "\(source)") { try Parser.parse(source) }
    }
  }

  @Test func everyRefusedSnippetIsRefusedInOneSentence() throws {
    for source in try Reference.snippets("refused.txt") {
      do throws(Diagnostic) {
        let program = try Parser.parse(source)
        Issue.record("accepted \(source) as \(TreeDump.dump(program))")
      } catch {
        #expect(!error.message.isEmpty && !error.message.contains("\n"), "\(source)")
        #expect(error.range.start >= 0 && error.range.end <= source.utf8.count, "\(source)")
        #expect(error.range.start <= error.range.end, "\(source)")
      }
    }
  }

  @Test(.enabled(if: Reference.isAvailable)) func pythonBuildsTheSameTrees() throws {
    let sources = try Reference.snippets("accepted.txt")
    for (source, expected) in zip(sources, try Reference.dumps(of: sources)) {
      #expect(Self.dump(source) == expected, "\(source)")
    }
  }

  @Test(.enabled(if: Reference.isAvailable)) func pythonBuildsTheSameTreesOfMutations() throws {
    var mutator = Mutator(seed: 11, corpus: try Reference.snippets("accepted.txt") + Reference.snippets("refused.txt"))
    let accepted = (0..<6_000).map { _ in mutator.next() }.filter { source in
      guard let program = try? Parser.parse(source) else { return false }
      return !TreeDump.hasSessionLine(program.statements)
    }
    #expect(accepted.count > 1_000)
    for (source, expected) in zip(accepted, try Reference.dumps(of: accepted)) {
      #expect(Self.dump(source) == expected, "\(source)")
    }
  }
}
