import Foundation
import Testing

/// The `hone` that was built, running on a pseudo-terminal of 100 columns with a home folder of its own.
final class PseudoTerminal {
  private let primary: Int32
  let process: pid_t
  private var isReaped = false
  /// All that was shown, without escape sequences.
  private(set) var screen = ""
  /// What the terminal shows now.
  private(set) var shown = Screen(columns: 100, lines: 40)
  /// Where in `screen` the next `expect` begins to look.
  private var seen: String.Index

  /// Linux's requests for pseudo-terminals, whose macros Swift does not see.
  private enum Request {
    static let lock: UInt = 0x4004_5431  // TIOCSPTLCK
    static let number: UInt = 0x8004_5430  // TIOCGPTN
  }

  static let patience = Duration.seconds(20)

  init(
    _ arguments: [String] = ["-q"], home: String, colours: Bool = false, environment more: [String] = [],
    program: String? = nil
  ) throws {
    primary = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    var (number, unlocked): (UInt32, Int32) = (0, 0)
    try #require(primary >= 0 && ioctl(primary, Request.lock, &unlocked) == 0)
    try #require(ioctl(primary, Request.number, &number) == 0)
    var size = winsize(ws_row: 40, ws_col: 100, ws_xpixel: 0, ws_ypixel: 0)
    try #require(ioctl(primary, UInt(TIOCSWINSZ), &size) == 0)
    let name = "/dev/pts/\(number)"
    let environment =
      BuiltHone.environment(home: home) + ["TERM=xterm-256color"] + (colours ? [] : ["NO_COLOR=1"]) + more
    process = try BuiltHone.spawn(
      arguments, environment: environment, streams: [name, name, name], newSession: true, program: program)
    seen = screen.startIndex
  }

  deinit {
    if !isReaped {
      kill(SIGKILL)
      waitpid(process, nil, 0)
    }
    close(primary)
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { write(primary, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      done += count
    }
  }

  /// Waits until `text` is shown after what was last expected. Fails with the end of the screen after 20 seconds.
  func expect(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let deadline = ContinuousClock.now + PseudoTerminal.patience
    while ContinuousClock.now < deadline {
      if let found = screen.range(of: text, range: seen..<screen.endIndex) {
        seen = found.upperBound
        return
      }
      if !readMore() { break }
    }
    Issue.record(
      "'\(text)' was not shown; the screen ends with:\n\(screen.suffix(2_000))", sourceLocation: sourceLocation)
    throw CancellationError()
  }

  /// Waits until the screen is as wanted. Fails with what it shows after 20 seconds.
  func expectScreen(
    _ what: String, sourceLocation: SourceLocation = #_sourceLocation, _ isWanted: (Screen) -> Bool
  ) throws {
    let deadline = ContinuousClock.now + PseudoTerminal.patience
    while ContinuousClock.now < deadline {
      if isWanted(shown) { return }
      if !readMore() { break }
    }
    Issue.record("\(what): the screen is\n\(shown.text)", sourceLocation: sourceLocation)
    throw CancellationError()
  }

  /// Waits until the screen ends like this.
  func expectEnd(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    try expectScreen("no end in '\(text)'", sourceLocation: sourceLocation) { $0.text.hasSuffix(text) }
  }

  func resize(columns: UInt16) {
    var size = winsize(ws_row: 40, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(primary, UInt(TIOCSWINSZ), &size)
    shown.resize(columns: Int(columns))
  }

  func kill(_ signal: Int32) { _ = Foundation.kill(process, signal) }

  /// Waits for the process to end; its exit code, or minus the signal that ended it. One that does not end is killed.
  func exitCode() -> Int32 {
    let deadline = ContinuousClock.now + PseudoTerminal.patience
    while readMore() { if ContinuousClock.now > deadline { kill(SIGKILL) } }
    isReaped = true
    return BuiltHone.wait(process)
  }

  /// False at the end of the output.
  private func readMore() -> Bool {
    var poller = pollfd(fd: primary, events: Int16(POLLIN), revents: 0)
    guard poll(&poller, 1, 200) > 0 else { return true }
    var block = [UInt8](repeating: 0, count: 65_536)
    let count = read(primary, &block, block.count)
    guard count > 0 else { return false }
    let shownBefore = screen.distance(from: screen.startIndex, to: seen)
    shown.show(block[..<count])
    pending += block[..<count]
    screen += PseudoTerminal.withoutEscapes(&pending)
    seen = screen.index(screen.startIndex, offsetBy: shownBefore)
    return true
  }

  /// Bytes of a character or an escape sequence that is not whole yet.
  private var pending: [UInt8] = []

  private static func withoutEscapes(_ bytes: inout [UInt8]) -> String {
    var text: [UInt8] = []
    var position = 0
    while position < bytes.count {
      guard bytes[position] == 0x1B else {
        if bytes[position] != 0x0D { text.append(bytes[position]) }
        position += 1
        continue
      }
      guard let end = sequenceEnd(bytes, from: position) else { break }
      position = end
    }
    bytes.removeFirst(position)
    return String(decoding: text, as: UTF8.self)
  }

  private static func sequenceEnd(_ bytes: [UInt8], from start: Int) -> Int? {
    guard start + 1 < bytes.count else { return nil }
    guard bytes[start + 1] == UInt8(ascii: "[") else { return start + 2 }
    return bytes[(start + 2)...].firstIndex { (0x40...0x7E).contains($0) }.map { $0 + 1 }
  }
}
