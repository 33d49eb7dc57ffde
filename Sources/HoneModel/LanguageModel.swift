import Foundation
import HoneCompute
import HoneCore

/// A pretrained model with its tokenizer, its chat template and the adapters made for it.
package final class LanguageModel {
  package let path: String
  package let name: String
  /// Of a folder, the names of the files in it that decide what the model says; of a file, none.
  package let files: [String]
  package let configuration: ModelConfiguration
  package let tokenizer: Tokenizer
  package let decoder: Decoder
  /// After any of these an answer is over.
  package let endTokens: Set<Int>
  /// The chat template as its file states it.
  let templateSource: String?

  /// Adapters by name, oldest first.
  package private(set) var adapters: [(name: String, adapter: Adapter)] = []
  /// The adapter in use, nil for the model as it came.
  package private(set) var activeAdapter: String? { didSet { known = nil } }
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

  // MARK: Adapters

  package var adapter: Adapter? { adapters.first { $0.name == activeAdapter }?.adapter }

  /// Makes the adapter of that name the one in use; nil returns to the model as it came.
  package func use(_ name: String?) throws {
    if let name, !adapters.contains(where: { $0.name == name }) {
      throw ModelError.unknownAdapter(name: name, known: adapters.map(\.name))
    }
    activeAdapter = name
  }

  /// Adds an adapter and uses it. An adapter of that name is replaced.
  package func add(_ adapter: Adapter, named name: String) {
    adapters.removeAll { $0.name == name }
    adapters.append((name, adapter))
    activeAdapter = name
  }

  package func removeAdapter(_ name: String) {
    adapters.removeAll { $0.name == name }
    if activeAdapter == name { activeAdapter = nil }
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
