import Foundation
import GRDB
import HoneCore
import Synchronization

/// One of the user's databases, shared by all sessions that run at the same time.
///
/// It is opened at the first use. If it cannot be opened or written, that call throws a `StoreError`; from then on this store
/// is `isUsable == false`, keeps nothing and finds nothing, so that a session goes on without it.
package final class Store: Sendable {
  package enum Kind: Sendable {
    /// `hone.sqlite` in the data folder.
    case history
    /// `index.sqlite` in the folder `results` of the cache folder, beside the files that it names.
    case results
  }

  private enum State {
    case closed, failed
    case open(DatabaseQueue)
  }

  /// How long a session waits while another one writes.
  private static let patience: TimeInterval = 5
  package let kind: Kind
  private let folders: UserFolders
  private let state = Mutex(State.closed)
  private let held = Mutex<StoreError?>(nil)

  package init(_ kind: Kind = .history, folders: UserFolders = UserFolders()) {
    self.kind = kind
    self.folders = folders
  }

  /// False once the database failed.
  package var isUsable: Bool { state.withLock { if case .failed = $0 { false } else { true } } }

  /// The folder of the database, which is made if needed.
  func folder() throws(FileError) -> String {
    switch kind {
    case .history: return try folders.data()
    case .results: return try folders.cache("results")
    }
  }

  /// The result of `body`, run in one transaction; nil if the database failed before.
  func write<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result? {
    try use { try $0.write(body) }
  }

  func read<Result>(_ body: (Database) throws -> Result) throws(StoreError) -> Result? {
    try use { try $0.read(body) }
  }

  /// Puts a failure by that whoever met it has no use for; the next call of `throwHeld` throws it.
  func hold(_ failure: StoreError) { held.withLock { $0 = failure } }

  func throwHeld() throws(StoreError) {
    let failure = held.withLock { held in
      defer { held = nil }
      return held
    }
    if let failure { throw failure }
  }

  private func use<Result>(_ body: (DatabaseQueue) throws -> Result) throws(StoreError) -> Result? {
    do {
      guard let queue = try state.withLock({ try opened(&$0) }) else { return nil }
      return try body(queue)
    } catch {
      state.withLock { $0 = .failed }
      throw StoreError(kind, error)
    }
  }

  private func opened(_ state: inout State) throws -> DatabaseQueue? {
    switch state {
    case .failed: return nil
    case .open(let queue): return queue
    case .closed:
      let queue = try open("\(try folder())/\(kind.fileName)")
      state = .open(queue)
      return queue
    }
  }

  /// SQLite does not wait when several sessions switch a new database to write-ahead logging at once, so hone does.
  private func open(_ path: String) throws -> DatabaseQueue {
    let deadline = Date() + Self.patience
    while true {
      do {
        var configuration = Configuration()
        configuration.busyMode = .timeout(Self.patience)
        configuration.journalMode = .wal
        let queue = try DatabaseQueue(path: path, configuration: configuration)
        try kind.migrations.migrate(queue)
        return queue
      } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY && Date() < deadline {
        Thread.sleep(forTimeInterval: 0.02)
      }
    }
  }
}

extension Store.Kind {
  fileprivate var fileName: String {
    switch self {
    case .history: "hone.sqlite"
    case .results: "index.sqlite"
    }
  }
}
