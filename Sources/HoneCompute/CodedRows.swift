import CKernels

/// Room for rows of activations on their way through `codedLinear`, kept between calls so that decoding allocates little.
package final class CodedRows {
  private let codes: UnsafeMutablePointer<Int8>
  private let scales: UnsafeMutablePointer<Float>
  private let sums: UnsafeMutablePointer<Int32>
  private let blocks: Int
  /// The rows that were encoded last.
  private(set) var view: hone_codes
  /// Rows · Aᵀ of the low-rank changes of one call.
  private var inner = Matrix(rows: 0, columns: 0)

  /// The weight that met a row here last.
  var last: PackedWeight?

  /// Columns that share a scale, and the bytes of their codes.
  static let block = 32
  private static let blockBytes = 64
  /// Rows that one task handles.
  private static let rowsPerTask = 32

  /// For up to `rows` rows of up to `columns` activations.
  package init(rows: Int, columns: Int) {
    blocks = rows * ((columns + Self.block - 1) / Self.block)
    codes = .allocate(capacity: max(1, blocks * Self.blockBytes))
    scales = .allocate(capacity: max(1, blocks))
    sums = .allocate(capacity: max(1, 2 * blocks))
    view = hone_codes(codes: codes, scales: scales, sums: sums, rows: 0, blocks: 0)
  }

  deinit {
    codes.deallocate()
    scales.deallocate()
    sums.deallocate()
  }

  /// Takes the rows of `x`, whose columns are whole blocks.
  func encode(_ x: Matrix, _ engine: Engine) {
    let perRow = x.columns / Self.block
    precondition(x.columns % Self.block == 0 && x.rows * perRow <= blocks)
    view.rows = x.rows
    view.blocks = perRow
    let (codes, scales, sums) = (codes, scales, sums), input = UnsafePointer(x.base), kernels = engine.kernels
    forRows(x.rows, engine) { rows in
      let first = rows.lowerBound * perRow
      kernels.encode(
        input + first * Self.block, rows.count * perRow, codes + first * Self.blockBytes, scales + first,
        sums + 2 * first)
    }
  }

  /// scale · x · Aᵀ of each change there is, (rows, rank), row by row in one order of operations however many rows there
  /// are; valid until the next call.
  func project(_ x: Matrix, _ changes: [LowRank?], _ engine: Engine) -> [UnsafePointer<Float>?] {
    let count = changes.reduce(0) { $0 + x.rows * ($1?.rank ?? 0) }
    guard count > 0 else { return changes.map { _ in nil } }
    if inner.count < count { inner = Matrix(rows: 1, columns: count) }
    var next = inner.base
    let places = changes.map { change in
      defer { next += x.rows * (change?.rank ?? 0) }
      return change.map { (change: $0, place: next) }
    }
    let kernels = engine.kernels, input = UnsafePointer(x.base), columns = x.columns
    forRows(x.rows, engine) { rows in
      for case let (change, place)? in places {
        for row in rows {
          let out = place + row * change.rank
          kernels.matrix_vector(
            StorageType.f32.rawValue, change.a.base, columns * 4, change.rank, columns, input + row * columns, out)
          kernels.scale(out, change.scale, change.rank)
        }
      }
    }
    return places.map { $0.map { UnsafePointer($0.place) } }
  }

  private func forRows(_ rows: Int, _ engine: Engine, _ body: (Range<Int>) -> Void) {
    engine.pool.parallelFor((rows + Self.rowsPerTask - 1) / Self.rowsPerTask) { task, _ in
      body(task * Self.rowsPerTask..<min((task + 1) * Self.rowsPerTask, rows))
    }
  }
}
