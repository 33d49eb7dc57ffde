import HoneCompute
import HoneCore

/// What training makes of a model: a change of its projections, or a whole set of weights in place of its own.
package enum Tuning: Sendable {
  case lowRank(Adapter)
  /// All of them in memory: `DecoderWeights.inMemory()`.
  case weights(DecoderWeights)

  package var adapter: Adapter? {
    if case .lowRank(let adapter) = self { adapter } else { nil }
  }

  /// Every matrix that is trained, with the name of its place, in a fixed order.
  package var matrices: [(name: String, matrix: Matrix)] {
    switch self {
    case .lowRank(let adapter): adapter.matrices
    case .weights(let weights): weights.matrices
    }
  }

  /// What it is called beside its name.
  package var kind: String {
    switch self {
    case .lowRank: "adapter"
    case .weights: "tuned weights"
    }
  }

  /// What weight decay pulls a matrix of that name towards: norms that Hugging Face's files keep less an offset, to it.
  package func restingPoint(of name: String, _ configuration: ModelConfiguration) -> Float {
    if case .weights = self, TensorNames.isNorm(name) { configuration.normOffset } else { 0 }
  }

  package var parameterCount: Int { matrices.reduce(0) { $0 + $1.matrix.count } }

  /// The same with numbers of its own.
  package func copy() throws -> Tuning {
    switch self {
    case .lowRank(let adapter): .lowRank(adapter.copy())
    case .weights(let weights): .weights(try weights.inMemory())
    }
  }
}

/// A tuning's gradients, shaped as it is.
package enum TuningGradients: Sendable {
  case lowRank(AdapterGradients)
  case weights(DecoderWeights)

  /// Throws `Interrupted`.
  package init(for tuning: Tuning, monitor: any Monitor = SilentMonitor()) throws {
    switch tuning {
    case .lowRank(let adapter): self = .lowRank(AdapterGradients(for: adapter))
    case .weights(let weights): self = .weights(try weights.zeros(monitor: monitor))
    }
  }

  /// In the order of `Tuning.matrices`.
  package var matrices: [Matrix] {
    switch self {
    case .lowRank(let gradients): gradients.matrices
    case .weights(let gradients): gradients.matrices.map(\.matrix)
    }
  }

  /// Those of whole weights, where they are trained.
  var weights: DecoderWeights? {
    if case .weights(let gradients) = self { gradients } else { nil }
  }

  package func clear(_ engine: Engine) { for matrix in matrices { engine.fill(matrix, 0) } }
}
