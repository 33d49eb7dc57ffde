import Foundation
import HoneSession

/// What the process's streams are, and what may be written to them.
package struct Terminal: Sendable {
  package var isInputTerminal: Bool
  package var isOutputTerminal: Bool
  package var isErrorTerminal: Bool
  /// Colours and cursor movement are understood: no `TERM=dumb`.
  package var movesCursor: Bool
  /// Off with `NO_COLOR` set to anything, as no-color.org has it.
  package var usesColour: Bool
  /// More than ASCII can be shown: a UTF-8 locale, and no `TERM=dumb`.
  package var usesUnicode: Bool

  package static func current(_ environment: [String: String] = ProcessInfo.processInfo.environment) -> Terminal {
    let movesCursor = !["", "dumb"].contains(environment["TERM"] ?? "")
    return Terminal(
      isInputTerminal: isatty(STDIN_FILENO) == 1, isOutputTerminal: isatty(STDOUT_FILENO) == 1,
      isErrorTerminal: isatty(STDERR_FILENO) == 1, movesCursor: movesCursor,
      usesColour: movesCursor && (environment["NO_COLOR"] ?? "").isEmpty,
      usesUnicode: movesCursor && isUTF8(environment))
  }

  package init(
    isInputTerminal: Bool, isOutputTerminal: Bool, isErrorTerminal: Bool, movesCursor: Bool, usesColour: Bool,
    usesUnicode: Bool
  ) {
    (self.isInputTerminal, self.isOutputTerminal) = (isInputTerminal, isOutputTerminal)
    (self.isErrorTerminal, self.movesCursor, self.usesColour) = (isErrorTerminal, movesCursor, usesColour)
    self.usesUnicode = usesUnicode
  }

  /// The first of these that is set names the character set, as for every program of the system.
  private static func isUTF8(_ environment: [String: String]) -> Bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }.first { !$0.isEmpty } ?? "C"
    return locale.lowercased().replacing("-", with: "").contains("utf8")
  }

  static let plainWidth = 80
  static let plainHeight = 24

  /// What a rendering on stdout, or on another stream, has to fit.
  func page(_ descriptor: Int32 = STDOUT_FILENO) -> Page {
    Page(columns: Terminal.width(of: descriptor), usesUnicode: usesUnicode)
  }

  /// Columns of the terminal behind a descriptor.
  static func width(of descriptor: Int32) -> Int { size(of: descriptor).columns }

  static func size(of descriptor: Int32) -> (columns: Int, lines: Int) {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 else { return (plainWidth, plainHeight) }
    return (
      size.ws_col > 0 ? Int(size.ws_col) : plainWidth, size.ws_row > 0 ? Int(size.ws_row) : plainHeight
    )
  }

  /// Writes all of `text`; what cannot be written (a closed pipe, a full disk) is lost.
  static func write(_ text: String, to descriptor: Int32) {
    var text = text
    text.withUTF8 { bytes in
      var done = 0
      while done < bytes.count, let start = bytes.baseAddress {
        let count = Foundation.write(descriptor, start + done, bytes.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return }
        done += count
      }
    }
  }
}

/// The colours of the 16-colour palette, which every user's theme makes readable.
enum Colour: String {
  case bold = "1", dim = "2", red = "31", green = "32", cyan = "36", brightRed = "1;31", brightGreen = "1;32"

  func paint(_ text: String, if isOn: Bool) -> String { isOn ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text }
}
