import HoneCore

/// Why a model could not do what was asked of it.
package enum ModelError: Error, Equatable {
  case tokenizer(path: String, kind: String)
  case contextLength(tokens: Int, limit: Int)
  case emptyContinuation
  case emptyContext
  case nothingToScore
  case emptyPrompt
  case notNumbers
  case noChatTemplate(path: String)
  case unknownTuning(name: String, known: [String])
  case adapterName(String)
}

extension ModelError: UserFacingError {
  package var message: String {
    switch self {
    case .tokenizer(let path, let kind):
      "'\(path)' has a tokenizer of kind '\(kind)'; byte-level BPE ('gpt2') and SentencePiece ('llama') are read."
    case .contextLength(let tokens, let limit): "the text has \(tokens) tokens; the model reads at most \(limit)."
    case .emptyContinuation: "the continuation has no tokens; a score needs at least one."
    case .emptyContext:
      "the context has no tokens; continuations are compared after the same context, which needs at least one."
    case .nothingToScore: "the text has fewer than two tokens; a next token needs one before it."
    case .emptyPrompt: "the prompt has no tokens; generation needs at least one."
    case .notNumbers: "the model's scores of the next token are no finite numbers."
    case .noChatTemplate(let path): "'\(path)' names no chat template."
    case .unknownTuning(let name, let known):
      known.isEmpty
        ? "there is no adapter '\(name)'; none has been trained or loaded."
        : "there is no adapter '\(name)'; the adapters are \(known.joined(separator: ", "))."
    case .adapterName(let name): "there is an adapter '\(name)' already."
    }
  }

  package var kind: String {
    if case .unknownTuning = self { "KeyError" } else { "ValueError" }
  }

  package var hint: String? {
    switch self {
    case .unknownTuning(let name, let known): nearest(name, among: known).map { "did you mean '\($0)'?" }
    case .notNumbers: "the model's file or the adapter in use is damaged: load it again, or model.use(None)"
    case .noChatTemplate: "use model.generate(text), which takes raw text"
    default: nil
    }
  }
}
