import HoneCompute

/// A low-rank adapter: a change of every projection it names, layer by layer.
package struct Adapter: Sendable {
  package let rank: Int
  package let alpha: Float
  /// One dictionary a layer.
  package private(set) var layers: [[Projection: LowRank]]

  package init(rank: Int, alpha: Float, layers: [[Projection: LowRank]]) {
    self.rank = rank
    self.alpha = alpha
    self.layers = layers
  }

  /// Every matrix with the name of its place, in a fixed order: layer by layer, A before B.
  package var matrices: [(name: String, matrix: Matrix)] {
    layers.enumerated().flatMap { index, layer in
      Projection.allCases.flatMap { projection -> [(String, Matrix)] in
        guard let change = layer[projection] else { return [] }
        let place = "layers.\(index).\(projection.moduleName)"
        return [("\(place).lora_A", change.a), ("\(place).lora_B", change.b)]
      }
    }
  }

  package var parameterCount: Int { matrices.reduce(0) { $0 + $1.matrix.count } }
  package var projections: [Projection] {
    Projection.allCases.filter { projection in layers.contains { $0[projection] != nil } }
  }

  /// An adapter with numbers of its own, equal to these now.
  package func copy() -> Adapter {
    Adapter(
      rank: rank, alpha: alpha,
      layers: layers.map { $0.mapValues { LowRank(a: $0.a.copy(), b: $0.b.copy(), scale: $0.scale) } })
  }
}

/// An adapter's gradients, shaped as it is.
package struct AdapterGradients: Sendable {
  package let layers: [[Projection: LowRankGradient]]

  package init(for adapter: Adapter) {
    layers = adapter.layers.map { $0.mapValues { LowRankGradient(for: $0) } }
  }

  /// In the order of `Adapter.matrices`.
  package var matrices: [Matrix] {
    layers.flatMap { layer in
      Projection.allCases.flatMap { projection -> [Matrix] in
        guard let gradient = layer[projection] else { return [] }
        return [gradient.a, gradient.b]
      }
    }
  }
}
