import HoneCompute
import HoneModel

/// A model of a few layers and 96 tokens whose weights come from the formula.
package struct TinyModel: Sendable {
  package let name: String
  package var configuration: ModelConfiguration
  let matrixScale: Double
  /// Whether the output shares the embedding's weights.
  var tiesEmbedding = true
  /// What norms multiply with beside their stored weights, which is added to what the formula says.
  var normOffset: Float = 0

  static let embeddingScale = 0.25, normScale = 0.1, biasScale = 0.3

  /// Tokens 0 and 1 are `<|start|>` and `<|end|>`; the others are the printable ASCII characters but `~`.
  package static func tokenizer() throws -> Tokenizer {
    let characters = (0x20...0x7D).map { $0 == 0x20 ? "Ġ" : String(UnicodeScalar(UInt8($0))) }
    let tokens = ["<|start|>", "<|end|>"] + characters
    return try Tokenizer(
      vocabulary: Vocabulary(
        tokens: tokens, tokenTypes: [3, 3] + characters.map { _ in 1 }, merges: [], preTokenizer: "gpt-2", beginning: 0,
        end: 1))
  }

  /// A ChatML-like template of our own.
  package static let template =
    "{% for message in messages %}{{ '<|start|>' + message['role'] + ': ' + message['content'] + '<|end|>' }}{% endfor %}"
    + "{% if add_generation_prompt %}{{ '<|start|>assistant: ' }}{% endif %}"

  /// `stored` may change a matrix and `vectors` a norm or bias, as storing it does.
  package func model(
    engine: Engine = .shared, _ stored: (Matrix) -> Matrix = { $0 }, vectors: (Matrix) -> Matrix = { $0 }
  ) throws -> LanguageModel {
    try LanguageModel(
      name: "tiny", path: "tiny", configuration: configuration, weights: weights(stored, vectors: vectors),
      tokenizer: Self.tokenizer(), template: Self.template, engine: engine)
  }

  package func weights(
    _ stored: (Matrix) -> Matrix = { $0 }, vectors: (Matrix) -> Matrix = { $0 }
  ) -> DecoderWeights {
    func norm(_ name: String) -> Matrix {
      let vector = vectors(tensor(name))
      return Matrix(rows: 1, columns: vector.columns, vector.values.map { $0 + normOffset })
    }
    func matrix(_ name: String) -> StoredWeight { StoredWeight(stored(tensor(name))) }
    let embedding = matrix("model.embed_tokens.weight")
    return DecoderWeights(
      embedding: embedding,
      layers: (0..<configuration.layers).map {
        layer("model.layers.\($0)", matrix, norm, bias: { vectors(tensor($0)) })
      },
      finalNorm: norm("model.norm.weight"), head: tiesEmbedding ? embedding : matrix("lm_head.weight"))
  }

  private func layer(
    _ prefix: String, _ matrix: (String) -> StoredWeight, _ norm: (String) -> Matrix, bias: (String) -> Matrix
  ) -> DecoderWeights.Layer {
    var projections: [Projection: StoredWeight] = [:]
    for projection in Projection.allCases {
      projections[projection] = matrix("\(prefix).\(projection.moduleName).weight")
    }
    let hasPosts = configuration.hasPostNorms
    var layer = DecoderWeights.Layer(
      attentionNorm: norm("\(prefix).input_layernorm.weight"),
      hiddenNorm: norm("\(prefix).\(hasPosts ? "pre_feedforward" : "post_attention")_layernorm.weight"),
      projections: projections)
    if hasPosts {
      layer.attentionPostNorm = norm("\(prefix).post_attention_layernorm.weight")
      layer.hiddenPostNorm = norm("\(prefix).post_feedforward_layernorm.weight")
    }
    if configuration.hasHeadNorms {
      layer.queryNorm = norm("\(prefix).self_attn.q_norm.weight")
      layer.keyNorm = norm("\(prefix).self_attn.k_norm.weight")
    }
    for projection in configuration.hasBiases ? [Projection.query, .key, .value] : [] {
      layer.biases[projection] = bias("\(prefix).\(projection.moduleName).bias")
    }
    return layer
  }

  /// The names of all tensors as Hugging Face has them, outputs by inputs each; vectors have one output.
  package var shapes: [(name: String, rows: Int, columns: Int)] {
    let width = configuration.width, headSize = configuration.attention.headSize
    var shapes = [("model.embed_tokens.weight", configuration.vocabulary, width), ("model.norm.weight", 1, width)]
    if !tiesEmbedding { shapes.append(("lm_head.weight", configuration.vocabulary, width)) }
    for prefix in (0..<configuration.layers).map({ "model.layers.\($0)" }) {
      for projection in Projection.allCases {
        let shape = projection.shape(configuration), name = "\(prefix).\(projection.moduleName)"
        shapes.append(("\(name).weight", shape.outputs, shape.inputs))
        if configuration.hasBiases, [.query, .key, .value].contains(projection) {
          shapes.append(("\(name).bias", 1, shape.outputs))
        }
      }
      for norm in ["input_layernorm", "post_attention_layernorm"] {
        shapes.append(("\(prefix).\(norm).weight", 1, width))
      }
      for norm in configuration.hasPostNorms ? ["pre_feedforward_layernorm", "post_feedforward_layernorm"] : [] {
        shapes.append(("\(prefix).\(norm).weight", 1, width))
      }
      for norm in configuration.hasHeadNorms ? ["q_norm", "k_norm"] : [] {
        shapes.append(("\(prefix).self_attn.\(norm).weight", 1, headSize))
      }
    }
    return shapes
  }

  /// A tensor of that name as a Hugging Face file holds it.
  package func tensor(_ name: String) -> Matrix {
    // Every name asked for is one of the model's.
    let (_, rows, columns) = shapes.first { $0.name == name }!
    if name.hasSuffix(".bias") { return filled(name, rows: rows, columns: columns, scale: Self.biasScale) }
    if name.contains("norm") {
      return filled(name, rows: rows, columns: columns, scale: Self.normScale, offset: normOffset == 0 ? 1 : 0)
    }
    let scale = name.contains("embed") ? Self.embeddingScale : matrixScale
    return filled(name, rows: rows, columns: columns, scale: scale)
  }
}
