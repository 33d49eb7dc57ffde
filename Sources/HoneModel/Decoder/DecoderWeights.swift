import HoneCompute

/// A decoder's weights, as they lie in their file.
package struct DecoderWeights: Sendable {
  package struct Layer: Sendable {
    package var attentionNorm: Matrix
    package var hiddenNorm: Matrix
    package var projections: [Projection: StoredWeight]
    /// Of queries, keys and values, where the model has them: (1, outputs).
    package var biases: [Projection: Matrix] = [:]
    /// Of each head before its rotation: (1, headSize).
    package var queryNorm: Matrix?
    package var keyNorm: Matrix?
    /// Of what attention and the hidden layer add to the stream: (1, width).
    package var attentionPostNorm: Matrix?
    package var hiddenPostNorm: Matrix?

    package init(attentionNorm: Matrix, hiddenNorm: Matrix, projections: [Projection: StoredWeight]) {
      self.attentionNorm = attentionNorm
      self.hiddenNorm = hiddenNorm
      self.projections = projections
    }

    fileprivate var vectors: [Matrix] {
      [attentionNorm, hiddenNorm] + biases.values
        + [queryNorm, keyNorm, attentionPostNorm, hiddenPostNorm].compactMap { $0 }
    }
  }

  package let embedding: StoredWeight
  package let layers: [Layer]
  package let finalNorm: Matrix
  /// The embedding again, where the file has no output matrix of its own.
  package let head: StoredWeight

  package init(embedding: StoredWeight, layers: [Layer], finalNorm: Matrix, head: StoredWeight) {
    self.embedding = embedding
    self.layers = layers
    self.finalNorm = finalNorm
    self.head = head
  }

  /// Whether every product of `codedLinear` is one of codes.
  package var areCoded: Bool {
    head.isCoded && layers.allSatisfy { $0.projections.values.allSatisfy(\.isCoded) }
  }

  /// All weights' count and bytes.
  package var size: (parameters: Int, bytes: Int) {
    var stored = [embedding] + layers.flatMap { $0.projections.values }
    if !head.isSame(as: embedding) { stored.append(head) }
    let vectors = layers.reduce(finalNorm.count) { $0 + $1.vectors.reduce(0) { $0 + $1.count } }
    return (
      stored.reduce(vectors) { $0 + $1.rows * $1.columns }, stored.reduce(vectors * 4) { $0 + $1.byteCount }
    )
  }
}
