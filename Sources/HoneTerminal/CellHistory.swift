import HoneCore

/// Where cells are kept from one session to the next.
package protocol HistoryKeeper: AnyObject {
  /// At most `count` cells, oldest first.
  func recent(_ count: Int) throws -> [String]
  func append(_ cell: String, succeeded: Bool) throws
}

/// The cells that Up and Ctrl-R find: those of earlier sessions, read when first asked for, and this session's.
final class CellHistory {
  private let keeper: (any HistoryKeeper)?
  private var earlier: [String]?
  private var own: [String] = []
  /// Says once why earlier cells are not there or new ones not kept.
  private let complain: (String) -> Void
  private var hasComplained = false

  /// Cells of earlier sessions that are found.
  static let usualLength = 5_000
  private let longest: Int

  init(keeper: (any HistoryKeeper)?, longest: Int? = nil, complain: @escaping (String) -> Void) {
    (self.keeper, self.complain, self.longest) = (keeper, complain, longest ?? CellHistory.usualLength)
  }

  var isLoaded: Bool { earlier != nil }

  /// All cells, oldest first; repeats in a row are one.
  func all() -> [String] {
    if earlier == nil { earlier = attempt { try keeper?.recent(longest) } ?? [] }
    var cells: [String] = []
    for cell in (earlier ?? []) + own where cell != cells.last { cells.append(cell) }
    return cells
  }

  /// Reads what is kept before the first cell of this session joins it, so that none is there twice.
  func append(_ cell: String, succeeded: Bool) {
    _ = all()
    own.append(cell)
    attempt { try keeper?.append(cell, succeeded: succeeded) }
  }

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
