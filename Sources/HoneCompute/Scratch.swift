/// Room for each worker's intermediate figures, kept between calls so that hot loops allocate nothing.
package final class Scratch: @unchecked Sendable {
  private var rooms: [Matrix]

  package init(workers: Int) { rooms = Array(repeating: Matrix(rows: 0, columns: 0), count: workers) }

  /// Makes each room at least `count` floats large. Called before the workers start.
  func reserve(_ count: Int) {
    let group = Matrix.rowGroup  // rows are allocated in groups: one long row would take sixteen times its room
    for index in rooms.indices where rooms[index].storage.count < count {
      rooms[index] = Matrix(rows: group, columns: (count + group - 1) / group)
    }
  }

  func room(_ worker: Int) -> UnsafeMutablePointer<Float> { rooms[worker].base }
}
