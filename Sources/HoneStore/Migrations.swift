import GRDB

extension Store.Kind {
  /// The steps from an empty database to today's, each applied once. A published step is never changed.
  var migrations: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    switch self {
    case .history: migrator.registerMigration("history", migrate: Self.makeHistory)
    case .results: migrator.registerMigration("results", migrate: Self.makeResults)
    }
    return migrator
  }

  private static func makeHistory(_ database: Database) throws {
    try database.create(table: "history") { table in
      table.autoIncrementedPrimaryKey("id")
      table.column("session", .text).notNull()
      table.column("time", .double).notNull()  // seconds since 1970
      table.column("source", .blob).notNull()  // UTF-8; as text SQLite would end it at a NUL
      table.column("succeeded", .boolean).notNull()
    }
  }

  private static func makeResults(_ database: Database) throws {
    try database.create(table: "results") { table in
      table.primaryKey("key", .text).notNull()
      table.column("kind", .text).notNull()
      table.column("record", .blob).notNull()
      table.column("digest", .text).notNull()  // SHA-256 of the record
      table.column("file", .text)  // its SHA-256, which is its name too
      table.column("bytes", .integer).notNull()  // of the record and the file
      table.column("used", .double).notNull().indexed()  // seconds since 1970
    }
    try database.create(table: "places") { table in
      table.primaryKey("place", .text).notNull()
      table.column("parts", .blob).notNull()  // JSON: what the last result there was made of
      table.column("used", .double).notNull()
    }
    try database.create(table: "files") { table in
      table.primaryKey("path", .blob).notNull()
      for name in ["device", "inode", "size", "modified", "changed"] { table.column(name, .integer).notNull() }
      table.column("digest", .text).notNull()
    }
  }
}
