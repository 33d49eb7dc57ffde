import HoneLanguage
import HoneSession

/// The part of a session that made its present state: what `%save clean` writes.
struct SessionSlice {
  /// A cell as the slice sees it.
  struct Cell {
    var source: String
    /// How many of its statements ran to their end.
    var statementsDone: Int = .max
    /// Whether it showed something, and did not fail.
    var shows = false
    /// Prose stays, wherever it stands.
    var isNote = false
  }

  /// The cells that stay, in the order they ran in. Of one that failed after it had done something that is still of use,
  /// the statements up to there.
  static func present(of session: Session, cells: [SessionCell]) -> [SessionCell] {
    let seen = cells.map { cell in
      Cell(
        source: cell.source, statementsDone: cell.succeeded ? .max : cell.statementsDone,
        shows: cell.succeeded && !cell.outputs.isEmpty, isNote: NoteCommand.text(of: cell.source) != nil)
    }
    let kept = Self.kept(of: seen, live: Set(session.globals.keys), calls: KnownCalls(session.commands))
    return kept.compactMap { cells[$0].succeeded ? cells[$0] : cells[$0].wholePart }
  }

  /// The indices of the cells that stay.
  /// - Parameter live: the names that are bound now; those of the bound objects are always.
  ///
  /// From the last cell to the first: a cell stays that set or changed something which is live behind it, and then what
  /// it read is live before it. A cell that only shows something stays, once, if nothing that it read was set or changed
  /// since.
  static func kept(of cells: [Cell], live names: Set<String>, calls: KnownCalls) -> [Int] {
    var analysis = CellAnalysis(calls)
    let effects = cells.map { $0.isNote ? CellEffects() : analysis.effects(of: $0.source, count: $0.statementsDone) }
    let known = analysis.known
    var live = names.union(KnownCalls.bound).union(KnownCalls.parts.values.joined()).union([CellAnalysis.folder])
    var changedSince: Set<String> = [], shown: Set<String> = []
    var kept: [Int] = []
    for (index, cell) in cells.enumerated().reversed() {
      guard let effects = effects[index] else { continue }
      let reads = effects.reads.intersection(known.union([CellEffects.result]))
      let made = effects.sets.union(effects.changes)
      let isNeeded = !made.isDisjoint(with: live)
      let isCurrent =
        effects.isPure && cell.shows && !reads.isEmpty && !reads.contains(CellEffects.result)
        && reads.isDisjoint(with: changedSince)
      if isNeeded || cell.isNote || isCurrent && shown.insert(cell.source).inserted {
        kept.append(index)
        live.subtract(effects.sets.subtracting(analysis.unhidden))
        live.formUnion(effects.reads)
      }
      changedSince.formUnion(made)
    }
    return kept.reversed()
  }
}

extension SessionCell {
  /// Of a cell that failed: the statements that ran to their end, and what they printed; nil if none did.
  fileprivate var wholePart: SessionCell? {
    guard let program = try? Parser.parse(source), statementsDone > 0, statementsDone <= program.statements.count else {
      return nil
    }
    let last = program.statements[statementsDone - 1]
    var part = self
    part.source = String(decoding: source.utf8.prefix(last.range.end), as: UTF8.self)
    // Its value was not shown and is no result, as more came after it.
    if case .expression(_, hidden: false) = last.kind { part.source += "; pass" }
    part.outputs = outputs.filter { $0.kind == .stdout || $0.kind == .display }
    part.succeeded = true
    return part
  }
}
