import Foundation
import GRDB
import HoneCore
import Synchronization

/// The user's database, `hone.sqlite` in the data folder, shared by all sessions that run at the same time.
///
/// It is opened at the first use. If it cannot be opened or written, that call throws a `StoreError`; from then on this store
/// is `isUsable == false`, keeps nothing and finds nothing, so that a session goes on without it.
package final class Store: Sendable {
  private enum State {
    case closed, failed
    case open(DatabaseQueue)
  }

  /// How long a session waits while another one writes.
  private static let patience: TimeInterval = 5
  private let folders: UserFolders
  private let state = Mutex(State.closed)

  package init(folders: UserFolders = UserFolders()) { self.folders = folders }

  /// False once the database failed.
  package var isUsable: Bool { state.withLock { if case .failed = $0 { false } else { true } } }

  /// The result of `body`, run in one transaction; nil if the database failed before.
  func write<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result? {
    try use { try $0.write(body) }
  }

  func read<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result? {
    try use { try $0.read(body) }
  }

  private func use<Result>(_ body: (DatabaseQueue) throws -> Result) throws(StoreError) -> Result? {
    do {
      guard let queue = try state.withLock({ try opened(&$0) }) else { return nil }
      return try body(queue)
    } catch {
      state.withLock { $0 = .failed }
      throw StoreError(error)
    }
  }

  private func opened(_ state: inout State) throws -> DatabaseQueue? {
    switch state {
    case .failed: return nil
    case .open(let queue): return queue
    case .closed:
      let queue = try Store.open(try folders.data() + "/hone.sqlite")
      state = .open(queue)
      return queue
    }
  }

  /// SQLite does not wait when several sessions switch a new database to write-ahead logging at once, so hone does.
  private static func open(_ path: String) throws -> DatabaseQueue {
    let deadline = Date() + patience
    while true {
      do {
        var configuration = Configuration()
        configuration.busyMode = .timeout(patience)
        configuration.journalMode = .wal
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try Migrations.all.migrate(queue)
        return queue
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && Date() < deadline {
        Thread.sleep(forTimeInterval: 0.02)
      }
    }
  }
}

/// The steps from an empty database to today's, each applied once. A published step is never changed.
private enum Migrations {
  static var all: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("history") { database in
      try database.create(table: "history") { table in
        table.autoIncrementedPrimaryKey("id")
        table.column("session", .text).notNull()
        table.column("time", .double).notNull()  // seconds since 1970
        table.column("source", .blob).notNull()  // UTF-8; as text SQLite would end it at a NUL
        table.column("succeeded", .boolean).notNull()
      }
    }
    return migrator
  }
}
