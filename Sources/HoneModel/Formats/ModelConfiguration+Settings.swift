import Foundation
import HoneCompute

extension ModelConfiguration {
  /// The numbers of a model that came from a GGUF file, as config.json states them.
  func huggingFaceSettings() throws(ModelFolderError) -> [String: Any] {
    var settings: [String: Any] = [
      "model_type": modelType, "hidden_size": width, "num_hidden_layers": layers, "intermediate_size": hidden,
      "vocab_size": vocabulary, "max_position_embeddings": contextLength, "num_attention_heads": attention.heads,
      "num_key_value_heads": attention.keyHeads, "head_dim": attention.headSize,
      "rms_norm_eps": decimal(normEpsilon), "rope_theta": decimal(rotary.base), "torch_dtype": "float32",
    ]
    if let factor = rotary.divisors.first {
      // The divisors of llama 3's scaling do not say the numbers that it is stated by.
      guard rotary.divisors.allSatisfy({ $0 == factor }) else {
        throw .unsaid(part: "rotary frequencies that are scaled one by one")
      }
      settings["rope_scaling"] = ["rope_type": "linear", "type": "linear", "factor": decimal(factor)]
    }
    switch activation {
    case .silu: settings["hidden_act"] = "silu"
    case .gelu: settings["hidden_activation"] = "gelu_pytorch_tanh"
    }
    if hasPostNorms { settings["query_pre_attn_scalar"] = queryScalar }
    guard let local else { return settings }
    settings["sliding_window"] = local.window
    if modelType != "mistral" {
      settings["layer_types"] = local.isLocal.map { $0 ? "sliding_attention" : "full_attention" }
      settings["rope_local_base_freq"] = decimal(local.rotary.base)
    }
    return settings
  }

  /// Converters make llamas of mistral's models, which alone have windows in every layer.
  private var modelType: String {
    if architecture == "llama" && local != nil { return "mistral" }
    return Architecture.all.first { $0.ggufName == architecture }?.modelType ?? architecture
  }

  /// What scores are divided by the square root of: a whole number in every model that states it.
  private var queryScalar: Any {
    let exact = 1 / (Double(attention.scale) * Double(attention.scale)), whole = exact.rounded()
    return abs(exact - whole) < 1e-4 * whole ? Int(whole) : exact
  }

  /// The double of the fewest digits that names this float.
  private func decimal(_ number: Float) -> Double { Double("\(number)") ?? Double(number) }
}
