import HoneCompute

/// The numbers that make one decoder of an architecture.
package struct ModelConfiguration: Sendable {
  package var architecture: String
  package var layers: Int
  package var width: Int
  package var hidden: Int
  package var vocabulary: Int
  package var contextLength: Int
  package var attention: AttentionShape
  package var normEpsilon: Float
  package var rotaryBase: Float
  /// Whether rotary pairs are neighbours (GGUF's llama) or half a head apart (Hugging Face's files).
  package var rotaryInterleaved: Bool

  package init(
    architecture: String, layers: Int, width: Int, hidden: Int, vocabulary: Int, contextLength: Int,
    attention: AttentionShape, normEpsilon: Float, rotaryBase: Float, rotaryInterleaved: Bool
  ) {
    self.architecture = architecture
    self.layers = layers
    self.width = width
    self.hidden = hidden
    self.vocabulary = vocabulary
    self.contextLength = contextLength
    self.attention = attention
    self.normEpsilon = normEpsilon
    self.rotaryBase = rotaryBase
    self.rotaryInterleaved = rotaryInterleaved
  }

  package init(_ file: GGUF) throws {
    let name = try file.string("general.architecture")
    guard name == "llama" else { throw GGUFError.architecture(path: file.file.path, name: name) }
    func size(_ key: String, _ range: ClosedRange<Int>) throws -> Int {
      let value = try file.integer("\(name).\(key)")
      guard range.contains(value) else {
        throw GGUFError.corrupt(path: file.file.path, what: "\(name).\(key) = \(value)")
      }
      return value
    }
    let width = try size("embedding_length", 1...65_536), heads = try size("attention.head_count", 1...1_024)
    let keyHeads = try size("attention.head_count_kv", 1...heads)
    let headSize =
      file.metadata["\(name).attention.key_length"] == nil ? width / heads : try size("attention.key_length", 2...1_024)
    guard heads % keyHeads == 0, headSize % 2 == 0, headSize > 0 else {
      throw GGUFError.corrupt(path: file.file.path, what: "\(heads) heads, \(keyHeads) key heads of \(headSize)")
    }
    guard let embedding = file.tensors["token_embd.weight"], embedding.shape.count == 2 else {
      throw GGUFError.missing(path: file.file.path, key: "token_embd.weight")
    }
    let base = file.metadata["\(name).rope.freq_base"] == nil ? 10_000 : try file.float("\(name).rope.freq_base")
    let epsilon = try file.float("\(name).attention.layer_norm_rms_epsilon")
    for (key, value) in [("rope.freq_base", base), ("attention.layer_norm_rms_epsilon", epsilon)]
    where !(Float(value).isFinite && Float(value) > 0) {
      throw GGUFError.corrupt(path: file.file.path, what: "\(name).\(key) = \(value)")
    }
    try Self.checkIsPlain(file, name, headSize: headSize)
    self.init(
      architecture: name, layers: try size("block_count", 1...1_024), width: width,
      hidden: try size("feed_forward_length", 1...1 << 20), vocabulary: embedding.shape[1],
      contextLength: try size("context_length", 1...1 << 24),
      attention: AttentionShape(heads: heads, keyHeads: keyHeads, headSize: headSize),
      normEpsilon: Float(epsilon), rotaryBase: Float(base), rotaryInterleaved: true)
  }

  /// Refuses what would change the model's numbers and is not computed here: it must not be passed over.
  private static func checkIsPlain(_ file: GGUF, _ name: String, headSize: Int) throws {
    let integers = [
      ("rope.dimension_count", headSize), ("attention.value_length", headSize), ("expert_count", 0),
      ("attention.sliding_window", 0),
    ]
    for (key, accepted) in integers where file.metadata["\(name).\(key)"] != nil {
      let value = try file.integer("\(name).\(key)")
      guard value == accepted else {
        throw GGUFError.setting(path: file.file.path, key: "\(name).\(key)", value: "\(value)", accepted: "\(accepted)")
      }
    }
    let scaling = "\(name).rope.scaling.type"
    if file.metadata[scaling] != nil, case let value = try file.string(scaling), value != "none" {
      throw GGUFError.setting(path: file.file.path, key: scaling, value: value, accepted: "none")
    }
  }
}

/// The seven linear layers of a block.
package enum Projection: String, CaseIterable, Sendable {
  case query, key, value, output, gate, up, down

  /// (outputs, inputs) in a model of this configuration.
  package func shape(_ configuration: ModelConfiguration) -> (outputs: Int, inputs: Int) {
    let width = configuration.width, attention = configuration.attention
    return switch self {
    case .query: (attention.width, width)
    case .key, .value: (attention.keyWidth, width)
    case .output: (width, attention.width)
    case .gate, .up: (configuration.hidden, width)
    case .down: (width, configuration.hidden)
    }
  }

  /// Its tensor's name in a GGUF block.
  var ggufName: String {
    switch self {
    case .query: "attn_q"
    case .key: "attn_k"
    case .value: "attn_v"
    case .output: "attn_output"
    case .gate: "ffn_gate"
    case .up: "ffn_up"
    case .down: "ffn_down"
    }
  }

  /// Its module's name in Hugging Face's models.
  package var moduleName: String {
    switch self {
    case .query: "self_attn.q_proj"
    case .key: "self_attn.k_proj"
    case .value: "self_attn.v_proj"
    case .output: "self_attn.o_proj"
    case .gate: "mlp.gate_proj"
    case .up: "mlp.up_proj"
    case .down: "mlp.down_proj"
    }
  }
}
