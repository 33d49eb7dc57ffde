import Foundation
import GRDB
import HoneCore

/// Results of long work, each under a key that says all it was made of, in the folder `results` of the user's cache: an index
/// and, for what is large, files named by their SHA-256.
///
/// What is read is checked against its hashes. Sessions that run at the same time share it, and one that is killed leaves at
/// most a file that a later one removes. Once the index failed, nothing is kept and nothing found (see `Store`).
package final class ResultCache {
  package enum Kind: String, CaseIterable, Sendable {
    case finetune, evaluate, generate, run, perplexity
  }

  /// A result as it was kept.
  package struct Found {
    package let record: Data
    /// The path of its file, where it has one.
    package let file: String?
  }

  package enum Lookup {
    case found(Found)
    case missing
    /// It was there and is not what was kept; it is dropped.
    case damaged
  }

  /// Bytes that results may take where the user sets no limit.
  package static let usualLimit = 2_000_000_000

  /// Bytes that results may take; beyond it those go that were not used for longest.
  package let limit: Int
  /// Whether results are computed again and replaced: nothing is found.
  package var isFresh = false
  /// Results that were found since this object was made.
  package private(set) var hits = 0
  let store: Store
  private let now: () -> Date

  package init(store: Store, limit: Int = usualLimit, now: @escaping () -> Date = { Date() }) {
    precondition(store.kind == .results)
    (self.store, self.limit, self.now) = (store, limit, now)
  }

  var time: Double { now().timeIntervalSince1970 }

  /// The folder of the files, which is made if needed.
  func files() throws(FileError) -> String {
    let path = try store.folder() + "/files"
    if mkdir(path, 0o777) != 0, errno != EEXIST { throw .unwritable(path: path, reason: systemReason(errno)) }
    return path
  }

  /// Looks for the result of `key` and notes that it was used. Throws `StoreError` and `FileError`.
  package func find(_ key: String) throws -> Lookup {
    try store.throwHeld()
    guard !isFresh, store.isUsable else { return .missing }
    let sql = "SELECT record, digest, file FROM results WHERE key = ?"
    let read = try store.read { database in
      try Row.fetchOne(database, sql: sql, arguments: [key]).map {
        (record: $0["record"] as Data, digest: $0["digest"] as String, file: $0["file"] as String?)
      }
    }
    guard let row = read ?? nil else { return .missing }
    let files = try files(), path = row.file.map { "\(files)/\($0)" }
    guard SHA256Hex.of(row.record) == row.digest, path.flatMap({ try? SHA256Hex.ofFile($0) }) == row.file else {
      // Unless another session has just replaced it.
      let same = "SELECT COUNT(*) FROM results WHERE key = ? AND digest = ? AND file IS ?"
      _ = try store.write { database in
        let count = try Int.fetchOne(database, sql: same, arguments: [key, row.digest, row.file])
        if count == 1 { try remove(key, files, database) }
      }
      return .damaged
    }
    let time = time
    _ = try store.write { try $0.execute(sql: "UPDATE results SET used = ? WHERE key = ?", arguments: [time, key]) }
    hits += 1
    return .found(Found(record: row.record, file: path))
  }

  /// Keeps a result under `key` in place of what was there; `write` puts what is large into a file at the path that it is
  /// given. False where the result alone is larger than the limit, and is not kept. Throws `StoreError`, `FileError` and
  /// what `write` throws.
  @discardableResult
  package func keep(
    _ record: Data, for key: String, kind: Kind, file write: ((String) throws -> Void)? = nil
  ) throws -> Bool {
    try store.throwHeld()
    guard store.isUsable else { return true }
    let files = try files()
    let draft = try write.map { try Draft(in: files, $0) }
    defer { draft?.remove() }
    let bytes = record.count + (draft?.bytes ?? 0), time = time
    guard bytes <= limit else { return false }
    let failure = try store.write { database -> Int32 in
      // Under the index's lock, so that no other session takes the file for one that nobody needs.
      if let draft, rename(draft.path, "\(files)/\(draft.digest)") != 0 { return errno }
      try remove(key, files, database, sparing: draft?.digest)
      try database.execute(
        sql: "INSERT INTO results (key, kind, record, digest, file, bytes, used) VALUES (?, ?, ?, ?, ?, ?, ?)",
        arguments: [key, kind.rawValue, record, SHA256Hex.of(record), draft?.digest, bytes, time])
      try evict(files, database)
      return 0
    }
    if let failure, failure != 0 { throw FileError.unwritable(path: files, reason: systemReason(failure)) }
    return true
  }

  /// The keys of all results, the ones used last at the end. Throws `StoreError`.
  package func keys() throws(StoreError) -> [String] {
    try store.read { try String.fetchAll($0, sql: "SELECT key FROM results ORDER BY used, rowid") } ?? []
  }

  /// Forgets a result. Throws `StoreError` and `FileError`.
  package func drop(_ key: String) throws {
    let files = try files()
    _ = try store.write { try remove(key, files, $0) }
  }

  // MARK: Places

  /// What the last result at a place was made of, by name; a place is a call in a notebook.
  package func parts(at place: String) throws(StoreError) -> [String: String]? {
    let data = try store.read {
      try Data.fetchOne($0, sql: "SELECT parts FROM places WHERE place = ?", arguments: [place])
    }
    return (data ?? nil).flatMap { try? JSONDecoder().decode([String: String].self, from: $0) }
  }

  package func note(_ parts: [String: String], at place: String) throws(StoreError) {
    let time = time
    _ = try store.write { database in
      try database.execute(
        sql: "INSERT OR REPLACE INTO places (place, parts, used) VALUES (?, ?, ?)",
        arguments: [place, try JSONEncoder().encode(parts), time])
    }
  }
}

/// A file that is not yet under its name.
private struct Draft {
  let path: String
  let digest: String
  let bytes: Int

  init(in folder: String, _ write: (String) throws -> Void) throws {
    path = "\(folder)/\(ResultCache.draftPrefix)\(UUID().uuidString)"
    do {
      try write(path)
      digest = try SHA256Hex.ofFile(path)
      bytes = Int(FileIdentity(path: path)?.size ?? 0)
    } catch {
      unlink(path)
      // The draft's own name says nothing to anybody.
      if case FileError.unwritable(path, let reason) = error {
        throw FileError.unwritable(path: folder, reason: reason)
      }
      throw error
    }
  }

  func remove() { unlink(path) }
}
