import HoneCompute
import HoneModel

/// The plain llama among the tiny models.
package enum TinyLlama {
  package static let configuration = TinyModel.llama.configuration
  package static let template = TinyModel.template

  package static func tokenizer() throws -> Tokenizer { try TinyModel.tokenizer() }

  package static func model(
    engine: Engine = .shared, contextLength: Int = 512, attention: AttentionShape = configuration.attention,
    hidden: Int = configuration.hidden
  ) throws -> LanguageModel {
    var tiny = TinyModel.llama
    tiny.configuration.contextLength = contextLength
    tiny.configuration.attention = attention
    tiny.configuration.hidden = hidden
    return try tiny.model(engine: engine)
  }

  package static func gguf(_ type: StorageType = .f32, version: UInt32 = 3) throws -> GGUFWriter {
    try TinyModel.llama(for: type).gguf(type, version: version)
  }

  package static func weights(_ stored: (Matrix) -> Matrix = { $0 }) -> DecoderWeights {
    TinyModel.llama.weights(stored)
  }
}
