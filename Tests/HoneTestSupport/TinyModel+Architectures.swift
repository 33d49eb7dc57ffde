import HoneCompute
import HoneModel

extension TinyModel: CustomStringConvertible {
  package var description: String { name }

  /// Plain, and larger than the others.
  package static let llama = TinyModel(
    name: "llama",
    configuration: ModelConfiguration(
      architecture: "llama", layers: 2, width: 64, hidden: 96, vocabulary: 96, contextLength: 512,
      attention: AttentionShape(heads: 4, keyHeads: 2, headSize: 16), normEpsilon: 1e-5, rotary: Rotary(base: 10_000),
      rotaryInterleaved: false),
    matrixScale: 0.15)

  /// One whose matrices have rows of whole blocks of that type.
  package static func llama(for type: StorageType) -> TinyModel {
    guard type.blockWeights == 256 else { return llama }
    var wide = llama
    (wide.configuration.width, wide.configuration.hidden) = (256, 512)
    wide.configuration.attention = AttentionShape(heads: 4, keyHeads: 2, headSize: 64)
    return wide
  }

  /// The models of `Tests/HoneTuningTests/Fixtures/make_tiny_models.py`.
  package static let architectures = [llama3, mistral, qwen2, qwen3, gemma3]

  /// Slowed rotary frequencies and an output matrix of its own.
  package static let llama3 = TinyModel(
    name: "llama3",
    configuration: small(
      "llama",
      // Pairs of wavelengths 2π, 20π, 200π and 2000π; original_max_position_embeddings 64, high_freq_factor 4,
      // low_freq_factor 1, factor 8: only the second lies between the bounds of 16 and 64.
      rotary: Rotary(base: 10_000, divisors: [1, 7.667_385_1, 8, 8])), matrixScale: 0.2, tiesEmbedding: false)

  package static let mistral = TinyModel(
    name: "mistral",
    configuration: small("mistral") {
      $0.local = .init(window: 5, rotary: $0.rotary, isLocal: [true, true])
    }, matrixScale: 0.2, tiesEmbedding: false)

  package static let qwen2 = TinyModel(
    name: "qwen2",
    configuration: small("qwen2") {
      $0.hasBiases = true
      $0.local = .init(window: 6, rotary: $0.rotary, isLocal: [false, true])
    }, matrixScale: 0.2)

  /// The same without its window, which GGUF cannot say the layers of.
  package static let plainQwen2 = TinyModel(
    name: "qwen2", configuration: small("qwen2") { $0.hasBiases = true }, matrixScale: 0.2)

  package static let qwen3 = TinyModel(
    name: "qwen3",
    configuration: small(
      "qwen3", headSize: 12, rotary: Rotary(base: 1_000_000, divisors: Array(repeating: 4, count: 6))
    ) {
      $0.hasHeadNorms = true
    }, matrixScale: 0.2)

  package static let gemma3 = TinyModel(
    name: "gemma3",
    configuration: small(
      "gemma3_text", layers: 3, headSize: 12, scale: 1 / Float(20).squareRoot(),
      rotary: Rotary(base: 1_000_000, divisors: Array(repeating: 8, count: 6))
    ) {
      $0.normOffset = 1
      $0.hasHeadNorms = true
      $0.hasPostNorms = true
      $0.activation = .gelu
      $0.embeddingScale = Float(32).squareRoot()
      $0.local = .init(window: 4, rotary: Rotary(base: 10_000), isLocal: [true, true, false])
    }, matrixScale: 0.2, normOffset: 1)

  private static func small(
    _ architecture: String, layers: Int = 2, headSize: Int = 8, scale: Float? = nil,
    rotary: Rotary = Rotary(base: 10_000),
    _ change: (inout ModelConfiguration) -> Void = { _ in }
  ) -> ModelConfiguration {
    var configuration = ModelConfiguration(
      architecture: architecture, layers: layers, width: 32, hidden: 64, vocabulary: 96, contextLength: 256,
      attention: AttentionShape(heads: 4, keyHeads: 2, headSize: headSize, scale: scale), normEpsilon: 1e-5,
      rotary: rotary, rotaryInterleaved: false)
    change(&configuration)
    return configuration
  }
}
