import Foundation
import HoneCore
import HoneSession

/// What a run of a notebook found, kept in the user's data folder until `hone promote` writes it into the file.
struct CheckRecord: Codable {
  struct Output: Codable {
    var kind: String
    var text: String
  }

  struct Fact: Codable {
    var name: String
    var value: String
  }

  /// Of the notebook's bytes, as they were when it ran.
  var sha256: String
  /// By index into the notebook's cells; one that was only run for its effects is not here.
  var outputs: [Int: [Output]]
  var facts: [Fact]
  private var file: String

  init(_ run: NotebookRun, outputs: [Int: [RecordedOutput]], facts: [(String, String)]) throws(FileError) {
    sha256 = SHA256Hex.of(run.bytes)
    self.outputs = outputs.mapValues { $0.map { Output(kind: $0.kind.rawValue, text: $0.text) } }
    self.facts = facts.map { Fact(name: $0.0, value: $0.1) }
    file = try CheckRecord.file(for: run)
  }

  /// What is kept of this notebook, whatever its bytes were; nil if nothing is, or nothing that can be read.
  static func kept(for run: NotebookRun) -> CheckRecord? {
    guard let file = try? CheckRecord.file(for: run), let bytes = try? SourceFile.read(file) else { return nil }
    guard let record = try? JSONDecoder().decode(CheckRecord.self, from: Data(bytes)) else { return nil }
    return record.file == file ? record : nil
  }

  func save() throws {
    try AtomicFile.write(try JSONEncoder().encode(self), to: file)
  }

  var recorded: [Int: [RecordedOutput]] {
    outputs.mapValues { outputs in
      outputs.compactMap { output in
        RecordedOutput.Kind(rawValue: output.kind).map { RecordedOutput(kind: $0, text: output.text) }
      }
    }
  }

  /// One file for each notebook, named by the hash of its path.
  private static func file(for run: NotebookRun) throws(FileError) -> String {
    let folder = try UserFolders(environment: run.session.environment).data() + "/checks"
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: folder, reason: error.localizedDescription)
    }
    let path = run.file.resolvingSymlinksInPath().path
    return folder + "/\(SHA256Hex.of(path)).json"
  }
}
