import CKernels

/// The function of the gate in a gated hidden layer.
package enum Activation: Sendable {
  case silu
  /// By the hyperbolic tangent, as GPT-2's.
  case gelu
}

extension Engine {
  /// Rows that one task of a row-wise operation handles.
  private static let rowsPerTask = 16

  private func overRows(_ rows: Int, _ body: (_ first: Int, _ count: Int) -> Void) {
    let tasks = (rows + Self.rowsPerTask - 1) / Self.rowsPerTask
    pool.parallelFor(tasks) { task, _ in
      let first = task * Self.rowsPerTask
      body(first, min(Self.rowsPerTask, rows - first))
    }
  }

  /// out = x / rms(x) · weight, row by row; inverse: (rows), 1 / rms(x).
  package func rmsNorm(_ x: Matrix, weight: Matrix, epsilon: Float, out: Matrix, inverse: Matrix) {
    precondition(out.columns == x.columns && out.rows == x.rows && inverse.count >= x.rows && weight.count == x.columns)
    overRows(x.rows) { first, count in
      kernels.rms_norm(x.row(first), weight.base, epsilon, out.row(first), inverse.base + first, count, x.columns)
    }
  }

  /// Adds to `gradient` (rows, columns) what x owes for out's gradient.
  package func rmsNormBackward(_ outGradient: Matrix, x: Matrix, weight: Matrix, inverse: Matrix, into gradient: Matrix)
  {
    precondition(outGradient.rows == x.rows && gradient.rows == x.rows && gradient.columns == x.columns)
    overRows(x.rows) { first, count in
      kernels.rms_norm_backward(
        outGradient.row(first), x.row(first), weight.base, inverse.base + first, gradient.row(first), count, x.columns)
    }
  }

  /// Rotates each head of x (rows, heads · headSize) by its row's angles, or back again with `undoing`.
  package func rotate(_ x: Matrix, _ angles: RotaryAngles, heads: Int, interleaved: Bool, undoing: Bool = false) {
    let half = angles.cosines.columns
    precondition(x.columns == heads * half * 2 && angles.cosines.rows == x.rows)
    overRows(x.rows) { first, count in
      kernels.rotate(
        x.row(first), x.columns, angles.cosines.row(first), angles.sines.row(first), count, heads, half * 2,
        undoing ? -1 : 1, interleaved)
    }
  }

  /// out = activation(gate) · up
  package func gated(_ activation: Activation, gate: Matrix, up: Matrix, out: Matrix) {
    precondition(gate.count == up.count && out.count == up.count)
    let kernel = kernels.gated(activation)
    overRows(gate.rows) { first, count in
      kernel(gate.row(first), up.row(first), out.row(first), count * gate.columns)
    }
  }

  /// Overwrites gate and up with their gradients for out = activation(gate) · up.
  package func gatedBackward(_ activation: Activation, _ outGradient: Matrix, gate: Matrix, up: Matrix) {
    precondition(gate.count == up.count && outGradient.count == up.count)
    // A table has every kernel.
    let kernel = activation == .silu ? kernels.gated_backward! : kernels.gated_gelu_backward!
    overRows(gate.rows) { first, count in
      kernel(
        outGradient.row(first), gate.row(first), up.row(first), gate.row(first), up.row(first), count * gate.columns)
    }
  }

  /// x += y
  package func add(_ x: Matrix, _ y: Matrix) {
    precondition(x.count == y.count)
    overRows(x.rows) { first, count in kernels.add(x.row(first), y.row(first), count * x.columns) }
  }

  /// x += row, to each row of x; row: (1, columns).
  package func add(_ x: Matrix, row: Matrix) {
    precondition(row.count == x.columns)
    overRows(x.rows) { first, count in
      for index in first..<first + count { kernels.add(x.row(index), row.base, x.columns) }
    }
  }
}

extension hone_kernels {
  typealias Gate =
    @convention(c) (UnsafePointer<Float>?, UnsafePointer<Float>?, UnsafeMutablePointer<Float>?, Int) -> Void

  /// A table has every kernel.
  func gated(_ activation: Activation) -> Gate { activation == .silu ? gated! : gated_gelu! }
}
