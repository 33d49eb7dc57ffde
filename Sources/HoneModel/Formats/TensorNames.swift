import HoneCompute

/// What the tensors of a decoder are called in a format.
struct TensorNames: Sendable {
  let embedding: String, finalNorm: String, head: String
  /// Before the names of a layer's tensors.
  let layer: @Sendable (Int) -> String
  let attentionNorm: String, attentionPostNorm: String
  let hiddenNorm: String, hiddenPostNorm: String
  let queryNorm: String, keyNorm: String
  let projection: @Sendable (Projection) -> String

  static let gguf = TensorNames(
    embedding: "token_embd.weight", finalNorm: "output_norm.weight", head: "output.weight",
    layer: { "blk.\($0)." }, attentionNorm: "attn_norm.weight", attentionPostNorm: "post_attention_norm.weight",
    hiddenNorm: "ffn_norm.weight", hiddenPostNorm: "post_ffw_norm.weight", queryNorm: "attn_q_norm.weight",
    keyNorm: "attn_k_norm.weight", projection: { $0.ggufName })

  /// Whether a name of Hugging Face's is that of a norm's weight.
  static func isNorm(_ name: String) -> Bool { name.hasSuffix("norm.weight") }

  /// Models with post-norms call the hidden layer's norm otherwise: "post_attention_layernorm" is a post-norm there.
  static func huggingFace(hasPostNorms: Bool) -> TensorNames {
    TensorNames(
      embedding: "model.embed_tokens.weight", finalNorm: "model.norm.weight", head: "lm_head.weight",
      layer: { "model.layers.\($0)." }, attentionNorm: "input_layernorm.weight",
      attentionPostNorm: "post_attention_layernorm.weight",
      hiddenNorm: hasPostNorms ? "pre_feedforward_layernorm.weight" : "post_attention_layernorm.weight",
      hiddenPostNorm: "post_feedforward_layernorm.weight", queryNorm: "self_attn.q_norm.weight",
      keyNorm: "self_attn.k_norm.weight", projection: { $0.moduleName })
  }
}

/// Where a decoder's tensors are read from: one file or several.
protocol TensorSource {
  var tensorNames: Set<String> { get }
  /// The weight of a name and shape, still in its file. outputs 1 for a vector.
  func weight(_ name: String, outputs: Int, inputs: Int) throws -> StoredWeight
  /// The error that a tensor without a place is.
  func unknown(_ tensor: String) -> any Error
}

extension DecoderWeights {
  /// Reads the tensors that a decoder of this configuration has, and refuses files with others.
  /// `normOffset` is added to norm weights; tensors called `extra` are known and not read here.
  init(
    _ source: some TensorSource, _ configuration: ModelConfiguration, names: TensorNames, normOffset: Float,
    needsHead: Bool, ignoring isIgnored: (String) -> Bool
  ) throws {
    var read = TensorReader(source: source, configuration: configuration, names: names, normOffset: normOffset)
    let embedding = try read.weight(names.embedding, outputs: configuration.vocabulary, inputs: configuration.width)
    let layers = try (0..<configuration.layers).map { try read.layer($0) }
    let finalNorm = try read.norm(names.finalNorm, configuration.width)
    let hasHead = needsHead || source.tensorNames.contains(names.head)
    let head =
      hasHead
      ? try read.weight(names.head, outputs: configuration.vocabulary, inputs: configuration.width) : embedding
    // One more tensor (a bias, experts, a pooling head) is another computation.
    let others = source.tensorNames.subtracting(read.used).filter { !isIgnored($0) }
    if let other = others.min() { throw source.unknown(other) }
    self.init(embedding: embedding, layers: layers, finalNorm: finalNorm, head: head)
  }
}

/// Reads tensors and remembers which.
private struct TensorReader<Source: TensorSource> {
  let source: Source
  let configuration: ModelConfiguration
  let names: TensorNames
  let normOffset: Float
  private(set) var used: Set<String> = []

  init(source: Source, configuration: ModelConfiguration, names: TensorNames, normOffset: Float) {
    self.source = source
    self.configuration = configuration
    self.names = names
    self.normOffset = normOffset
  }

  mutating func weight(_ name: String, outputs: Int, inputs: Int) throws -> StoredWeight {
    used.insert(name)
    return try source.weight(name, outputs: outputs, inputs: inputs)
  }

  mutating func norm(_ name: String, _ size: Int) throws -> Matrix {
    let stored = try weight(name, outputs: 1, inputs: size).matrix()
    return normOffset == 0 ? stored : Matrix(rows: 1, columns: size, stored.values.map { $0 + normOffset })
  }

  mutating func layer(_ index: Int) throws -> DecoderWeights.Layer {
    let prefix = names.layer(index), width = configuration.width, headSize = configuration.attention.headSize
    var projections: [Projection: StoredWeight] = [:]
    for projection in Projection.allCases {
      let shape = projection.shape(configuration)
      projections[projection] = try weight(
        "\(prefix)\(names.projection(projection)).weight", outputs: shape.outputs, inputs: shape.inputs)
    }
    var layer = DecoderWeights.Layer(
      attentionNorm: try norm(prefix + names.attentionNorm, width),
      hiddenNorm: try norm(prefix + names.hiddenNorm, width), projections: projections)
    if configuration.hasBiases {
      for projection in [Projection.query, .key, .value] {
        layer.biases[projection] = try weight(
          "\(prefix)\(names.projection(projection)).bias", outputs: 1, inputs: projection.shape(configuration).outputs
        ).matrix()
      }
    }
    if configuration.hasHeadNorms {
      layer.queryNorm = try norm(prefix + names.queryNorm, headSize)
      layer.keyNorm = try norm(prefix + names.keyNorm, headSize)
    }
    if configuration.hasPostNorms {
      layer.attentionPostNorm = try norm(prefix + names.attentionPostNorm, width)
      layer.hiddenPostNorm = try norm(prefix + names.hiddenPostNorm, width)
    }
    return layer
  }
}

extension GGUF: TensorSource {
  var tensorNames: Set<String> { Set(tensors.keys) }

  func unknown(_ tensor: String) -> any Error { GGUFError.unknownTensor(path: file.path, tensor: tensor) }
}

extension DecoderWeights {
  package init(_ file: GGUF, _ configuration: ModelConfiguration) throws {
    try self.init(file, configuration, names: .gguf, normOffset: 0, needsHead: false) {
      // Read with the configuration, of which it is a part.
      $0 == "rope_freqs.weight" && configuration.rotaryInterleaved
    }
  }
}
