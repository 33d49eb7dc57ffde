import Foundation

// From the start of a program to its prompt.
extension BenchCase {
  static let start = BenchCase(name: "start", summary: "start a program on a pseudo-terminal, up to its prompt's bytes")
  {
    bench in
    let home = FileManager.default.temporaryDirectory.appendingPathComponent("hone-bench-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: home) }
    let own = bench.options.program.isEmpty
    let words = own ? [try ownPath()] : bench.options.program
    let runs = try bench.repeating("start") { _ in
      try PseudoTerminal.secondsToPrompt(
        bench.options.prompt, of: words, environment: environment(home: home), monitor: bench.monitor)
    }
    let shown = own ? "hone" : bench.options.program.joined(separator: " ")
    return Finding(size: 1, unit: .seconds, runs: runs, more: [("program", .text(shown))])
  }

  private static func ownPath() throws -> String {
    try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
  }

  /// A home folder of its own, so that no history or settings weigh on the start; what the warm-up leaves there stays.
  private static func environment(home: String) -> [String: String] {
    var environment = ProcessInfo.processInfo.environment
    for name in ["XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "NO_COLOR"] { environment[name] = nil }
    environment["HOME"] = home
    environment["TERM"] = "xterm-256color"
    return environment
  }
}
