import HoneStore

/// Cells kept in the user's database, which is opened when the first cell is kept or looked for.
package final class StoredHistory: HistoryKeeper {
  private let history = History(store: Store())

  private var last: Int64?

  package init() {}

  package func recent(_ count: Int) throws -> [String] { try history.last(count).map(\.source) }

  package func append(_ cell: String) throws { last = try history.append(cell, succeeded: false) }

  package func markLast(succeeded: Bool) throws {
    if succeeded, let last { try history.mark(last, succeeded: true) }
  }
}
