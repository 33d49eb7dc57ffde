import HoneSession

/// Keeps every event that a session sends.
final class RecordingSink: OutputSink {
  private(set) var events: [OutputEvent] = []

  func send(_ event: OutputEvent) { events.append(event) }

  /// What a reader of the output sees: printed text as it is, everything else on lines of its own; no notes.
  var transcript: String {
    events.map { event in
      switch event {
      case .stdout(let text): text
      case .result(let rendering, _), .display(let rendering): rendering.stable + "\n"
      case .error(_, let error): error.stable + "\n"
      case .stream, .progress, .progressEnded, .note: ""
      }
    }.joined()
  }

  var notes: [String] {
    events.compactMap { if case .note(let text) = $0 { text } else { nil } }
  }
}
