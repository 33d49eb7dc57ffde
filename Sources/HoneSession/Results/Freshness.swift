/// Whether what is recorded of a cell is what it would put out now.
package enum Freshness: Equatable, Sendable {
  /// Nothing is recorded.
  case notRun
  case current
  /// Its source, or something that it reads, has changed since.
  case stale
  /// It was recorded with objects as only cells after it leave them.
  case outOfOrder

  /// From the `in=` of a cell's outputs and what it is now: `present` when the cells run in their order, `atEnd` with the
  /// objects as the last cell leaves them (`inputHashNow`); nil where that is not known.
  package init(recorded: String?, present: String, atEnd: String? = nil) {
    switch recorded {
    case nil: self = .notRun
    case present: self = .current
    case atEnd: self = .outOfOrder
    default: self = .stale
    }
  }

  /// What is to be said about a cell, by its title; nil for one that is as it should be.
  package func text(of title: String) -> String? {
    switch self {
    case .notRun, .current: nil
    case .stale: "\(title) is stale: it, or what it reads, changed since its output was recorded"
    case .outOfOrder: "\(title) was run out of order: its output was recorded with what cells after it leave"
    }
  }
}
