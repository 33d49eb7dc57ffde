import Foundation
import HoneCompute
import HoneCore

/// A pretrained model with its tokenizer, its chat template and the tunings made of it.
package final class LanguageModel {
  package let path: String
  package let name: String
  /// Of a folder, the names of the files in it that decide what the model says; of a file, none.
  package let files: [String]
  package let configuration: ModelConfiguration
  package let tokenizer: Tokenizer
  /// The decoder as it came.
  package let decoder: Decoder
  /// After any of these an answer is over.
  package let endTokens: Set<Int>
  /// The chat template as its file states it.
  let templateSource: String?

  /// Tunings by name, oldest first.
  package private(set) var tunings: [(name: String, tuning: Tuning)] = []
  /// The name of the tuning in use, nil for the model as it came.
  package private(set) var activeTuning: String? {
    didSet {
      known = nil
      current = decoder.tuned(tuning)
    }
  }
  /// The decoder with the tuning in use.
  package private(set) var current: Decoder
  /// The text that was generated last.
  private var known: KnownText?

  /// Opens a GGUF file or a Hugging Face folder. No weight is read.
  package convenience init(path: String, engine: Engine = .shared) throws {
    if ModelFolder.isFolder(path) {
      try self.init(ModelFolder(path: path), engine: engine)
    } else {
      try self.init(GGUF(path: path), engine: engine)
    }
  }

  private convenience init(_ file: GGUF, engine: Engine) throws {
    let configuration = try ModelConfiguration(file), weights = try DecoderWeights(file, configuration)
    let vocabulary = try Vocabulary(file)
    guard vocabulary.tokens.count == configuration.vocabulary else {
      throw GGUFError.corrupt(
        path: file.file.path, what: "\(vocabulary.tokens.count) tokens and \(configuration.vocabulary) embeddings")
    }
    self.init(
      name: (try? file.string("general.basename")) ?? (try? file.string("general.name")) ?? "model",
      path: file.file.path, configuration: configuration, weights: weights,
      tokenizer: try Tokenizer(vocabulary: vocabulary), template: try? file.string("tokenizer.chat_template"),
      endTokens: ["eot", "eom"].compactMap { try? file.integer("tokenizer.ggml.\($0)_token_id") }, engine: engine)
  }

  private convenience init(_ folder: ModelFolder, engine: Engine) throws {
    let weights = try DecoderWeights(folder)
    var vocabulary = try Vocabulary(huggingFaceFolder: folder.path)
    guard vocabulary.tokens.count <= folder.configuration.vocabulary else {
      throw ModelFolderError.vocabulary(
        folder: folder.path, tokens: vocabulary.tokens.count, embeddings: folder.configuration.vocabulary)
    }
    vocabulary.pad(to: folder.configuration.vocabulary)
    self.init(
      name: URL(filePath: folder.path).lastPathComponent, path: folder.path, configuration: folder.configuration,
      weights: weights, tokenizer: try Tokenizer(vocabulary: vocabulary),
      template: try Vocabulary.chatTemplate(huggingFaceFolder: folder.path), endTokens: folder.endTokens,
      files: folder.files, engine: engine)
  }

  /// A model of parts in memory. Its vocabulary's own end token need not be among `endTokens`.
  package init(
    name: String, path: String, configuration: ModelConfiguration, weights: DecoderWeights, tokenizer: Tokenizer,
    template: String?, endTokens: [Int] = [], files: [String] = [], engine: Engine = .shared
  ) {
    precondition(tokenizer.count == configuration.vocabulary)
    self.name = shown(name)
    self.path = path
    self.files = files
    self.configuration = configuration
    self.tokenizer = tokenizer
    self.endTokens = Set(endTokens).union(tokenizer.vocabulary.end.map { [$0] } ?? [])
    templateSource = template
    decoder = Decoder(configuration: configuration, weights: weights, engine: engine)
    current = decoder
  }

  package var isFolder: Bool { !files.isEmpty }

  /// How the model's file stores most of its weights.
  package var storageName: String {
    decoder.weights.layers.first?.projections[.down].map(\.type.name) ?? decoder.weights.embedding.type.name
  }

  /// The chat template as the file states it, nil if it has none.
  package func chatTemplate() throws -> ChatTemplate? {
    try templateSource.map { try ChatTemplate(source: $0) }
  }

  /// The prompt text of a conversation, ready for the assistant's turn.
  package func render(_ messages: [ChatMessage]) throws -> String {
    guard let template = try chatTemplate() else { throw ModelError.noChatTemplate(path: path) }
    func spelling(_ id: Int?) -> String { id.map(tokenizer.vocabulary.tokens.string) ?? "" }
    let vocabulary = tokenizer.vocabulary
    return try template.render(
      messages: messages, addGenerationPrompt: true,
      specialTokens: (bos: spelling(vocabulary.beginning), eos: spelling(vocabulary.end)))
  }

  // MARK: Tunings

  package var tuning: Tuning? { activeTuning.flatMap(tuning(named:)) }

  package func tuning(named name: String) -> Tuning? { tunings.first { $0.name == name }?.tuning }

  /// A tuning's name with what it is: "adapter run-1", "tuned weights run-2".
  package func title(of name: String) -> String? { tuning(named: name).map { "\($0.kind) \(name)" } }

  /// Makes the tuning of that name the one in use; nil returns to the model as it came.
  package func use(_ name: String?) throws {
    if let name, tuning(named: name) == nil {
      throw ModelError.unknownTuning(name: name, known: tunings.map(\.name))
    }
    activeTuning = name
  }

  /// Adds a tuning and uses it. A tuning of that name is replaced.
  package func add(_ tuning: Tuning, named name: String) {
    tunings.removeAll { $0.name == name }
    tunings.append((name, tuning))
    activeTuning = name
  }

  package func remove(_ name: String) {
    tunings.removeAll { $0.name == name }
    if activeTuning == name { activeTuning = nil }
  }

  // MARK: The known text

  /// The text that was generated last with the weights in use, which from now on is the caller's.
  func takeKnownText() -> KnownText? {
    defer { known = nil }
    return known
  }

  func keep(_ text: KnownText) { known = text }

  func checkLength(_ tokens: Int) throws(ModelError) {
    guard tokens <= configuration.contextLength else {
      throw .contextLength(tokens: tokens, limit: configuration.contextLength)
    }
  }
}
