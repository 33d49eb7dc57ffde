import HoneCore

/// Turns the progress of long work into output events.
final class SessionMonitor: Monitor {
  private unowned let session: Session

  init(session: Session) { self.session = session }

  func update(_ progress: Progress) { session.emit(.progress(progress)) }
  var isInterrupted: Bool { session.interrupt.isRequested }
}
