import HoneCompute

/// A decoder's weights, as they lie in their file.
package struct DecoderWeights: Sendable {
  package struct Layer: Sendable {
    package let attentionNorm: Matrix
    package let hiddenNorm: Matrix
    package let projections: [Projection: StoredWeight]

    package init(attentionNorm: Matrix, hiddenNorm: Matrix, projections: [Projection: StoredWeight]) {
      self.attentionNorm = attentionNorm
      self.hiddenNorm = hiddenNorm
      self.projections = projections
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

  package init(_ file: GGUF, _ configuration: ModelConfiguration) throws {
    let width = configuration.width
    func norm(_ name: String) throws -> Matrix { try file.weight(name, outputs: 1, inputs: width).matrix() }
    embedding = try file.weight("token_embd.weight", outputs: configuration.vocabulary, inputs: width)
    layers = try (0..<configuration.layers).map { index in
      var projections: [Projection: StoredWeight] = [:]
      for projection in Projection.allCases {
        let shape = projection.shape(configuration)
        projections[projection] = try file.weight(
          "blk.\(index).\(projection.ggufName).weight", outputs: shape.outputs, inputs: shape.inputs)
      }
      return Layer(
        attentionNorm: try norm("blk.\(index).attn_norm.weight"), hiddenNorm: try norm("blk.\(index).ffn_norm.weight"),
        projections: projections)
    }
    finalNorm = try norm("output_norm.weight")
    head =
      file.tensors["output.weight"] == nil
      ? embedding : try file.weight("output.weight", outputs: configuration.vocabulary, inputs: width)
    // One more tensor (a bias, factors of rotary positions, experts) is another computation.
    guard let other = file.tensors.keys.filter({ !Self.isPlain($0, configuration.layers) }).min() else { return }
    throw GGUFError.unknownTensor(path: file.file.path, tensor: other)
  }

  /// Whether a tensor of that name is one of those read above.
  private static func isPlain(_ name: String, _ layers: Int) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return ["token_embd.weight", "output_norm.weight", "output.weight"].contains(name) }
    guard parts[0] == "blk", let layer = Int(parts[1]), (0..<layers).contains(layer), parts[3] == "weight" else {
      return false
    }
    return parts[2] == "attn_norm" || parts[2] == "ffn_norm" || Projection.allCases.contains { $0.ggufName == parts[2] }
  }

  /// Whether every product of `codedLinear` is one of codes.
  package var areCoded: Bool {
    head.isCoded && layers.allSatisfy { $0.projections.values.allSatisfy(\.isCoded) }
  }

  /// All weights' count and bytes.
  package var size: (parameters: Int, bytes: Int) {
    var stored = [embedding] + layers.flatMap { $0.projections.values }
    if head.rows * head.columns > 0 && !sharesHead { stored.append(head) }
    let norms = finalNorm.count * (2 * layers.count + 1)
    return (
      stored.reduce(norms) { $0 + $1.rows * $1.columns }, stored.reduce(norms * 4) { $0 + $1.byteCount }
    )
  }

  private var sharesHead: Bool { head.isSame(as: embedding) }
}
