import Foundation

/// The terminal's mode while a cell runs: what is typed ahead is neither shown nor cut into lines, so that nothing of it
/// is lost when the editor takes over, a Ctrl-D included. Ctrl-C and Ctrl-Z still send their signals.
enum WorkingMode {
  /// As it was found; read by the signal handler, written once before that is installed.
  nonisolated(unsafe) private static var original: termios?

  /// For what runs before the first line is read; between later ones the editor leaves the terminal like this.
  static func enter() {
    var mode = termios()
    guard tcgetattr(STDIN_FILENO, &mode) == 0 else { return }
    original = mode
    mode.c_lflag &= ~tcflag_t(ICANON | ECHO)
    mode.c_cc.6 = 1  // VMIN, which an array of C does not let Swift name: reads wait for a byte.
    mode.c_cc.5 = 0  // VTIME
    tcsetattr(STDIN_FILENO, TCSADRAIN, &mode)
  }

  /// Leaves the terminal as it was found. Safe in a signal handler.
  static func leave() {
    guard var mode = original else { return }
    tcsetattr(STDIN_FILENO, TCSADRAIN, &mode)
  }

  /// Stops the process with the terminal as it was found; puts its mode back when it is continued. Safe in a signal
  /// handler.
  static func suspend() {
    var mode = termios()
    let isKnown = tcgetattr(STDIN_FILENO, &mode) == 0
    leave()
    Signals.stop()
    if isKnown { tcsetattr(STDIN_FILENO, TCSADRAIN, &mode) }
  }

  /// Runs another program's work with the terminal as it was found; a Ctrl-C is that program's.
  static func handingOver<T>(_ body: () throws -> T) rethrows -> T {
    var mode = termios()
    let isKnown = tcgetattr(STDIN_FILENO, &mode) == 0
    leave()
    defer {
      if isKnown { tcsetattr(STDIN_FILENO, TCSADRAIN, &mode) }
      Signals.forget()
    }
    return try body()
  }
}
