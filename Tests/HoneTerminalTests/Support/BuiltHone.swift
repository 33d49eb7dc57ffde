import Foundation
import Testing

/// The executable beside the test bundle, run as a user would.
enum BuiltHone {
  private static let setSession: Int32 = 0x80  // POSIX_SPAWN_SETSID, whose macro Swift does not see.

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

  static func environment(home: String) -> [String] {
    ["HOME=\(home)", "LANG=C.UTF-8", "PATH=/usr/bin:/bin"]
  }

  /// Runs to the end with `input` piped in.
  static func run(_ arguments: [String], input: String = "", home: String) throws -> Result {
    let files = try ["in", "out", "err"].map { name in
      let file = home + "/std" + name
      try Data((name == "in" ? input : "").utf8).write(to: URL(fileURLWithPath: file))
      return file
    }
    let process = try spawn(arguments, environment: environment(home: home), streams: files, newSession: false)
    let code = wait(process)
    return Result(
      output: try String(contentsOfFile: files[1], encoding: .utf8),
      errors: try String(contentsOfFile: files[2], encoding: .utf8), code: code)
  }

  /// - Parameter newSession: makes the first terminal among `streams` the controlling one.
  static func spawn(
    _ arguments: [String], environment: [String], streams: [String], newSession: Bool, program: String? = nil
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (descriptor, stream) in streams.enumerated() {
      posix_spawn_file_actions_addopen(&actions, Int32(descriptor), stream, O_RDWR, 0)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var defaults = sigset_t()
    sigfillset(&defaults)
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    // The threads that tests run on block all signals; a child would inherit that.
    var unblocked = sigset_t()
    sigemptyset(&unblocked)
    posix_spawnattr_setsigmask(&attributes, &unblocked)
    let flags = POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | (newSession ? setSession : 0)
    posix_spawnattr_setflags(&attributes, Int16(flags))
    let path = try program ?? path
    var words: [UnsafeMutablePointer<CChar>?] = ([path] + arguments).map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
    defer { (words + variables).forEach { free($0) } }
    var process: pid_t = 0
    try #require(posix_spawn(&process, path, &actions, &attributes, &words, &variables) == 0)
    return process
  }

  static func wait(_ process: pid_t) -> Int32 {
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0, errno == EINTR {}
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : -signal
  }
}
