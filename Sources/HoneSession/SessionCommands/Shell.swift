import Foundation
import HoneCore

/// Runs `!cmd` with /bin/sh and streams what it prints.
struct Shell {
  private let session: Session

  init(_ session: Session) { self.session = session }

  func run(_ line: String) throws {
    guard session.allowsShell else { throw LanguageError.shellForbidden(line) }
    guard !session.isResuming else { return }
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", line]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    stream(pipe.fileHandleForReading.fileDescriptor, process)
    process.waitUntilExit()
    if process.terminationStatus != 0 {
      session.emit(.note("the command ended with status \(process.terminationStatus)"))
    }
  }

  /// How long a command may take to end after Ctrl-C.
  private static let grace = Duration.milliseconds(300)

  /// Ends all that the command started: it runs in a process group of its own.
  private func stop(_ process: Process, by signal: Int32) {
    if kill(-process.processIdentifier, signal) != 0 { kill(process.processIdentifier, signal) }
  }

  private func stream(_ descriptor: Int32, _ process: Process) {
    var pending: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 << 10)
    var stopping: ContinuousClock.Instant?
    while true {
      if session.interrupt.isRequested {
        let start = stopping ?? .now
        stopping = start
        stop(process, by: start.duration(to: .now) < Shell.grace ? SIGINT : SIGKILL)
      }
      var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      if poll(&ready, 1, 100) <= 0 { continue }
      let count = read(descriptor, &buffer, buffer.count)
      guard count > 0 else { break }
      pending += buffer[..<count]
      let whole = pending.count - pending.incompleteUTF8Tail
      session.emit(.stdout(String(decoding: pending[..<whole], as: UTF8.self)))
      pending.removeFirst(whole)
    }
    if !pending.isEmpty { session.emit(.stdout(String(decoding: pending, as: UTF8.self))) }
  }
}

extension LanguageError {
  fileprivate static func shellForbidden(_ line: String) -> LanguageError {
    LanguageError(
      kind: "PermissionError", message: "shell commands do not run here; received !\(line)",
      hint: "--trust lets a notebook run them")
  }
}
