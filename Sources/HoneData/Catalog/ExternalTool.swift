import Dispatch
import Foundation
import HoneCore

/// A program that hone runs and waits for: an argument array, never a shell.
///
/// It uses Foundation's `Process`: swift-subprocess is asynchronous, and callers that block the threads of Swift's small shared
/// pool while they wait for it, as parallel tests do, hung (measured on two cores, with a task executor of its own too).
struct ExternalTool {
  let name: String
  let arguments: [String]
  let environment: [String: String]
  /// Where its standard error goes while it runs.
  let errorFile: String

  enum Failure: Error {
    case notFound
    case interrupted
    /// The last line that the program wrote to its standard error that says something.
    case failed(lastLine: String)
  }

  private static let pollInterval = DispatchTimeInterval.milliseconds(100)
  private static let patience: TimeInterval = 2

  /// Blocks until the program ends. `tick` is called ten times a second; when `monitor` is interrupted the program is ended.
  func run(_ monitor: any Monitor, tick: () -> Void = {}) throws(Failure) {
    guard let program = resolved else { throw .notFound }
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    process.environment = environment
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    do {
      try Data().write(to: URL(filePath: errorFile))
      process.standardError = try FileHandle(forWritingTo: URL(filePath: errorFile))
      try process.run()
    } catch {
      throw .failed(lastLine: error.localizedDescription)
    }
    var interrupted: Date?
    while ended.wait(timeout: .now() + ExternalTool.pollInterval) == .timedOut {
      tick()
      guard monitor.isInterrupted else { continue }
      if interrupted == nil { process.terminate() }
      interrupted = interrupted ?? Date()
      if let interrupted, Date().timeIntervalSince(interrupted) > ExternalTool.patience {
        kill(process.processIdentifier, SIGKILL)
      }
    }
    if monitor.isInterrupted { throw .interrupted }
    guard process.terminationReason == .exit, process.terminationStatus == 0 else {
      throw .failed(lastLine: lastLine ?? "ended with status \(process.terminationStatus)")
    }
  }

  private var resolved: String? {
    (environment["PATH"] ?? "").split(separator: ":").map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// The last line that names an error, or else the last that is not blank.
  private var lastLine: String? {
    let bytes = (try? Data(contentsOf: URL(filePath: errorFile))) ?? Data()
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
      .map { $0.drop(while: \.isWhitespace) }
    return (lines.last { $0.hasPrefix("ERROR") } ?? lines.last { !$0.isEmpty }).map(String.init)
  }
}
