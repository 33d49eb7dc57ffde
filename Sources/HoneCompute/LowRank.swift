import Synchronization

/// A low-rank change of one weight: the weight used is W + scale · B · A (Hu et al. 2021, section 4.1).
package struct LowRank: Sendable {
  /// (rank, inputs)
  package let a: Matrix
  /// (outputs, rank)
  package let b: Matrix
  package let scale: Float
  private let transposition = Transposition()

  package init(a: Matrix, b: Matrix, scale: Float) {
    precondition(a.rows == b.columns)
    self.a = a
    self.b = b
    self.scale = scale
  }

  package var rank: Int { a.rows }

  /// B transposed, (rank, outputs), as it was when first asked for: what coded products use is trained no further.
  func transposedB() -> Matrix { transposition.of(b) }
}

/// Where a matrix is kept transposed once that is asked for.
private final class Transposition: Sendable {
  private let made = Mutex<Matrix?>(nil)

  func of(_ matrix: Matrix) -> Matrix {
    made.withLock { made in
      if let made { return made }
      let result = Matrix(rows: matrix.columns, columns: matrix.rows)
      for row in 0..<matrix.rows {
        for column in 0..<matrix.columns { result.base[column * matrix.rows + row] = matrix.row(row)[column] }
      }
      made = result
      return result
    }
  }
}
