import HoneCompute
import HoneCore

extension DecoderWeights {
  /// The same weights as float32 in memory of their own. Throws `Interrupted`: memory may be slow to come.
  package func inMemory(monitor: any Monitor = SilentMonitor()) throws -> DecoderWeights {
    try mapped {
      try monitor.check()
      return $0.matrix()
    } vectors: {
      $0.copy()
    }
  }

  /// Zeros in the shapes of these weights, in memory. Throws `Interrupted`.
  package func zeros(monitor: any Monitor = SilentMonitor()) throws -> DecoderWeights {
    try mapped {
      try monitor.check()
      return Matrix(rows: $0.rows, columns: $0.columns)
    } vectors: {
      Matrix(rows: $0.rows, columns: $0.columns)
    }
  }

  /// Whether the head is the embedding.
  package var isTied: Bool { head.isSame(as: embedding) }

  private func mapped(
    _ matrix: (StoredWeight) throws -> Matrix, vectors: (Matrix) -> Matrix
  ) rethrows -> DecoderWeights {
    let newEmbedding = StoredWeight(try matrix(embedding))
    return try DecoderWeights(
      embedding: newEmbedding,
      layers: layers.map { layer in
        var new = try Layer(
          attentionNorm: vectors(layer.attentionNorm), hiddenNorm: vectors(layer.hiddenNorm),
          projections: layer.projections.mapValues { StoredWeight(try matrix($0)) })
        new.biases = layer.biases.mapValues(vectors)
        new.queryNorm = layer.queryNorm.map(vectors)
        new.keyNorm = layer.keyNorm.map(vectors)
        new.attentionPostNorm = layer.attentionPostNorm.map(vectors)
        new.hiddenPostNorm = layer.hiddenPostNorm.map(vectors)
        return new
      },
      finalNorm: vectors(finalNorm), head: isTied ? newEmbedding : StoredWeight(matrix(head)))
  }

  /// Every matrix by its name in Hugging Face's files, in a fixed order; the head only where it is not the embedding.
  /// Only for weights in memory.
  package var matrices: [(name: String, matrix: Matrix)] {
    let names = TensorNames.huggingFace(hasPostNorms: layers.contains { $0.attentionPostNorm != nil })
    var result = [(names.embedding, embedding.inMemory)]
    for (index, layer) in layers.enumerated() {
      result += layer.matrices(names).map { (names.layer(index) + $0, $1) }
    }
    result.append((names.finalNorm, finalNorm))
    if !isTied { result.append((names.head, head.inMemory)) }
    return result
  }
}

extension DecoderWeights.Layer {
  fileprivate func matrices(_ names: TensorNames) -> [(String, Matrix)] {
    var result: [(String, Matrix)] = []
    for projection in Projection.allCases {
      let name = names.projection(projection)
      if let weight = projections[projection] { result.append(("\(name).weight", weight.inMemory)) }
      if let bias = biases[projection] { result.append(("\(name).bias", bias)) }
    }
    let norms: [(String, Matrix?)] = [
      (names.attentionNorm, attentionNorm), (names.attentionPostNorm, attentionPostNorm),
      (names.hiddenNorm, hiddenNorm), (names.hiddenPostNorm, hiddenPostNorm), (names.queryNorm, queryNorm),
      (names.keyNorm, keyNorm),
    ]
    return result + norms.compactMap { name, norm in norm.map { (name, $0) } }
  }
}
