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
    let files: ModelFiles
  }

  package init() {}

  /// The model itself; an error that says how to load one where there is none.
  func model() throws -> LanguageModel {
    guard let loaded else { throw ValueError("no model is loaded", hint: "model.load(\"smollm2\") loads one") }
    return loaded.model
  }

  /// Puts another model here; its conversation starts anew.
  package func replace(_ model: LanguageModel, name: String) {
    loaded = Loaded(model: model, name: name, files: ModelFiles(model))
    conversation = []
    (weightsPrint, tuningPrints) = (nil, [:])
  }

  package var rendering: Rendering {
    guard let loaded else { return Rendering("Model: none loaded; model.load(\"smollm2\") loads one") }
    let model = loaded.model
    let size = model.decoder.weights.size
    let tuning = model.activeTuning.flatMap(model.title(of:)) ?? "no adapter"
    let line =
      "Model \(loaded.name): \(model.configuration.architecture), \(Figures.scaled(size.parameters)) weights in "
      + "\(model.storageName), context \(Figures.grouped(model.configuration.contextLength)), \(tuning)"
    return Rendering(stable: line, live: line + "; \(Figures.bytes(size.bytes)) at \(model.path)")
  }

  package func runFacts(in session: Session) -> [(name: String, value: String)] {
    guard loaded != nil, let hash = weights(in: session).value else { return [] }
    return [("model", "sha256:\(hash)")]
  }

  /// Of the model's files, once that is asked for.
  var weightsPrint: Fingerprint?
  /// By name, of the tunings that this session added.
  var tuningPrints: [String: TuningPrint] = [:]
}
