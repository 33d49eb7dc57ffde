import HoneCore

/// Where cells are kept from one session to the next.
package protocol HistoryKeeper: AnyObject {
  /// At most `count` cells, oldest first.
  func recent(_ count: Int) throws -> [String]
  /// Keeps a cell that is about to run, as one that failed.
  func append(_ cell: String) throws
  /// Says how the cell kept last ended.
  func markLast(succeeded: Bool) throws
}

/// The cells that Up and Ctrl-R find: those of earlier sessions, read when first asked for, and this session's.
final class CellHistory {
  private let keeper: (any HistoryKeeper)?
  private var cells: [String]?
  /// Says once why earlier cells are not there or new ones not kept.
  private let complain: (String) -> Void
  private var hasComplained = false

  /// Cells of earlier sessions that are found.
  static let usualLength = 5_000
  private let longest: Int

  init(keeper: (any HistoryKeeper)?, longest: Int? = nil, complain: @escaping (String) -> Void) {
    (self.keeper, self.complain, self.longest) = (keeper, complain, longest ?? CellHistory.usualLength)
  }

  /// All cells, oldest first; repeats in a row are one.
  func all() -> [String] {
    if let cells { return cells }
    var read: [String] = []
    for cell in attempt({ try keeper?.recent(longest) }) ?? [] where cell != read.last { read.append(cell) }
    cells = read
    return read
  }

  /// Reads what is kept before the first cell of this session joins it, so that none is there twice.
  func append(_ cell: String) {
    if all().last != cell { cells?.append(cell) }
    attempt { try keeper?.append(cell) }
  }

  func markLast(succeeded: Bool) { attempt { try keeper?.markLast(succeeded: succeeded) } }

  @discardableResult private func attempt<T>(_ body: () throws -> T?) -> T? {
    do {
      return try body()
    } catch {
      let reason = (error as? any UserFacingError)?.message ?? "\(error)"
      if !hasComplained { complain("the history of earlier sessions is out of reach: \(reason)") }
      hasComplained = true
      return nil
    }
  }
}

/// Where Up and Down are in the history while one cell is read. What was typed or changed on the way is kept.
package struct Recall {
  private let cells: [String]
  /// The cells that begin like what stood before the cursor when the way began.
  private var matches: [Int]
  private var position: Int
  private var drafts: [Int: EditBuffer] = [:]
  /// What the last step showed; another text begins a new way.
  private var shown: EditBuffer

  package init(_ cells: [String], from buffer: EditBuffer) {
    self.cells = cells
    let prefix = buffer.sourceBeforeCursor
    matches = cells.indices.filter { cells[$0].hasPrefix(prefix) && cells[$0] != buffer.source }
    position = matches.count
    shown = buffer
  }

  /// Whether `buffer` is what the last step left, up to the cursor's place.
  package func isOn(_ buffer: EditBuffer) -> Bool { buffer.scalars == shown.scalars }

  /// The next older cell (or newer, with a step of 1); nil at the end of the way.
  package mutating func go(_ step: Int, from buffer: EditBuffer) -> EditBuffer? {
    guard (0...matches.count).contains(position + step) else { return nil }
    drafts[position] = buffer
    position += step
    shown = drafts[position] ?? EditBuffer(cells[matches[position]])
    return shown
  }
}
