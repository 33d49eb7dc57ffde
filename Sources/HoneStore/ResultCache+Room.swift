import Foundation
import GRDB
import HoneCore

/// The room that results take.
extension ResultCache {
  /// The results of one kind.
  package struct Share: Equatable, Sendable {
    package var kind: Kind
    package var count: Int
    package var bytes: Int

    package init(kind: Kind, count: Int, bytes: Int) { (self.kind, self.count, self.bytes) = (kind, count, bytes) }
  }

  static let draftPrefix = "new-"
  /// A file that no result names belongs to a session that writes it now, or to one that was killed; seconds until it is taken
  /// for the latter.
  private static let abandoned: TimeInterval = 3_600
  /// What was not asked for this long is no longer known of a place, in seconds.
  private static let placesLast: TimeInterval = 180 * 86_400

  /// The kinds that there are results of, in the order of `Kind`.
  package func shares() throws(StoreError) -> [Share] {
    let sql = "SELECT kind, COUNT(*), SUM(bytes) FROM results GROUP BY kind"
    let found = try store.read { database in
      try Row.fetchAll(database, sql: sql).compactMap { row -> Share? in
        guard let kind = Kind(rawValue: row[0]) else { return nil }
        return Share(kind: kind, count: row[1], bytes: row[2])
      }
    }
    return Kind.allCases.compactMap { kind in (found ?? []).first { $0.kind == kind } }
  }

  /// Removes every result. Returns how many there were and their bytes. Throws `StoreError` and `FileError`.
  package func clear() throws -> (count: Int, bytes: Int) {
    let shares = try shares(), files = try files()
    _ = try store.write { database in
      try database.execute(sql: "DELETE FROM results")
      try database.execute(sql: "DELETE FROM places")
      try sweep(files, database)
    }
    return shares.reduce((0, 0)) { ($0.0 + $1.count, $0.1 + $1.bytes) }
  }

  /// Removes a result, and its file where no other result has the same and it is not `spared`.
  func remove(_ key: String, _ files: String, _ database: Database, sparing spared: String? = nil) throws {
    let file = try String.fetchOne(database, sql: "SELECT file FROM results WHERE key = ?", arguments: [key])
    try database.execute(sql: "DELETE FROM results WHERE key = ?", arguments: [key])
    guard let file, file != spared else { return }
    let others = try Int.fetchOne(database, sql: "SELECT COUNT(*) FROM results WHERE file = ?", arguments: [file])
    if others == 0 { unlink("\(files)/\(file)") }
  }

  /// Removes what was not used for longest until the rest fits the limit, and what nobody needs.
  func evict(_ files: String, _ database: Database) throws {
    var bytes = try Int.fetchOne(database, sql: "SELECT SUM(bytes) FROM results") ?? 0
    if bytes > limit {
      for row in try Row.fetchAll(database, sql: "SELECT key, bytes FROM results ORDER BY used, rowid") {
        guard bytes > limit else { break }
        try remove(row["key"], files, database)
        bytes -= row["bytes"] as Int
      }
    }
    try database.execute(sql: "DELETE FROM places WHERE used < ?", arguments: [time - Self.placesLast])
    try sweep(files, database)
  }

  /// Removes files that no result names and that are not being written.
  private func sweep(_ files: String, _ database: Database) throws {
    let named = try Set(String.fetchAll(database, sql: "SELECT file FROM results WHERE file IS NOT NULL"))
    for name in (try? FileManager.default.contentsOfDirectory(atPath: files)) ?? [] where !named.contains(name) {
      let path = "\(files)/\(name)"
      guard let identity = FileIdentity(path: path) else { continue }
      let isDraft = name.hasPrefix(Self.draftPrefix) || name.hasPrefix(".")
      let age = time - Double(identity.changed) / 1e9
      if !isDraft || age > Self.abandoned { unlink(path) }
    }
  }
}
