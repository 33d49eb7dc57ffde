/// Ctrl-R and Ctrl-S: cells that contain what is typed, from the newest back or forth.
package struct CellSearch {
  private let cells: [String]
  package private(set) var pattern = ""
  package private(set) var isBackward: Bool
  /// The cell found; `cells.count` before the first is.
  private var position: Int
  private var isFailing = false

  package init(_ cells: [String], isBackward: Bool) {
    (self.cells, self.isBackward) = (cells, isBackward)
    position = cells.count
  }

  /// The line below the cell.
  package var line: String {
    "\(isFailing ? "failing " : "")I-search\(isBackward ? " backward" : ""): \(pattern)"
  }

  /// What was found, with the cursor where the pattern begins; nil before anything was.
  package var found: EditBuffer? {
    guard cells.indices.contains(position) else { return nil }
    let cell = cells[position]
    guard let range = cell.range(of: pattern) else { return EditBuffer(cell) }
    return EditBuffer(cell, cursor: cell.unicodeScalars.distance(from: cell.startIndex, to: range.lowerBound))
  }

  package mutating func type(_ scalar: Unicode.Scalar) {
    pattern.unicodeScalars.append(scalar)
    find(from: position)
  }

  package mutating func erase() {
    if !pattern.isEmpty { pattern.removeLast() }
    find(from: cells.count)
  }

  /// The same key again: the next match in its direction.
  package mutating func again(isBackward: Bool) {
    self.isBackward = isBackward
    if !pattern.isEmpty { find(from: position + (isBackward ? -1 : 1)) }
  }

  private mutating func find(from start: Int) {
    let start = min(max(start, isBackward ? -1 : 0), cells.count - (isBackward ? 1 : 0))
    let way = isBackward ? Array(stride(from: start, through: 0, by: -1)) : Array(min(start, cells.count)..<cells.count)
    // A match that is the same text as the one shown would look as if nothing had happened.
    let shown = cells.indices.contains(position) && !cells[position].contains(pattern) ? nil : found?.source
    let isMoving = start != position
    let match = pattern.isEmpty ? nil : way.first { cells[$0].contains(pattern) && !(isMoving && cells[$0] == shown) }
    isFailing = match == nil && !pattern.isEmpty
    if let match { position = match }
  }
}
