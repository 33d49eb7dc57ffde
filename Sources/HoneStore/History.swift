import Foundation
import GRDB

/// A cell that was run, in this session or another.
package struct HistoryEntry: Sendable, Equatable, Identifiable {
  /// Grows with time across sessions.
  package var id: Int64
  package var session: String
  package var time: Date
  /// The whole cell, all its lines.
  package var source: String
  package var succeeded: Bool
}

/// Every cell run, in the user's database. Once the store failed, nothing is kept and nothing found (see `Store`).
package struct History: Sendable {
  private let store: Store
  /// Tells sessions apart.
  package let session: String

  package init(store: Store, session: String = UUID().uuidString) {
    self.store = store
    self.session = session
  }

  /// Returns the entry's id; nil if the store failed before.
  @discardableResult
  package func append(_ source: String, succeeded: Bool, at time: Date = Date()) throws(StoreError) -> Int64? {
    try store.write { database in
      try database.execute(
        sql: "INSERT INTO history (session, time, source, succeeded) VALUES (?, ?, ?, ?)",
        arguments: [session, time.timeIntervalSince1970, Data(source.utf8), succeeded])
      return database.lastInsertedRowID
    }
  }

  /// Says how a cell ended that was kept before it ran.
  package func mark(_ id: Int64, succeeded: Bool) throws(StoreError) {
    _ = try store.write { database in
      try database.execute(sql: "UPDATE history SET succeeded = ? WHERE id = ?", arguments: [succeeded, id])
    }
  }

  /// The newest `count` cells of all sessions, or of one, the oldest first.
  package func last(_ count: Int, ofSession session: String? = nil) throws(StoreError) -> [HistoryEntry] {
    try entries("? IS NULL OR session = ?", [session, session], limit: count).reversed()
  }

  /// The newest `limit` cells that begin with `prefix`, the newest first.
  package func search(prefix: String, limit: Int = 100) throws(StoreError) -> [HistoryEntry] {
    let bytes = Data(prefix.utf8)
    return try entries("substr(source, 1, ?) = ?", [bytes.count, bytes], limit: limit)
  }

  private func entries(
    _ condition: String, _ arguments: StatementArguments, limit: Int
  ) throws(StoreError) -> [HistoryEntry] {
    let sql = "SELECT * FROM history WHERE \(condition) ORDER BY id DESC LIMIT ?"
    let found = try store.read { database in
      try Row.fetchAll(database, sql: sql, arguments: arguments + [max(0, limit)]).map(HistoryEntry.init)
    }
    return found ?? []
  }
}

extension HistoryEntry {
  fileprivate init(_ row: Row) {
    let source: Data = row["source"]
    self.init(
      id: row["id"], session: row["session"], time: Date(timeIntervalSince1970: row["time"]),
      source: String(decoding: source, as: UTF8.self), succeeded: row["succeeded"])
  }
}
