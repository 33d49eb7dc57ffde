import Foundation
import HoneCore

/// What a session left that ended without its user's wish.
package struct AbandonedSession {
  package let path: String
  /// The folder that it started in.
  package let folder: String
  package let started: Date
  /// The cells that it finished, oldest first.
  package let cells: [SessionCell]
  /// The source of the cell that was running.
  package let unfinished: String?

  /// Journals are kept so long for a user who does not resume.
  private static let keptFor: TimeInterval = 30 * 24 * 3600
  private static let longest = 256 << 20

  /// Those of `folder` that no living session writes, the newest first. Empty ones and those that are very old are
  /// removed.
  package static func all(in folder: String, now: Date = Date()) -> [AbandonedSession] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let sessions = names.filter { $0.hasSuffix(Journal.ending) }.compactMap { name -> AbandonedSession? in
      let path = folder + "/" + name
      guard isUnlocked(path) else { return nil }
      let session = AbandonedSession(path: path)
      if let session, now.timeIntervalSince(session.started) < keptFor { return session }
      unlink(path)
      return nil
    }
    return sessions.sorted { $0.started > $1.started }
  }

  private static func isUnlocked(_ path: String) -> Bool {
    let descriptor = open(path, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0
  }

  /// Nil where the journal has no cell. A line that is cut short, the last one, is as if it were not there.
  private init?(path: String) {
    guard let data = FileManager.default.contents(atPath: path), data.count <= Self.longest else { return nil }
    var start: JournalLine.Start?
    var cells: [SessionCell] = []
    var open: JournalLine.Cell?
    for text in data.split(separator: UInt8(ascii: "\n")) {
      guard let line = try? JSONDecoder().decode(JournalLine.self, from: text) else { break }
      start = line.session ?? start
      if let begun = line.begin { open = begun }
      if let end = line.end, let begun = open {
        if !begun.source.hasPrefix("%resume") { cells.append(SessionCell(begun, end)) }
        open = nil
      }
    }
    if open?.source.hasPrefix("%resume") == true { open = nil }
    guard let start, !cells.isEmpty || open != nil else { return nil }
    (self.path, folder, started) = (path, start.folder, Date(timeIntervalSince1970: start.started))
    (self.cells, unfinished) = (cells, open?.source)
  }

  /// Takes the journal away.
  package func forget() { unlink(path) }
}

extension SessionCell {
  fileprivate init(_ begun: JournalLine.Cell, _ end: JournalLine.End) {
    let outputs = end.outputs.compactMap { output in
      RecordedOutput.Kind(rawValue: output.kind).map { RecordedOutput(kind: $0, text: output.text) }
    }
    self.init(
      source: begun.source, name: begun.name, mode: .interactive, outputs: outputs, index: begun.index,
      succeeded: end.succeeded, interrupted: end.interrupted)
  }
}
