import Foundation
import GRDB
import HoneCore
import HoneStore
import HoneTestSupport
import Testing

/// Databases that earlier versions left.
@Suite struct MigrationTests {
  @Test func theHistoryOfTheFirstVersionIsReadAndContinued() throws {
    let folder = try TemporaryFolder(), folders = UserFolders(environment: ["XDG_DATA_HOME": folder.root])
    let queue = try DatabaseQueue(path: try folders.data() + "/hone.sqlite")
    try queue.write { database in
      try database.execute(
        sql: """
          CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
          INSERT INTO grdb_migrations VALUES ('history');
          CREATE TABLE "history" ("id" INTEGER PRIMARY KEY AUTOINCREMENT, "session" TEXT NOT NULL, "time" DOUBLE NOT NULL,
            "source" BLOB NOT NULL, "succeeded" BOOLEAN NOT NULL);
          INSERT INTO history (session, time, source, succeeded) VALUES ('old', 1700000000.5, CAST('1 + 1' AS BLOB), 1);
          """)
    }
    try queue.close()
    let history = History(store: Store(folders: folders), session: "new")
    try history.append("2 + 2", succeeded: true)
    #expect(try history.last(5).map(\.source) == ["1 + 1", "2 + 2"])
    #expect(try history.last(5).map(\.session) == ["old", "new"])
  }

  @Test func resultsAreNoPartOfTheHistory() throws {
    let folder = try TemporaryFolder()
    let folders = UserFolders(environment: [
      "XDG_DATA_HOME": folder.path("data"), "XDG_CACHE_HOME": folder.path("cache"),
    ])
    try ResultCache(store: Store(.results, folders: folders)).keep(Data("x".utf8), for: "a", kind: .run)
    #expect(!FileManager.default.fileExists(atPath: folder.path("data")))
    #expect(FileManager.default.fileExists(atPath: folder.path("cache/hone/results/index.sqlite")))
  }
}
