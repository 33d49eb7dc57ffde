import Foundation
import HoneCore

/// A program that runs on a pseudo-terminal of its own.
struct PseudoTerminal: ~Copyable {
  private let primary: Int32
  private let process: pid_t

  private static let patience = Duration.seconds(60)
  private static let pollMilliseconds: Int32 = 100
  private static let columns: UInt16 = 100, rows: UInt16 = 40
  /// POSIX_SPAWN_SETSID, whose macro Swift does not see.
  private static let setSession: Int32 = 0x80
  /// What an error shows of the output's end.
  private static let shownEnd = 200

  /// Seconds from the start of a program to the bytes of its prompt, escape sequences aside; the program is ended then.
  /// Throws `BenchError`.
  static func secondsToPrompt(
    _ prompt: String, of words: [String], environment: [String: String], monitor: any Monitor
  ) throws -> Double {
    let started = ContinuousClock.now
    let terminal = try PseudoTerminal(words, environment: environment)
    let wanted = Array(prompt.utf8)
    var shown = TerminalText()
    while started.duration(to: .now) < patience {
      if monitor.isInterrupted { throw BenchError.interrupted }
      guard let bytes = terminal.read() else { break }
      shown.append(bytes)
      if shown.contains(wanted) { return started.duration(to: .now) / .seconds(1) }
    }
    let end = String(decoding: shown.bytes, as: UTF8.self).suffix(shownEnd)
    throw BenchError.noPrompt(program: words[0], prompt: prompt, shown: String(end))
  }

  private init(_ words: [String], environment: [String: String]) throws(BenchError) {
    var (primary, secondary): (Int32, Int32) = (-1, -1)
    var size = winsize(ws_row: Self.rows, ws_col: Self.columns, ws_xpixel: 0, ws_ypixel: 0)
    var name = [CChar](repeating: 0, count: Int(PATH_MAX))
    guard openpty(&primary, &secondary, &name, nil, &size) == 0 else {
      throw .noTerminal(reason: systemReason(errno))
    }
    defer { close(secondary) }
    for descriptor in [primary, secondary] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    do {
      process = try Self.spawn(words, environment, terminal: name)
    } catch {
      close(primary)
      throw error
    }
    self.primary = primary
  }

  deinit {
    kill(process, SIGKILL)
    while waitpid(process, nil, 0) < 0, errno == EINTR {}
    close(primary)
  }

  /// Starts a program in a session of its own, whose terminal is the one named.
  private static func spawn(
    _ words: [String], _ environment: [String: String], terminal: [CChar]
  ) throws(BenchError) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for stream in STDIN_FILENO...STDERR_FILENO {
      posix_spawn_file_actions_addopen(&actions, stream, terminal, O_RDWR, 0)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t(), all = sigset_t()
    sigemptyset(&none)
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | setSession))
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
    var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in arguments + variables { free(text) } }
    var process: pid_t = 0
    let status = posix_spawnp(&process, words[0], &actions, &attributes, &arguments, &variables)
    guard status == 0 else { throw .notStarted(program: words[0], reason: systemReason(status)) }
    return process
  }

  /// What came within a moment, which may be nothing; nil at the end of the output.
  private borrowing func read() -> ArraySlice<UInt8>? {
    var poller = pollfd(fd: primary, events: Int16(POLLIN), revents: 0)
    guard poll(&poller, 1, Self.pollMilliseconds) > 0 else { return [] }
    var block = [UInt8](repeating: 0, count: 65_536)
    let count = Foundation.read(primary, &block, block.count)
    if count < 0 && errno == EINTR { return [] }
    return count > 0 ? block[..<count] : nil
  }
}

/// The text among the bytes that a program sends to a terminal: without escape sequences (ECMA-48, sections 5.3 and 5.4,
/// and the operating-system commands of xterm) and carriage returns.
package struct TerminalText {
  package private(set) var bytes: [UInt8] = []
  private var state = State.text

  private enum State { case text, escape, control, string, stringEscape }

  package init() {}

  package mutating func append(_ new: some Sequence<UInt8>) {
    for byte in new { take(byte) }
  }

  private mutating func take(_ byte: UInt8) {
    switch (state, byte) {
    case (.text, 0x1B): state = .escape
    case (.text, 0x0D): break
    case (.text, _): bytes.append(byte)
    case (.escape, UInt8(ascii: "[")): state = .control
    case (.escape, UInt8(ascii: "]")), (.escape, UInt8(ascii: "P")): state = .string
    case (.escape, 0x20...0x2F): break
    case (.escape, _): state = .text
    case (.control, 0x40...0x7E): state = .text
    case (.control, _): break
    case (.string, 0x07): state = .text
    case (.string, 0x1B): state = .stringEscape
    case (.string, _): break
    case (.stringEscape, _): state = .text
    }
  }

  package func contains(_ wanted: [UInt8]) -> Bool {
    guard !wanted.isEmpty, bytes.count >= wanted.count else { return wanted.isEmpty }
    return (0...bytes.count - wanted.count).contains { bytes[$0...].starts(with: wanted) }
  }
}
