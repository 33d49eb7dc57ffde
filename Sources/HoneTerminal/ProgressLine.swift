import Foundation
import HoneCore

/// The words and marks of one line about work under way.
package enum ProgressLine {
  /// `fine-tuning ━━━━━━────── 42% 21/50 steps ▇▅▃▂ 0.412 · 812 tok/s · 0:42 left`
  ///
  /// In fewer columns the bar and the sparkline are shorter; what does not fit even so is cut.
  package static func bar(_ progress: HoneCore.Progress, width: Int) -> String {
    let lines = [(20, 16), (12, 8), (8, 4), (0, 0)].map { line(progress, barWidth: $0.0, marks: $0.1) }
    return lines.first { $0.count <= width } ?? cut(line(progress, barWidth: 0, marks: 0), to: width)
  }

  private static func line(_ progress: HoneCore.Progress, barWidth: Int, marks: Int) -> String {
    let parts = [progress.task, bar(progress, width: barWidth), counts(progress), series(progress, marks: marks)]
    return ([parts.compactMap(\.self).joined(separator: " ")] + tail(progress)).joined(separator: " · ")
  }

  /// The same in plain words, for logs: `fine-tuning: 42% 21/50 steps, last 0.412, 812 tok/s, 0:42 left`.
  package static func plain(_ progress: HoneCore.Progress) -> String {
    let last = progress.series.last.map { "last \(figure($0))" }
    return progress.task + ": "
      + ([counts(progress), last].compactMap(\.self) + tail(progress)).joined(separator: ", ")
  }

  private static func bar(_ progress: HoneCore.Progress, width: Int) -> String? {
    guard width > 0, let done = fraction(progress) else { return nil }
    let filled = Int((done * Double(width)).rounded(.down))
    return String(repeating: "━", count: filled) + String(repeating: "─", count: width - filled)
  }

  private static func fraction(_ progress: HoneCore.Progress) -> Double? {
    guard let total = progress.total, total > 0 else { return nil }
    return min(1, max(0, Double(progress.completed) / Double(total)))
  }

  private static func counts(_ progress: HoneCore.Progress) -> String {
    let isBytes = progress.unit == "bytes"
    func amount(_ count: Int) -> String { isBytes ? megabytes(count) : String(count) }
    let unit = isBytes ? "MB" : progress.unit
    guard let total = progress.total, let done = fraction(progress) else {
      return "\(amount(progress.completed)) \(unit)"
    }
    return "\(Int(done * 100))% \(amount(progress.completed))/\(amount(total)) \(unit)"
  }

  private static func tail(_ progress: HoneCore.Progress) -> [String] {
    let rate = progress.rate.flatMap { $0.isFinite ? "\(figure($0)) \(progress.rateUnit)" : nil }
    let left = progress.secondsLeft.flatMap { $0.isFinite && $0 >= 0 ? "\(clock($0)) left" : nil }
    return [rate, left].compactMap(\.self)
  }

  private static func series(_ progress: HoneCore.Progress, marks: Int) -> String? {
    guard let last = progress.series.last else { return nil }
    return (marks > 0 ? Sparkline.text(progress.series, marks: marks) + " " : "") + figure(last)
  }

  /// Three significant figures, and no fraction from 100 on.
  private static func figure(_ value: Double) -> String {
    guard value.isFinite else { return "\(value)" }
    let size = abs(value)
    return String(format: size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3g", value)
  }

  private static func megabytes(_ bytes: Int) -> String { String(format: "%.1f", Double(bytes) / 1e6) }

  /// `0:42`, `12:05`, `1:02:03`
  private static func clock(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 360_000).rounded(.up))
    let (hours, minutes) = (whole / 3600, whole / 60 % 60)
    return hours > 0
      ? String(format: "%d:%02d:%02d", hours, minutes, whole % 60) : String(format: "%d:%02d", minutes, whole % 60)
  }

  private static func cut(_ text: String, to width: Int) -> String { String(text.prefix(max(0, width - 1))) + "…" }
}

/// A row of small bars for a series of figures.
package enum Sparkline {
  private static let marks = Array("▁▂▃▄▅▆▇█")

  /// At most `marks` bars, each the mean of as many neighbours; the lowest is `▁`, the highest `█`.
  package static func text(_ series: [Double], marks count: Int) -> String {
    let finite = series.filter(\.isFinite)
    let bars = min(count, finite.count)
    let means = (0..<bars).map { bar in
      let group = finite[(bar * finite.count / bars)..<((bar + 1) * finite.count / bars)]
      return group.reduce(0, +) / Double(group.count)
    }
    guard let lowest = means.min(), let highest = means.max() else { return "" }
    let range = highest - lowest
    return String(means.map { Sparkline.marks[range > 0 ? Int((($0 - lowest) / range * 7).rounded()) : 0] })
  }
}
