import HoneCompute
import HoneModel

extension TinyModel {
  /// GGUF's name of the architecture; mistral's models are llamas there.
  private var ggufArchitecture: String {
    ["mistral": "llama", "gemma3_text": "gemma3"][configuration.architecture] ?? configuration.architecture
  }

  /// Whether llama.cpp's converters put the rows of rotary pairs side by side.
  private var interleaves: Bool { ggufArchitecture == "llama" }

  /// The model as a GGUF file, its matrices stored as `type`.
  package func gguf(_ type: StorageType = .f32, version: UInt32 = 3) throws -> GGUFWriter {
    var writer = GGUFWriter()
    writer.version = version
    let name = ggufArchitecture, attention = configuration.attention
    let sizes: [(String, Int)] = [
      ("block_count", configuration.layers), ("embedding_length", configuration.width),
      ("feed_forward_length", configuration.hidden), ("attention.head_count", attention.heads),
      ("attention.head_count_kv", attention.keyHeads), ("rope.dimension_count", attention.headSize),
    ]
    let architecture = GGUFWriter.Value.string(name)
    writer.keys = [("general.architecture", architecture), ("general.name", .string("tiny"))]
    writer.keys.append(("\(name).context_length", .uint64(UInt64(configuration.contextLength))))
    for (key, size) in sizes { writer.keys.append(("\(name).\(key)", .uint32(UInt32(size)))) }
    writer.keys.append(("\(name).attention.layer_norm_rms_epsilon", .float(configuration.normEpsilon)))
    writer.keys.append(("\(name).rope.freq_base", .float(configuration.rotary.base)))
    addWhatIsNotPlain(&writer, name)
    try Self.addTokenizer(&writer)
    writer.tensors = tensors(type)
    return writer
  }

  private func addWhatIsNotPlain(_ writer: inout GGUFWriter, _ name: String) {
    let attention = configuration.attention, divisors = configuration.rotary.divisors
    if attention.headSize * attention.heads != configuration.width {
      writer.keys.append(("\(name).attention.key_length", .uint32(UInt32(attention.headSize))))
      writer.keys.append(("\(name).attention.value_length", .uint32(UInt32(attention.headSize))))
    }
    if attention.scale != 1 / Float(attention.headSize).squareRoot() {
      writer.keys.append(("\(name).attention.scale", .float(attention.scale)))
    }
    if let factor = divisors.first, divisors.allSatisfy({ $0 == factor }) {
      writer.keys.append(("\(name).rope.scaling.type", .string("linear")))
      writer.keys.append(("\(name).rope.scaling.factor", .float(factor)))
    }
    guard let local = configuration.local else { return }
    writer.keys.append(("\(name).attention.sliding_window", .uint32(UInt32(local.window))))
    if let global = local.isLocal.firstIndex(of: false) {
      writer.keys.append(("\(name).attention.sliding_window_pattern", .uint32(UInt32(global + 1))))
    }
  }

  private static func addTokenizer(_ writer: inout GGUFWriter) throws {
    let vocabulary = try tokenizer().vocabulary
    let tokens = (0..<vocabulary.tokens.count).map(vocabulary.tokens.string)
    writer.keys.append(("tokenizer.ggml.model", .string("gpt2")))
    writer.keys.append(("tokenizer.ggml.pre", .string("gpt-2")))
    writer.keys.append(("tokenizer.ggml.tokens", .strings(tokens)))
    writer.keys.append(("tokenizer.ggml.token_type", .int32s(vocabulary.tokenTypes.map { Int32($0.rawValue) })))
    writer.keys.append(("tokenizer.ggml.merges", .strings([])))
    writer.keys.append(("tokenizer.ggml.bos_token_id", .uint32(0)))
    writer.keys.append(("tokenizer.ggml.eos_token_id", .uint32(1)))
    writer.keys.append(("tokenizer.chat_template", .string(Self.template)))
  }

  // MARK: Tensors

  private func tensors(_ type: StorageType) -> [GGUFWriter.Tensor] {
    let rotated: [Projection] = interleaves ? [.query, .key] : []
    var tensors = shapes.map { shape -> GGUFWriter.Tensor in
      var values = tensor(shape.name)
      if rotated.contains(where: { shape.name.contains($0.moduleName) }) { values = neighbouring(values) }
      if shape.name.contains("norm") {
        values = Matrix(rows: 1, columns: values.columns, values.values.map { $0 + normOffset })
      }
      let isVector = shape.rows == 1, kind = isVector ? .f32 : type
      let sizes = isVector ? [UInt64(values.count)] : [UInt64(values.columns), UInt64(values.rows)]
      return GGUFWriter.Tensor(
        name: ggufName(shape.name), shape: sizes, type: UInt32(kind.rawValue),
        data: EncodedMatrix(values, as: kind).bytes)
    }
    let divisors = configuration.rotary.divisors
    if Set(divisors).count > 1 {
      let matrix = Matrix(rows: 1, columns: divisors.count, divisors)
      tensors.append(
        GGUFWriter.Tensor(
          name: "rope_freqs.weight", shape: [UInt64(divisors.count)], type: 0,
          data: EncodedMatrix(matrix, as: .f32).bytes))
    }
    return tensors
  }

  /// "blk.0.attn_q.weight" for "model.layers.0.self_attn.q_proj.weight"
  private func ggufName(_ name: String) -> String {
    let parts = name.split(separator: ".").map(String.init)
    guard parts[1] == "layers" else {
      return [
        "model.embed_tokens.weight": "token_embd.weight", "model.norm.weight": "output_norm.weight",
      ][name] ?? "output.weight"
    }
    let module = parts[3..<parts.count - 1].joined(separator: ".")
    let afterAttention = configuration.hasPostNorms ? "post_attention_norm" : "ffn_norm"
    // Every tensor of a layer is one of these.
    let modules = Dictionary(
      uniqueKeysWithValues: [
        ("self_attn.q_proj", "attn_q"), ("self_attn.k_proj", "attn_k"), ("self_attn.v_proj", "attn_v"),
        ("self_attn.o_proj", "attn_output"), ("mlp.gate_proj", "ffn_gate"), ("mlp.up_proj", "ffn_up"),
        ("mlp.down_proj", "ffn_down"), ("self_attn.q_norm", "attn_q_norm"), ("self_attn.k_norm", "attn_k_norm"),
        ("input_layernorm", "attn_norm"), ("post_attention_layernorm", afterAttention),
        ("pre_feedforward_layernorm", "ffn_norm"), ("post_feedforward_layernorm", "post_ffw_norm"),
      ])
    return "blk.\(parts[2]).\(modules[module]!).\(parts[parts.count - 1])"
  }

  /// The rows of a query or key matrix with each rotary pair, half a head apart, put side by side as GGUF has them.
  private func neighbouring(_ matrix: Matrix) -> Matrix {
    let size = configuration.attention.headSize
    var order: [Int] = []
    for head in stride(from: 0, to: matrix.rows, by: size) {
      for index in head..<head + size / 2 { order += [index, index + size / 2] }
    }
    return matrix.gathering(order)
  }
}
