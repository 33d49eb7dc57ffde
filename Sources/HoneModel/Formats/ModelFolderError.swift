import HoneCore

/// Why a Hugging Face model folder could not be used.
package enum ModelFolderError: Error, Equatable {
  /// The folder has no config.json.
  case notModel(folder: String)
  case noWeights(folder: String)
  case missing(path: String, key: String)
  case architecture(path: String, name: String)
  /// A setting of a wrong kind, or one whose meaning is not computed here.
  case setting(path: String, key: String, value: String, accepted: String)
  /// A weight's place that the index states and that is no file beside it.
  case place(path: String, tensor: String, file: String)
  case unknownTensor(folder: String, tensor: String)
  case tensorTwice(folder: String, tensor: String)
  case vocabulary(folder: String, tokens: Int, embeddings: Int)
  case unwritable(folder: String)
  /// The folder that the model to be written was read from.
  case own(folder: String)
  /// A part of a model that a folder is not written with.
  case unsaid(part: String)
}

extension ModelFolderError: UserFacingError {
  package var message: String {
    switch self {
    case .notModel(let folder): "the folder '\(folder)' has no 'config.json', so it holds no Hugging Face model."
    case .noWeights(let folder):
      "the folder '\(folder)' has neither 'model.safetensors' nor 'model.safetensors.index.json'."
    case .missing(let path, let key): "'\(path)' has no '\(key)'."
    case .architecture(let path, let name):
      "'\(path)' describes a model of type '\(shown(name))'; \(quotedList(Architecture.modelTypes)) are read."
    case .setting(let path, let key, let value, let accepted):
      "'\(path)' has \(key) = \(shown(value)); \(accepted) is read."
    case .place(let path, let tensor, let file):
      "'\(path)' puts the tensor '\(shown(tensor))' into '\(shown(file))'; the name of a .safetensors file beside it is read."
    case .unknownTensor(let folder, let tensor):
      "the model in '\(folder)' has a tensor '\(shown(tensor))', for which its architecture has no place."
    case .tensorTwice(let folder, let tensor):
      "the model in '\(folder)' has the tensor '\(shown(tensor))' in two files."
    case .unwritable(let folder): "the folder '\(folder)' cannot be made."
    case .own(let folder): "the model was loaded from '\(folder)', which stays as it is; name another folder."
    case .unsaid(let part): "the model has \(part), which is not written to a folder from a GGUF file."
    case .vocabulary(let folder, let tokens, let embeddings):
      "the model in '\(folder)' has \(tokens) tokens and \(embeddings) embeddings; there must be one for each token."
    }
  }

  package var hint: String? {
    switch self {
    case .notModel: "name a .gguf file, or a folder with config.json, tokenizer.json and safetensors files"
    case .unsaid: "load the model from its Hugging Face folder and tune it there: that is written as it came"
    case .noWeights: "save the model again with safe_serialization=True, or fetch its .safetensors files"
    default: nil
    }
  }
}
