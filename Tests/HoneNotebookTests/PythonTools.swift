import Foundation
import Testing

/// Jupyter's own tools, installed once for the suite that has this trait, in a folder that goes with it. A suite fails where
/// they cannot be installed.
struct PythonTools: SuiteTrait, TestScoping {
  static let packages = ["nbformat", "nbconvert", "jupytext"]

  @TaskLocal static var current: PythonFolder?

  func provideScope(for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void)
    async throws
  {
    let folder = try PythonFolder(installing: Self.packages)
    try await Self.$current.withValue(folder) { try await function() }
  }
}

extension Trait where Self == PythonTools {
  static var pythonTools: PythonTools { PythonTools() }
}

/// A virtual environment of Python.
final class PythonFolder: Sendable {
  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  private let root = FileManager.default.temporaryDirectory.appending(path: "hone-python-\(UUID().uuidString)")

  init(installing packages: [String]) throws {
    _ = try Self.run("/usr/bin/env", ["python3", "-m", "venv", root.path])
    let pip = ["-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-compile"]
    _ = try Self.run(root.appending(path: "bin/python").path, pip + packages)
  }

  deinit { try? FileManager.default.removeItem(at: root) }

  /// Runs a script and returns what it prints; warnings are failures.
  func python(_ script: String, _ arguments: [String] = [], input: String = "") throws -> String {
    let (output, errors) = try Self.run(
      root.appending(path: "bin/python").path, ["-W", "error", "-c", script] + arguments, input: input)
    guard errors.isEmpty else { throw Failure(description: errors) }
    return output
  }

  /// Runs one of the tools' own programs: what it prints, and what it says on stderr.
  func program(_ name: String, _ arguments: [String]) throws -> (output: String, errors: String) {
    try Self.run(root.appending(path: "bin/\(name)").path, arguments)
  }

  static func run(_ program: String, _ arguments: [String], input: String = "") throws
    -> (output: String, errors: String)
  {
    let process = Process()
    let files = FileManager.default.temporaryDirectory.appending(path: "hone-run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: files, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: files) }
    // Files, as a pipe that nobody reads stops the program.
    let names = ["in", "out", "err"].map { files.appending(path: $0) }
    for (name, text) in zip(names, [input, "", ""]) { try Data(text.utf8).write(to: name) }
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.standardInput = try FileHandle(forReadingFrom: names[0])
    process.standardOutput = try FileHandle(forWritingTo: names[1])
    process.standardError = try FileHandle(forWritingTo: names[2])
    try process.run()
    process.waitUntilExit()
    let output = try String(contentsOf: names[1], encoding: .utf8),
      errors = try String(contentsOf: names[2], encoding: .utf8)
    guard process.terminationStatus == 0 else {
      throw Failure(description: "\(([program] + arguments).joined(separator: " "))\n\(output)\(errors)")
    }
    return (output, errors)
  }
}
