import HoneCompute
import HoneModel

/// Figures that two programs agree on without sharing a file: the formula of `Tests/HoneTuningTests/Fixtures/formula.py`.
package func filled(_ name: String, rows: Int, columns: Int, scale: Double, offset: Double = 0) -> Matrix {
  var hash: UInt32 = 0x811C_9DC5
  for byte in name.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
  let values = (0..<rows * columns).map { index -> Float in
    var x = hash &+ UInt32(truncatingIfNeeded: index) &* 2_654_435_761
    x ^= x >> 16
    x = x &* 0x7FEB_352D
    x ^= x >> 15
    x = x &* 0x846C_A68B
    x ^= x >> 16
    return Float(offset + (Double(x) / 4_294_967_296 - 0.5) * 2 * scale)
  }
  return Matrix(rows: rows, columns: columns, values)
}

/// A llama of two layers and 96 tokens whose weights come from the formula.
package enum TinyLlama {
  package static let configuration = ModelConfiguration(
    architecture: "llama", layers: 2, width: 64, hidden: 96, vocabulary: 96, contextLength: 512,
    attention: AttentionShape(heads: 4, keyHeads: 2, headSize: 16), normEpsilon: 1e-5, rotaryBase: 10_000,
    rotaryInterleaved: false)
  /// One whose matrices have rows of whole blocks of 256.
  package static let wideConfiguration = ModelConfiguration(
    architecture: "llama", layers: 2, width: 256, hidden: 512, vocabulary: 96, contextLength: 512,
    attention: AttentionShape(heads: 4, keyHeads: 2, headSize: 64), normEpsilon: 1e-5, rotaryBase: 10_000,
    rotaryInterleaved: false)
  static let matrixScale = 0.15, embeddingScale = 0.25, normScale = 0.1

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

  package static func model(
    engine: Engine = .shared, contextLength: Int = 512, attention: AttentionShape = configuration.attention,
    hidden: Int = configuration.hidden
  ) throws -> LanguageModel {
    var configuration = configuration
    (configuration.contextLength, configuration.attention, configuration.hidden) = (contextLength, attention, hidden)
    return try LanguageModel(
      name: "tiny", path: "tiny", configuration: configuration, weights: weights(configuration), tokenizer: tokenizer(),
      template: template, engine: engine)
  }

  /// `stored` may change a matrix, as storing it in blocks does; norms are never changed.
  package static func weights(
    _ configuration: ModelConfiguration = configuration, _ stored: (Matrix) -> Matrix = { $0 }
  ) -> DecoderWeights {
    func norm(_ name: String) -> Matrix {
      filled("model.\(name).weight", rows: 1, columns: configuration.width, scale: normScale, offset: 1)
    }
    let layers = (0..<configuration.layers).map { index in
      var projections: [Projection: StoredWeight] = [:]
      for projection in Projection.allCases {
        let shape = projection.shape(configuration)
        projections[projection] = StoredWeight(
          stored(
            filled(
              "model.layers.\(index).\(projection.moduleName).weight", rows: shape.outputs, columns: shape.inputs,
              scale: matrixScale)))
      }
      return DecoderWeights.Layer(
        attentionNorm: norm("layers.\(index).input_layernorm"),
        hiddenNorm: norm("layers.\(index).post_attention_layernorm"), projections: projections)
    }
    let embedding = StoredWeight(
      stored(
        filled(
          "model.embed_tokens.weight", rows: configuration.vocabulary, columns: configuration.width,
          scale: embeddingScale)))
    return DecoderWeights(embedding: embedding, layers: layers, finalNorm: norm("norm"), head: embedding)
  }
}

/// An adapter of all seven projections by the formula, neither A nor B zero, with the rows of B in PEFT's order.
package func filledAdapter(
  _ configuration: ModelConfiguration, rank: Int, alpha: Float, scaleA: Double, scaleB: Double
) -> Adapter {
  Adapter(
    rank: rank, alpha: alpha,
    layers: (0..<configuration.layers).map { index in
      var layer: [Projection: LowRank] = [:]
      for projection in Projection.allCases {
        let shape = projection.shape(configuration), name = "layers.\(index).\(projection.moduleName)"
        layer[projection] = LowRank(
          a: filled("\(name).lora_A", rows: rank, columns: shape.inputs, scale: scaleA),
          b: filled("\(name).lora_B", rows: shape.outputs, columns: rank, scale: scaleB), scale: alpha / Float(rank))
      }
      return layer
    })
}
