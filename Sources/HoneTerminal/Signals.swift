import Foundation
import HoneCore
import Synchronization

/// What the terminal's signals mean: at the prompt they are read by the editor, during work Ctrl-C asks it to stop.
package enum Signals {
  private static let isEditing = Atomic<Bool>(false)
  private static let interrupts = Atomic<Int>(0)
  private static let wasResized = Atomic<Bool>(false)
  private static let wasContinued = Atomic<Bool>(false)
  private static let wasSuspended = Atomic<Bool>(false)
  private static let exitsAt = Atomic<Int>(2)
  /// A pipe into which handlers write, so that no signal is missed between looking for it and waiting for a key, and
  /// none that another thread received.
  private static let wakeReader = Atomic<Int32>(-1)
  private static let wakeWriter = Atomic<Int32>(-1)

  /// Installs the handlers.
  /// - Parameter exitsAt: how many presses of Ctrl-C during one piece of work end the process with 130; nil for a session,
  ///   which is never lost to it: Ctrl-\ ends it.
  package static func install(exitsAt presses: Int?) {
    Interrupt.process.clear()  // Also makes the flags exist before a handler needs them.
    isEditing.store(false, ordering: .relaxed)
    for flag in [takeInterrupt, takeResize, takeContinue, takeSuspension] { _ = flag() }
    exitsAt.store(presses ?? .max, ordering: .relaxed)
    makePipe()
    receive([SIGINT, SIGWINCH, SIGCONT] + (presses == nil ? [SIGTSTP] : []))
    handle(SIGINT) { _ in Signals.interrupt() }
    handle(SIGWINCH) { _ in Signals.note(Signals.wasResized) }
    handle(SIGCONT) { _ in Signals.note(Signals.wasContinued) }
    guard presses == nil else { return }
    handle(SIGTSTP) { _ in Signals.suspend() }
    handle(SIGQUIT) { _ in
      WorkingMode.leave()
      _exit(131)
    }
  }

  /// Runs `body` with Ctrl-C meant for the line being edited.
  static func whileEditing<T>(_ body: () -> T) -> T {
    _ = takeInterrupt()
    _ = takeContinue()
    isEditing.store(true, ordering: .relaxed)
    defer { isEditing.store(false, ordering: .relaxed) }
    return body()
  }

  /// What came while another program had the terminal.
  static func forget() {
    for flag in [takeInterrupt, takeContinue, takeSuspension] { _ = flag() }
    Interrupt.process.clear()
  }

  static var hasInterrupt: Bool { interrupts.load(ordering: .relaxed) > 0 }
  static func takeSuspension() -> Bool { wasSuspended.exchange(false, ordering: .relaxed) }
  static func takeInterrupt() -> Bool { interrupts.exchange(0, ordering: .relaxed) > 0 }
  static func takeResize() -> Bool { wasResized.exchange(false, ordering: .relaxed) }
  static func takeContinue() -> Bool { wasContinued.exchange(false, ordering: .relaxed) }

  /// Has a thread of its own receive these signals, whatever the others do: one that is interrupted inside oneDNN's
  /// products with AVX-512 goes on with other registers than it had, and writes where it must not (measured: 7 of 12
  /// evaluations that Ctrl-C stopped ended with a damaged heap).
  private static func receive(_ signals: [Int32]) {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    // The thread inherits a mask that lets them through; this one, and all that it starts from now on, blocks them.
    pthread_sigmask(SIG_UNBLOCK, &set, nil)
    var thread = pthread_t()
    let status = pthread_create(&thread, nil, { _ in while true { pause() } }, nil)
    precondition(status == 0, "the thread that receives signals could not be started")
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  /// Without SA_RESTART, so that a read at the prompt returns.
  private static func handle(_ signal: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    sigaction(signal, &action, nil)
  }

  private static func makePipe() {
    var ends: [Int32] = [-1, -1]
    guard wakeReader.load(ordering: .relaxed) < 0, pipe(&ends) == 0 else { return }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    wakeReader.store(ends[0], ordering: .relaxed)
    wakeWriter.store(ends[1], ordering: .relaxed)
  }

  /// Waits until there is something to read or a signal came.
  static func wait(for descriptor: Int32) {
    let pipe = wakeReader.load(ordering: .relaxed)
    var ready = [descriptor, pipe].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    guard poll(&ready, nfds_t(ready.count), -1) > 0, ready[1].revents != 0 else { return }
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(pipe, &bytes, bytes.count) > 0 {}
  }

  private static func note(_ flag: borrowing Atomic<Bool>) {
    flag.store(true, ordering: .relaxed)
    wake()
  }

  private static func wake() {
    var byte: UInt8 = 0
    let saved = errno
    _ = write(wakeWriter.load(ordering: .relaxed), &byte, 1)
    errno = saved
  }

  /// Runs in the signal handler: only flags and `write`.
  private static func interrupt() {
    if isEditing.load(ordering: .relaxed) {
      interrupts.add(1, ordering: .relaxed)
      return wake()
    }
    let presses = Interrupt.process.request()
    if presses >= exitsAt.load(ordering: .relaxed) {
      WorkingMode.leave()
      _exit(130)
    }
    if presses == 2 {
      let text: StaticString = "\nstopping at the next safe point; Ctrl-\\ leaves hone at once\n"
      _ = write(STDERR_FILENO, text.utf8Start, text.utf8CodeUnitCount)
    }
  }

  /// Runs in the signal handler: the editor leaves the terminal itself, work is stopped here.
  private static func suspend() {
    if isEditing.load(ordering: .relaxed) {
      note(wasSuspended)
    } else {
      WorkingMode.suspend()
    }
  }

  /// Stops this process as Ctrl-Z does, until it is continued. Safe in a signal handler.
  static func stop() {
    var original = sigaction(), action = sigaction()
    action.__sigaction_handler.sa_handler = SIG_DFL
    sigaction(SIGTSTP, &action, &original)
    var wanted = sigset_t(), before = sigset_t()
    sigemptyset(&wanted)
    sigaddset(&wanted, SIGTSTP)
    raise(SIGTSTP)
    pthread_sigmask(SIG_UNBLOCK, &wanted, &before)
    pthread_sigmask(SIG_SETMASK, &before, nil)
    sigaction(SIGTSTP, &original, nil)
  }
}
