import HoneStore

/// Cells kept in the user's database, which is opened when the first cell is kept or looked for.
package final class StoredHistory: HistoryKeeper {
  private let history = History(store: Store())

  package init() {}

  package func recent(_ count: Int) throws -> [String] { try history.last(count).map(\.source) }
  package func append(_ cell: String, succeeded: Bool) throws { try history.append(cell, succeeded: succeeded) }
}
