import Synchronization

/// Room for each worker's intermediate figures, kept between calls so that hot loops allocate nothing.
///
/// Safe to use from several threads: each worker makes its own room larger, and the pool runs one job at a time.
package final class Scratch: Sendable {
  private let rooms: [Room]
  private let wanted = Atomic<Int>(0)

  /// Only ever touched by the worker it belongs to.
  private final class Room: @unchecked Sendable {
    var matrix = Matrix(rows: 0, columns: 0)
  }

  package init(workers: Int) { rooms = (0..<workers).map { _ in Room() } }

  /// Makes each room at least `count` floats large from its next use on.
  func reserve(_ count: Int) { wanted.max(count, ordering: .relaxed) }

  /// The room of the worker that asks.
  func room(_ worker: Int) -> UnsafeMutablePointer<Float> {
    let room = rooms[worker], count = wanted.load(ordering: .relaxed)
    if room.matrix.storage.count < count {
      let group = Matrix.rowGroup  // rows are allocated in groups: one long row would take sixteen times its room
      room.matrix = Matrix(rows: group, columns: (count + group - 1) / group)
    }
    return room.matrix.base
  }
}
