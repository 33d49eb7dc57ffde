import HoneCore

/// Asks to stop once it has heard of progress, or was asked, so many times.
package final class StoppingMonitor: Monitor {
  private let progressLimit: Int, questionLimit: Int
  private var questions = 0
  package private(set) var heard: [Progress] = []

  package init(after limit: Int) { (progressLimit, questionLimit) = (limit, .max) }

  /// The first `limit` questions are answered with no.
  package init(afterQuestions limit: Int) { (progressLimit, questionLimit) = (.max, limit) }

  package func update(_ progress: Progress) { heard.append(progress) }

  package var isInterrupted: Bool {
    defer { questions += 1 }
    return heard.count >= progressLimit || questions >= questionLimit
  }
}
