import Foundation
import HoneCompute
import HoneCore

/// A model as Hugging Face keeps it: config.json and one or several safetensors files. Opening reads headers alone.
package struct ModelFolder: Sendable {
  package let path: String
  package let configuration: ModelConfiguration
  /// Tokens after which an answer is over, as generation_config.json or else config.json says.
  package let endTokens: [Int]
  /// The names of the files that the model and its tokenizer are read from.
  package let files: [String]
  let architecture: Architecture
  let tiesEmbedding: Bool
  private let shards: [Safetensors]
  /// Where each tensor lies: an index into `shards`.
  private let places: [String: Int]

  private static let settingsName = "config.json", generationName = "generation_config.json"
  private static let settingsNames = [
    settingsName, generationName, indexName, "tokenizer.json", "tokenizer_config.json", "chat_template.jinja",
    "chat_template.json",
  ]
  private static let weightsName = "model.safetensors"
  static let indexName = "model.safetensors.index.json"

  package static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder.boolValue
  }

  package init(path: String) throws {
    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(path)/\(name)") }
    guard exists(Self.settingsName) else { throw ModelFolderError.notModel(folder: path) }
    let settings = try FolderSettings(path: "\(path)/\(Self.settingsName)")
    architecture = try Architecture(settings)
    configuration = try ModelConfiguration(settings, architecture)
    tiesEmbedding = try settings.flag("tie_word_embeddings", default: architecture.tiesEmbedding)
    let generation = exists(Self.generationName) ? try FolderSettings(path: "\(path)/\(Self.generationName)") : settings
    endTokens = try (generation.has("eos_token_id") ? generation : settings).tokens(
      "eos_token_id", below: configuration.vocabulary)
    let names: [String]
    if exists(Self.weightsName) {
      names = [Self.weightsName]
    } else if exists(Self.indexName) {
      names = try Self.shardNames("\(path)/\(Self.indexName)")
    } else {
      throw ModelFolderError.noWeights(folder: path)
    }
    shards = try names.map { try Safetensors(path: "\(path)/\($0)") }
    places = try Self.places(shards, folder: path)
    files = (Self.settingsNames.filter(exists) + names).sorted()
    self.path = path
  }

  /// The files that an index spreads the tensors over; each is a name of its own, with no way out of the folder.
  private static func shardNames(_ path: String) throws -> [String] {
    guard let map = try FolderSettings(path: path).object("weight_map") else {
      throw ModelFolderError.missing(path: path, key: "weight_map")
    }
    let names = try map.keys.map { tensor in
      let name = try map.string(tensor)
      guard name.hasSuffix(".safetensors"), !name.contains("/"), !name.contains("\0") else {
        throw ModelFolderError.place(path: path, tensor: tensor, file: name)
      }
      return name
    }
    return Set(names).sorted()
  }

  private static func places(_ shards: [Safetensors], folder: String) throws -> [String: Int] {
    var places: [String: Int] = [:]
    for (index, shard) in shards.enumerated() {
      for name in shard.names where places.updateValue(index, forKey: name) != nil {
        throw ModelFolderError.tensorTwice(folder: folder, tensor: name)
      }
    }
    return places
  }
}

extension ModelFolder: TensorSource {
  var tensorNames: Set<String> { Set(places.keys) }

  func weight(_ name: String, outputs: Int, inputs: Int) throws -> StoredWeight {
    guard let place = places[name] else { throw ModelFolderError.missing(path: path, key: name) }
    return try shards[place].weight(
      name, shape: outputs == 1 && shards[place].isVector(name) ? [inputs] : [outputs, inputs])
  }

  func unknown(_ tensor: String) -> any Error { ModelFolderError.unknownTensor(folder: path, tensor: tensor) }
}

extension DecoderWeights {
  package init(_ folder: ModelFolder) throws {
    try self.init(
      folder, folder.configuration, names: .huggingFace(hasPostNorms: folder.configuration.hasPostNorms),
      normOffset: folder.architecture.normOffset, needsHead: !folder.tiesEmbedding
    ) {
      // A table of the rotary frequencies, which old versions of transformers saved.
      $0.hasPrefix("model.layers.") && $0.hasSuffix(".self_attn.rotary_emb.inv_freq")
    }
  }
}
