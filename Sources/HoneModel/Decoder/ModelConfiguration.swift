import HoneCompute

/// The numbers that make one decoder, and which of the parts that architectures differ in it has.
package struct ModelConfiguration: Sendable {
  package var architecture: String
  package var layers: Int
  package var width: Int
  package var hidden: Int
  package var vocabulary: Int
  package var contextLength: Int
  package var attention: AttentionShape
  package var normEpsilon: Float
  package var rotary: Rotary
  /// Whether rotary pairs are neighbours (GGUF's llama) or half a head apart (Hugging Face's files).
  package var rotaryInterleaved: Bool
  /// The layers that see only the nearest keys; nil where every layer sees all.
  package var local: LocalLayers?
  package var activation = Activation.silu
  /// What the embeddings are multiplied with.
  package var embeddingScale: Float = 1
  /// What Hugging Face's files keep norm weights short of, and training decays them towards.
  package var normOffset: Float = 0
  /// Whether queries, keys and values have biases.
  package var hasBiases = false
  /// Whether each head of the queries and the keys is normalized before it is rotated.
  package var hasHeadNorms = false
  /// Whether what each half of a layer adds to the stream is normalized first.
  package var hasPostNorms = false

  /// Layers with sliding windows.
  package struct LocalLayers: Sendable, Equatable {
    /// Keys that a query sees, itself among them.
    package var window: Int
    package var rotary: Rotary
    /// One a layer.
    package var isLocal: [Bool]

    package init(window: Int, rotary: Rotary, isLocal: [Bool]) {
      self.window = window
      self.rotary = rotary
      self.isLocal = isLocal
    }
  }

  package init(
    architecture: String, layers: Int, width: Int, hidden: Int, vocabulary: Int, contextLength: Int,
    attention: AttentionShape, normEpsilon: Float, rotary: Rotary, rotaryInterleaved: Bool
  ) {
    self.architecture = architecture
    self.layers = layers
    self.width = width
    self.hidden = hidden
    self.vocabulary = vocabulary
    self.contextLength = contextLength
    self.attention = attention
    self.normEpsilon = normEpsilon
    self.rotary = rotary
    self.rotaryInterleaved = rotaryInterleaved
  }

  /// How many keys a query of this layer sees, itself among them; nil: all before it.
  package func window(_ layer: Int) -> Int? {
    guard let local, local.isLocal[layer] else { return nil }
    return local.window
  }
}

/// The rotary angles of a batch for the layers that see all keys and, where they turn otherwise, the local ones.
package struct LayerAngles: Sendable {
  private let all: RotaryAngles
  private let near: RotaryAngles
  private let isLocal: [Bool]

  package init(_ configuration: ModelConfiguration, positions: [Int32]) {
    let size = configuration.attention.headSize
    all = RotaryAngles(positions: positions, headSize: size, rotary: configuration.rotary)
    if let local = configuration.local, local.rotary != configuration.rotary {
      near = RotaryAngles(positions: positions, headSize: size, rotary: local.rotary)
    } else {
      near = all
    }
    isLocal = configuration.local?.isLocal ?? Array(repeating: false, count: configuration.layers)
  }

  package subscript(layer: Int) -> RotaryAngles { isLocal[layer] ? near : all }
}
