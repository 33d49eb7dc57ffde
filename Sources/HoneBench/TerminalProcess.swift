import Foundation
import HoneCore

/// A program that runs on a pseudo-terminal of its own; it is ended with this object.
package final class TerminalProcess {
  private let primary: Int32
  private let process: ChildProcess

  private static let columns: UInt16 = 100, rows: UInt16 = 40

  /// Throws `BenchError`.
  package init(_ words: [String], environment: [String: String]) throws(BenchError) {
    var (primary, secondary): (Int32, Int32) = (-1, -1)
    var size = winsize(ws_row: Self.rows, ws_col: Self.columns, ws_xpixel: 0, ws_ypixel: 0)
    var name = [CChar](repeating: 0, count: Int(PATH_MAX))
    guard openpty(&primary, &secondary, &name, nil, &size) == 0 else {
      throw .noTerminal(reason: systemReason(errno))
    }
    defer { close(secondary) }
    for descriptor in [primary, secondary] { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    let terminal = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    do {
      process = try ChildProcess(
        words, environment: environment, files: [terminal, terminal, terminal], ownsSession: true)
    } catch {
      close(primary)
      throw .notStarted(error)
    }
    self.primary = primary
  }

  deinit {
    process.kill(SIGKILL)
    _ = process.wait()
    close(primary)
  }

  package func write(_ text: String) {
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { Foundation.write(primary, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      done += count
    }
  }

  /// What came within some milliseconds, which may be nothing; nil at the end of the output.
  package func read(within milliseconds: Int32 = 100) -> ArraySlice<UInt8>? {
    var poller = pollfd(fd: primary, events: Int16(POLLIN), revents: 0)
    guard poll(&poller, 1, milliseconds) > 0 else { return [] }
    var block = [UInt8](repeating: 0, count: 65_536)
    let count = Foundation.read(primary, &block, block.count)
    if count < 0 && errno == EINTR { return [] }
    return count > 0 ? block[..<count] : nil
  }

  package func resize(columns: Int) {
    var size = winsize(ws_row: Self.rows, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(primary, UInt(TIOCSWINSZ), &size)
  }

  package func kill(_ signal: Int32) { process.kill(signal) }

  /// Waits until it ends: its status, or minus the signal that ended it.
  package func wait() -> Int32 { process.wait() }
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

  /// Where `wanted` stands first at `start` or behind it.
  package func range(of wanted: String, from start: Int = 0) -> Range<Int>? {
    let wanted = Array(wanted.utf8)
    guard bytes.count - start >= wanted.count else { return nil }
    let found = (start...bytes.count - wanted.count).first { bytes[$0...].starts(with: wanted) }
    return found.map { $0..<$0 + wanted.count }
  }
}
