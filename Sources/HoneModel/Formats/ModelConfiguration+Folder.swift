import Foundation
import HoneCompute

extension Architecture {
  init(_ settings: FolderSettings) throws(ModelFolderError) {
    let type = try settings.string("model_type")
    guard let known = Self.all.first(where: { $0.modelType == type }) else {
      throw .architecture(path: settings.path, name: type)
    }
    self = known
  }
}

extension ModelConfiguration {
  /// What the config.json of a Hugging Face folder says.
  init(_ settings: FolderSettings, _ architecture: Architecture) throws(ModelFolderError) {
    let width = try settings.size("hidden_size", 1...65_536), layers = try settings.size("num_hidden_layers", 1...1_024)
    let attention = try settings.attention(width: width, architecture)
    let turning = try settings.rotary(headSize: attention.headSize, architecture)
    try settings.checkIsPlain()
    self.init(
      architecture: architecture.modelType, layers: layers, width: width,
      hidden: try settings.size("intermediate_size", 1...1 << 20),
      vocabulary: try settings.size("vocab_size", 1...1 << 28),
      contextLength: try settings.size("max_position_embeddings", 1...1 << 24), attention: attention,
      normEpsilon: Float(try settings.positive("rms_norm_eps")), rotary: turning.all, rotaryInterleaved: false)
    architecture.apply(to: &self)
    activation = try settings.activation(architecture)
    local = try settings.localLayers(layers, rotary: turning.local, architecture)
  }
}

extension FolderSettings {
  fileprivate func attention(width: Int, _ architecture: Architecture) throws(ModelFolderError) -> AttentionShape {
    let heads = try size("num_attention_heads", 1...1_024)
    let keyHeads = has("num_key_value_heads") ? try size("num_key_value_heads", 1...heads) : heads
    guard heads % keyHeads == 0 else {
      throw refused("num_key_value_heads", accepted: "a divisor of the \(heads) attention heads")
    }
    guard has("head_dim") || width % (2 * heads) == 0 else {
      throw refused("hidden_size", accepted: "an even multiple of the \(heads) attention heads")
    }
    let headSize = has("head_dim") ? try size("head_dim", 2...1_024) : width / heads
    guard headSize % 2 == 0 else { throw refused("head_dim", accepted: "an even number") }
    let scale = architecture.statesAttentionScale ? 1 / Float(try positive("query_pre_attn_scalar")).squareRoot() : nil
    return AttentionShape(heads: heads, keyHeads: keyHeads, headSize: headSize, scale: scale)
  }

  fileprivate func activation(_ architecture: Architecture) throws(ModelFolderError) -> Activation {
    let kinds: [(String, Activation)] = [("silu", .silu), ("gelu_pytorch_tanh", .gelu)]
    let key = has("hidden_activation") ? "hidden_activation" : "hidden_act"
    guard has(key) else { return architecture.activation }
    let name = try string(key)
    guard let kind = kinds.first(where: { $0.0 == name }) else {
      throw refused(key, accepted: kinds.map(\.0).joined(separator: " or "))
    }
    return kind.1
  }

  /// Refuses what would change the model's numbers and is not computed here: it must not be passed over.
  fileprivate func checkIsPlain() throws(ModelFolderError) {
    for key in ["attention_bias", "mlp_bias", "use_bidirectional_attention", "use_mrope"] {
      if try flag(key, default: false) { throw refused(key, accepted: "false") }
    }
    for key in ["attn_logit_softcapping", "final_logit_softcapping", "quantization_config"] where has(key) {
      throw refused(key, accepted: "null")
    }
    if try positive("partial_rotary_factor", default: 1) != 1 { throw refused("partial_rotary_factor", accepted: "1") }
  }

  // MARK: Windows

  fileprivate func localLayers(
    _ layers: Int, rotary: Rotary, _ architecture: Architecture
  ) throws(ModelFolderError) -> ModelConfiguration.LocalLayers? {
    let isLocal = try isLocal(layers, architecture)
    guard isLocal.contains(true) else { return nil }
    return .init(window: try size("sliding_window", 1...1 << 24), rotary: rotary, isLocal: isLocal)
  }

  private func isLocal(_ layers: Int, _ architecture: Architecture) throws(ModelFolderError) -> [Bool] {
    switch architecture.windows {
    case .none: return Array(repeating: false, count: layers)
    case .all:
      // Without a word of it transformers would take a window of its own choice.
      guard names("sliding_window") else { throw missing("sliding_window") }
      return Array(repeating: has("sliding_window"), count: layers)
    case .late:
      if has("layer_types") { return try layerTypes(layers) }
      guard try flag("use_sliding_window", default: false), has("sliding_window") else {
        return Array(repeating: false, count: layers)
      }
      let first = try size("max_window_layers", 0...1_024)
      return (0..<layers).map { $0 >= first }
    case .periodic(let standard):
      if has("layer_types") { return try layerTypes(layers) }
      let period = has("sliding_window_pattern") ? try size("sliding_window_pattern", 1...1_024) : standard
      return (0..<layers).map { ($0 + 1) % period != 0 }
    }
  }

  private func layerTypes(_ layers: Int) throws(ModelFolderError) -> [Bool] {
    let types = try strings("layer_types")
    guard types.count == layers, types.allSatisfy({ $0 == "full_attention" || $0 == "sliding_attention" }) else {
      throw refused("layer_types", accepted: "full_attention or sliding_attention for each of the \(layers) layers")
    }
    return types.map { $0 == "sliding_attention" }
  }

  // MARK: Rotary positions

  /// Of the layers that see all, and of local ones. transformers 5 states them in `rope_parameters`, which holds one
  /// object for each kind of layer where they differ; earlier versions in `rope_theta` and `rope_scaling`.
  fileprivate func rotary(
    headSize: Int, _ architecture: Architecture
  ) throws(ModelFolderError) -> (all: Rotary, local: Rotary) {
    let stated = try object("rope_parameters")
    let scaling = try object("rope_scaling")
    let base = try positive("rope_theta", default: architecture.rotaryBase)
    let parts = try (stated?.object("full_attention"), stated?.object("sliding_attention"))
    let all = try (scaling ?? parts.0 ?? stated).map { settings throws(ModelFolderError) in
      try settings.rotary(headSize: headSize, base: base, fallback: parts.0 ?? stated)
    }
    let rotary = all ?? Rotary(base: Float(base))
    guard let localBase = architecture.localRotaryBase else { return (rotary, rotary) }
    let near = try positive("rope_local_base_freq", default: localBase)
    let local = try parts.1.map { settings throws(ModelFolderError) in
      try settings.rotary(headSize: headSize, base: near, fallback: nil)
    }
    return (rotary, local ?? Rotary(base: Float(near)))
  }

  /// What an object of rotary settings says; its base may stand in another one.
  private func rotary(
    headSize: Int, base: Double, fallback: FolderSettings?
  ) throws(ModelFolderError) -> Rotary {
    let base = try positive("rope_theta", default: fallback?.positive("rope_theta", default: base) ?? base)
    if try positive("partial_rotary_factor", default: 1) != 1 { throw refused("partial_rotary_factor", accepted: "1") }
    let rotary = Rotary(base: Float(base))
    let key = has("rope_type") ? "rope_type" : "type"
    switch has(key) ? try string(key) : "default" {
    case "default": return rotary
    case "linear":
      return Rotary(
        base: Float(base), divisors: Array(repeating: Float(try positive("factor")), count: headSize / 2))
    case "llama3":
      return Rotary(base: Float(base), divisors: try llama3Divisors(rotary.frequencies(headSize: headSize)))
    default: throw refused(key, accepted: "default, linear or llama3")
    }
  }

  /// Llama 3's: long waves are slowed by the factor, short ones are kept, and those between go over smoothly
  /// (transformers, `rope_type` "llama3").
  private func llama3Divisors(_ frequencies: [Float]) throws(ModelFolderError) -> [Float] {
    let factor = try positive("factor")
    let low = try positive("low_freq_factor"), high = try positive("high_freq_factor")
    guard high > low else { throw refused("high_freq_factor", accepted: "a number above low_freq_factor") }
    let length = Double(try size("original_max_position_embeddings", 1...1 << 24))
    return frequencies.map { frequency in
      let turns = length * Double(frequency) / (2 * .pi)
      if turns > high { return 1 }
      if turns < low { return Float(factor) }
      let smooth = (turns - low) / (high - low)
      return Float(1 / ((1 - smooth) / factor + smooth))
    }
  }
}
