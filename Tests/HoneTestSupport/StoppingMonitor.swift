import HoneCore

/// Asks to stop once it has heard of progress `limit` times.
package final class StoppingMonitor: Monitor {
  private let limit: Int
  package private(set) var heard: [Progress] = []

  package init(after limit: Int) { self.limit = limit }

  package func update(_ progress: Progress) { heard.append(progress) }
  package var isInterrupted: Bool { heard.count >= limit }
}
