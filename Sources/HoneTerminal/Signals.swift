import Foundation
import HoneCore
import Synchronization

/// What the terminal's signals mean: at the prompt they are read by the editor, during work Ctrl-C asks it to stop.
package enum Signals {
  private static let isEditing = Atomic<Bool>(false)
  private static let interrupts = Atomic<Int>(0)
  private static let wasResized = Atomic<Bool>(false)
  private static let wasContinued = Atomic<Bool>(false)
  private static let exitsAt = Atomic<Int>(3)

  /// Installs the handlers.
  /// - Parameter exitsAt: how many presses of Ctrl-C during one piece of work end the process with 130.
  package static func install(exitsAt presses: Int) {
    Interrupt.process.clear()  // Also makes the flags exist before a handler needs them.
    isEditing.store(false, ordering: .relaxed)
    for flag in [takeInterrupt, takeResize, takeContinue] { _ = flag() }
    exitsAt.store(presses, ordering: .relaxed)
    handle(SIGINT) { _ in Signals.interrupt() }
    handle(SIGWINCH) { _ in Signals.wasResized.store(true, ordering: .relaxed) }
    handle(SIGCONT) { _ in Signals.wasContinued.store(true, ordering: .relaxed) }
  }

  /// Runs `body` with Ctrl-C meant for the line being edited.
  static func whileEditing<T>(_ body: () -> T) -> T {
    _ = takeInterrupt()
    _ = takeContinue()
    isEditing.store(true, ordering: .relaxed)
    defer { isEditing.store(false, ordering: .relaxed) }
    return body()
  }

  static func takeInterrupt() -> Bool { interrupts.exchange(0, ordering: .relaxed) > 0 }
  static func takeResize() -> Bool { wasResized.exchange(false, ordering: .relaxed) }
  static func takeContinue() -> Bool { wasContinued.exchange(false, ordering: .relaxed) }

  /// Without SA_RESTART, so that a read at the prompt returns.
  private static func handle(_ signal: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    sigaction(signal, &action, nil)
  }

  /// Runs in the signal handler: only flags and `write`.
  private static func interrupt() {
    if isEditing.load(ordering: .relaxed) {
      interrupts.add(1, ordering: .relaxed)
      return
    }
    let presses = Interrupt.process.request()
    let last = exitsAt.load(ordering: .relaxed)
    if presses >= last {
      WorkingMode.leave()
      _exit(130)
    }
    if presses == last - 1 {
      let text: StaticString = "\nstopping at the next safe point; press Ctrl-C once more to leave hone at once\n"
      if presses > 1 { _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount) }
    }
  }
}
