import HoneCore

/// Shows the progress of work that no session does; Ctrl-C asks it to stop.
package final class TerminalMonitor: Monitor {
  private let sink: TerminalSink

  package init(_ sink: TerminalSink) { self.sink = sink }

  package func update(_ progress: Progress) { sink.send(.progress(progress)) }
  package var isInterrupted: Bool { Interrupt.process.isRequested }
}
