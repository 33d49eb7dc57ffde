/// How far a long piece of work has come, in the terms a progress line shows.
package struct Progress: Sendable {
  /// What is being done, as a present participle: "fine-tuning", "evaluating", "downloading".
  package var task: String
  package var completed: Int
  /// Nil where the end is not known.
  package var total: Int?
  /// What `completed` counts, in the plural: "steps", "examples", "bytes".
  package var unit: String
  /// Speed now, in `rateUnit`; nil until it is known.
  package var rate: Double?
  package var rateUnit: String
  /// Figures so far, oldest first, drawn as a sparkline; losses, for training.
  package var series: [Double]
  package var secondsLeft: Double?

  package init(
    task: String, completed: Int, total: Int?, unit: String, rate: Double? = nil, rateUnit: String = "",
    series: [Double] = [], secondsLeft: Double? = nil
  ) {
    self.task = task
    self.completed = completed
    self.total = total
    self.unit = unit
    self.rate = rate
    self.rateUnit = rateUnit
    self.series = series
    self.secondsLeft = secondsLeft
  }
}

/// Whoever watches long work: shows its progress and says whether it should stop.
///
/// Work calls `update` as often as it likes (the observer thins it out) and asks `isInterrupted` at each safe point.
package protocol Monitor: AnyObject {
  func update(_ progress: Progress)
  /// True once the user asked to stop; the work then ends at its next safe point and keeps what it has.
  var isInterrupted: Bool { get }
}

extension Monitor {
  /// Throws once the user asked to stop.
  package func check() throws(Interrupted) { if isInterrupted { throw Interrupted() } }
}

/// Shows nothing and never stops.
package final class SilentMonitor: Monitor {
  package init() {}
  package func update(_ progress: Progress) {}
  package var isInterrupted: Bool { false }
}
