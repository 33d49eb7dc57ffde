import HoneCompute
import HoneModel

extension TinyLlama {
  /// The configuration of the file in which matrices can be stored as `type`.
  package static func configuration(for type: StorageType) -> ModelConfiguration {
    type.blockWeights == 256 ? wideConfiguration : configuration
  }

  /// The tiny llama as a GGUF file, its matrices stored as `type`.
  package static func gguf(_ type: StorageType = .f32, version: UInt32 = 3) throws -> GGUFWriter {
    let configuration = configuration(for: type)
    var writer = GGUFWriter()
    writer.version = version
    let vocabulary = try tokenizer().vocabulary, attention = configuration.attention
    writer.keys = [
      ("general.architecture", .string("llama")), ("general.name", .string("tiny")),
      ("llama.block_count", .uint32(UInt32(configuration.layers))),
      ("llama.context_length", .uint64(UInt64(configuration.contextLength))),
      ("llama.embedding_length", .uint32(UInt32(configuration.width))),
      ("llama.feed_forward_length", .uint32(UInt32(configuration.hidden))),
      ("llama.attention.head_count", .uint32(UInt32(attention.heads))),
      ("llama.attention.head_count_kv", .uint32(UInt32(attention.keyHeads))),
      ("llama.attention.layer_norm_rms_epsilon", .float(configuration.normEpsilon)),
      ("llama.rope.freq_base", .float(configuration.rotaryBase)),
      ("llama.rope.dimension_count", .uint32(UInt32(attention.headSize))),
      ("tokenizer.ggml.model", .string("gpt2")), ("tokenizer.ggml.pre", .string("gpt-2")),
      ("tokenizer.ggml.tokens", .strings((0..<vocabulary.tokens.count).map(vocabulary.tokens.string))),
      ("tokenizer.ggml.token_type", .int32s(vocabulary.tokenTypes.map { Int32($0.rawValue) })),
      ("tokenizer.ggml.merges", .strings([])), ("tokenizer.ggml.bos_token_id", .uint32(0)),
      ("tokenizer.ggml.eos_token_id", .uint32(1)), ("tokenizer.chat_template", .string(template)),
    ]
    writer.tensors = tensors(type, configuration)
    return writer
  }

  private static func tensors(_ type: StorageType, _ configuration: ModelConfiguration) -> [GGUFWriter.Tensor] {
    let weights = weights(configuration)
    func matrix(_ name: String, _ matrix: Matrix) -> GGUFWriter.Tensor {
      GGUFWriter.Tensor(
        name: name + ".weight", shape: [UInt64(matrix.columns), UInt64(matrix.rows)], type: UInt32(type.rawValue),
        data: EncodedMatrix(matrix, as: type).bytes)
    }
    func norm(_ name: String, _ vector: Matrix) -> GGUFWriter.Tensor {
      GGUFWriter.Tensor(
        name: name + ".weight", shape: [UInt64(vector.columns)], type: 0, data: EncodedMatrix(vector, as: .f32).bytes)
    }
    var tensors = [matrix("token_embd", weights.embedding.matrix()), norm("output_norm", weights.finalNorm)]
    for (index, layer) in weights.layers.enumerated() {
      tensors.append(norm("blk.\(index).attn_norm", layer.attentionNorm))
      tensors.append(norm("blk.\(index).ffn_norm", layer.hiddenNorm))
      for (projection, name) in names {
        // Every layer has all seven projections by construction.
        let values = layer.projections[projection]!.matrix()
        let isRotated = projection == .query || projection == .key, size = configuration.attention.headSize
        tensors.append(matrix("blk.\(index).\(name)", isRotated ? neighbouring(values, size) : values))
      }
    }
    return tensors
  }

  private static let names: [(Projection, String)] = [
    (.query, "attn_q"), (.key, "attn_k"), (.value, "attn_v"), (.output, "attn_output"), (.gate, "ffn_gate"),
    (.up, "ffn_up"), (.down, "ffn_down"),
  ]

  /// The rows of a query or key matrix with each rotary pair, half a head apart, put side by side as GGUF has them.
  private static func neighbouring(_ matrix: Matrix, _ size: Int) -> Matrix {
    var order: [Int] = []
    for head in stride(from: 0, to: matrix.rows, by: size) {
      for index in head..<head + size / 2 { order += [index, index + size / 2] }
    }
    return matrix.gathering(order)
  }
}
