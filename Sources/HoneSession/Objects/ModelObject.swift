import HoneCore
import HoneModel

/// `model`: the pretrained model that the session works on, once one is loaded.
package final class ModelObject: FactSource {
  package static let typeName = "Model"

  private(set) var loaded: Loaded?
  /// The turns of `chat` so far.
  package internal(set) var conversation: [ChatMessage] = []

  struct Loaded {
    let model: LanguageModel
    /// What it was asked for by: a catalog name or a file's name.
    let name: String
  }

  package init() {}

  /// The model itself; an error that says how to load one where there is none.
  func model() throws -> LanguageModel {
    guard let loaded else { throw ValueError("no model is loaded", hint: "model.load(\"smollm2\") loads one") }
    return loaded.model
  }

  /// Puts another model here; its conversation starts anew.
  package func replace(_ model: LanguageModel, name: String) {
    loaded = Loaded(model: model, name: name)
    conversation = []
  }

  package var rendering: Rendering {
    guard let loaded else { return Rendering("Model: none loaded; model.load(\"smollm2\") loads one") }
    let model = loaded.model
    let size = model.decoder.weights.size
    let adapter = model.activeAdapter.map { "adapter \($0)" } ?? "no adapter"
    let line =
      "Model \(loaded.name): \(model.configuration.architecture), \(Figures.scaled(size.parameters)) weights in "
      + "\(model.storageName), context \(Figures.grouped(model.configuration.contextLength)), \(adapter)"
    return Rendering(stable: line, live: line + "; \(Figures.bytes(size.bytes)) at \(model.path)")
  }

  package var runFacts: [(name: String, value: String)] {
    guard let loaded, let hash = try? fileHash(loaded.model.path) else { return [] }
    return [("model", "sha256:\(hash)")]
  }

  /// Of the model file, which is read once.
  private func fileHash(_ path: String) throws -> String {
    if let hashed, hashed.path == path { return hashed.hash }
    let hash = try SHA256Hex.ofFile(path)
    hashed = (path, hash)
    return hash
  }

  private var hashed: (path: String, hash: String)?
}
