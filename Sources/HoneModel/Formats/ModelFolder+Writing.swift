import Foundation
import HoneCompute
import HoneCore

extension ModelFolder {
  private static let configName = "config.json", tensorsName = "model.safetensors"

  /// Writes weights of a model as a folder that `LanguageModel` and transformers load: float32, the settings and the
  /// tokenizer of the model. The folder is made if needed; files of the same names are replaced.
  package static func write(_ weights: DecoderWeights, of model: LanguageModel, to folder: String) throws {
    guard URL(filePath: folder).standardizedFileURL.path != URL(filePath: model.path).standardizedFileURL.path else {
      throw ModelFolderError.own(folder: folder)
    }
    // What cannot be said is found out before anything is written.
    let texts = try model.isFolder ? settings(of: model, weights) : model.folderTexts(weights)
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw ModelFolderError.unwritable(folder: folder)
    }
    for (name, data) in texts { try AtomicFile.write(data, to: "\(folder)/\(name)") }
    try Safetensors.write(
      tensors(weights, model.configuration), to: "\(folder)/\(tensorsName)",
      isVector: { TensorNames.isNorm($0) || $0.hasSuffix(".bias") })
  }

  /// The files beside the weights of a model that came as a folder; its config.json says what changed.
  private static func settings(of model: LanguageModel, _ weights: DecoderWeights) throws -> [(String, Data)] {
    try model.files.filter { !$0.hasSuffix(".safetensors") && $0 != indexName }.map { name in
      let path = "\(model.path)/\(name)"
      let file = try MappedFile(path: path), data = Data(try file.bytes(at: 0, count: file.size))
      guard name == configName else { return (name, data) }
      guard var config = try JSONSerialization.jsonObject(with: data) as? [String: Any] else {
        throw ModelFolderError.notModel(folder: model.path)
      }
      config[config["dtype"] == nil ? "torch_dtype" : "dtype"] = "float32"
      config["tie_word_embeddings"] = weights.isTied
      return (name, try json(config))
    }
  }

  static func json(_ object: [String: Any]) throws -> Data {
    try JSONSerialization.data(
      withJSONObject: object, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
  }

  /// The tensors as Hugging Face's files hold them.
  private static func tensors(
    _ weights: DecoderWeights, _ configuration: ModelConfiguration
  ) -> [(name: String, matrix: Matrix)] {
    weights.matrices.map { name, matrix in
      if TensorNames.isNorm(name) && configuration.normOffset != 0 {
        let values = matrix.values.map { $0 - configuration.normOffset }
        return (name, Matrix(rows: 1, columns: matrix.columns, values))
      }
      let projection = Projection.allCases.first { name.hasSuffix("\($0.moduleName).weight") }
      return (name, projection.map { configuration.inHuggingFaceOrder(matrix, $0) } ?? matrix)
    }
  }
}

extension LanguageModel {
  /// The files beside the weights of a model that came from a GGUF file.
  fileprivate func folderTexts(_ weights: DecoderWeights) throws -> [(String, Data)] {
    let vocabulary = tokenizer.vocabulary
    func spelling(_ id: Int?) -> Any { id.map(vocabulary.tokens.string) ?? NSNull() }
    var config = try configuration.huggingFaceSettings()
    config["tie_word_embeddings"] = weights.isTied
    config["bos_token_id"] = vocabulary.beginning ?? NSNull()
    config["eos_token_id"] = endTokens.sorted()
    var tokens: [String: Any] = [
      "tokenizer_class": "PreTrainedTokenizerFast", "bos_token": spelling(vocabulary.beginning),
      "eos_token": spelling(vocabulary.end), "add_bos_token": vocabulary.addsBeginning,
      "model_max_length": configuration.contextLength, "clean_up_tokenization_spaces": false,
    ]
    if let templateSource { tokens["chat_template"] = templateSource }
    return [
      ("config.json", try ModelFolder.json(config)),
      ("tokenizer.json", Data(try vocabulary.tokenizerFile().utf8)),
      ("tokenizer_config.json", try ModelFolder.json(tokens)),
    ]
  }
}
