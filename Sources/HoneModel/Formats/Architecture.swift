import HoneCompute

/// What the models of an architecture have in common, beside the numbers that their files state.
struct Architecture: Sendable {
  /// In `general.architecture` of a GGUF file; nil where such models are converted to another one.
  let ggufName: String?
  /// `model_type` in a folder's config.json.
  let modelType: String
  /// Whether GGUF has a rotary pair's rows of queries and keys side by side, and may hold divisors of its frequencies.
  var interleavesRotaryInGGUF = false
  var windows = Windows.none
  var activation = Activation.silu
  var scalesEmbedding = false
  var hasBiases = false
  var hasHeadNorms = false
  var hasPostNorms = false
  /// Whether a folder states `query_pre_attn_scalar`, which scores are divided by the square root of.
  var statesAttentionScale = false
  /// The number of layers whose scores are divided by √(width / heads) whatever their heads' size, which GGUF does not say
  /// (gemma3's 27 billion weights).
  var layersScaledByWidth: Int?
  /// What a folder's norm weights are short of; those of GGUF files are whole.
  var normOffset: Float = 0
  /// The rotary base where a file states none: of layers that see all, and of local ones.
  var rotaryBase = 10_000.0
  var localRotaryBase: Double?
  /// Whether a folder that does not say so shares its embedding with its output.
  var tiesEmbedding = false

  /// Which layers a sliding window is for.
  enum Windows: Sendable {
    case none, all
    /// Those from `max_window_layers` on, where `use_sliding_window` says so.
    case late
    /// All but each `period`-th.
    case periodic(Int)
  }

  static let all = [
    Architecture(ggufName: "llama", modelType: "llama", interleavesRotaryInGGUF: true),
    Architecture(ggufName: nil, modelType: "mistral", windows: .all),
    Architecture(ggufName: "qwen2", modelType: "qwen2", windows: .late, hasBiases: true),
    Architecture(ggufName: "qwen3", modelType: "qwen3", windows: .late, hasHeadNorms: true),
    Architecture(
      ggufName: "gemma3", modelType: "gemma3_text", windows: .periodic(6), activation: .gelu, scalesEmbedding: true,
      hasHeadNorms: true, hasPostNorms: true, statesAttentionScale: true, layersScaledByWidth: 62, normOffset: 1,
      rotaryBase: 1_000_000, localRotaryBase: 10_000,
      tiesEmbedding: true),
  ]

  static var ggufNames: [String] { all.compactMap(\.ggufName) }
  static var modelTypes: [String] { all.map(\.modelType) }

  /// Sets what the architecture alone decides.
  func apply(to configuration: inout ModelConfiguration) {
    configuration.activation = activation
    configuration.embeddingScale = scalesEmbedding ? Float(configuration.width).squareRoot() : 1
    configuration.normOffset = normOffset
    configuration.hasBiases = hasBiases
    configuration.hasHeadNorms = hasHeadNorms
    configuration.hasPostNorms = hasPostNorms
  }
}
