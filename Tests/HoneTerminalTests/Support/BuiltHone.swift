import Foundation
import HoneCore
import Testing

/// The executable beside the test bundle, run as a user would.
enum BuiltHone {
  struct Result {
    var output: String
    var errors: String
    var code: Int32
  }

  static var path: String {
    get throws {
      var folder = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
      for argument in CommandLine.arguments where argument.hasSuffix(".xctest") {
        folder = URL(fileURLWithPath: argument).deletingLastPathComponent()
      }
      let path = folder.appendingPathComponent("hone").path
      try #require(FileManager.default.isExecutableFile(atPath: path), "there is no hone beside the tests: \(path)")
      return path
    }
  }

  /// A folder that is gone after the test.
  static func withHome<T>(_ body: (String) throws -> T) throws -> T {
    let home = FileManager.default.temporaryDirectory.appendingPathComponent("hone-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: home) }
    return try body(home)
  }

  static func environment(home: String) -> [String: String] {
    ["HOME": home, "LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"]
  }

  /// Runs to the end with `input` piped in.
  static func run(_ arguments: [String], input: String = "", home: String) throws -> Result {
    let files = try ["in", "out", "err"].map { name in
      let file = home + "/std" + name
      try Data((name == "in" ? input : "").utf8).write(to: URL(fileURLWithPath: file))
      return file
    }
    let code = try ChildProcess([path] + arguments, environment: environment(home: home), files: files).wait()
    return Result(
      output: try String(contentsOfFile: files[1], encoding: .utf8),
      errors: try String(contentsOfFile: files[2], encoding: .utf8), code: code)
  }
}
