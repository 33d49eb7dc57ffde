import Foundation
import HoneCore

/// The file that holds a session's cells as they are finished, so that a crash takes the cell that was running at most.
///
/// Each event is a line of JSON, appended; the end of a cell is forced to the disk. The session that writes it holds a lock
/// on it, which the system releases however the process ends: a file that is not locked was left by one that is gone.
package final class Journal {
  package let path: String
  private let descriptor: Int32
  /// Why a line could not be written; nothing is written after that.
  package private(set) var failure: FileError?

  static let ending = ".jsonl"

  /// Begins a journal of its own in `folder`, which is made if the one around it is there. Throws `FileError`.
  package init(in folder: String, started: Date = Date()) throws(FileError) {
    if mkdir(folder, 0o700) != 0, errno != EEXIST { throw .unwritable(path: folder, reason: systemReason(errno)) }
    path = "\(folder)/\(Int(started.timeIntervalSince1970 * 1000))-\(getpid())\(Self.ending)"
    descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: systemReason(errno)) }
    _ = flock(descriptor, LOCK_EX | LOCK_NB)
    let place = FileManager.default.currentDirectoryPath
    append(JournalLine(session: .init(folder: place, started: started.timeIntervalSince1970)), forced: false)
    if let failure { throw failure }
  }

  /// Goes on with the journal of a session whose process is gone. Throws `FileError`; also where another took it up.
  package init(continuing session: AbandonedSession) throws(FileError) {
    path = session.path
    descriptor = open(path, O_RDWR | O_APPEND | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: systemReason(errno)) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw .unwritable(path: path, reason: "another session has resumed it")
    }
    // The line that was being written is cut off.
    let whole = FileManager.default.contents(atPath: path) ?? Data()
    let kept = whole.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    guard ftruncate(descriptor, off_t(kept)) == 0 else { throw .unwritable(path: path, reason: systemReason(errno)) }
  }

  deinit { close(descriptor) }

  func begin(_ cell: SessionCell) { append(JournalLine(begin: .init(cell)), forced: false) }
  func end(_ cell: SessionCell) { append(JournalLine(end: .init(cell)), forced: true) }

  /// Takes the file away: the session ended as its user wished.
  package func remove() { unlink(path) }

  private func append(_ line: JournalLine, forced: Bool) {
    // Texts and finite numbers can always be encoded.
    guard failure == nil, var data = try? JSONEncoder().encode(line) else { return }
    data.append(UInt8(ascii: "\n"))
    let code = data.withUnsafeBytes { bytes -> Int32 in
      var done = 0
      while done < bytes.count {
        let count = Foundation.write(descriptor, bytes.baseAddress.map { $0 + done }, bytes.count - done)
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return count < 0 ? errno : ENOSPC }
        done += count
      }
      return forced && fdatasync(descriptor) != 0 ? errno : 0
    }
    if code != 0 { failure = .unwritable(path: path, reason: systemReason(code)) }
  }
}

/// One line of a journal: exactly one of these.
struct JournalLine: Codable {
  var session: Start?
  var begin: Cell?
  var end: End?

  struct Start: Codable {
    /// The folder that relative paths started from.
    var folder: String
    /// Seconds since 1970.
    var started: Double
  }

  struct Cell: Codable {
    var source: String
    var name: String
    var index: Int?

    init(_ cell: SessionCell) { (source, name, index) = (cell.source, cell.name, cell.index) }
  }

  struct End: Codable {
    var succeeded: Bool
    var interrupted: Bool
    var outputs: [Output]

    init(_ cell: SessionCell) {
      (succeeded, interrupted) = (cell.succeeded, cell.interrupted)
      outputs = cell.outputs.map { Output(kind: $0.kind.rawValue, text: $0.text) }
    }
  }

  struct Output: Codable {
    var kind: String
    var text: String
  }
}
