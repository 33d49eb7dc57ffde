import HoneCompute

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
