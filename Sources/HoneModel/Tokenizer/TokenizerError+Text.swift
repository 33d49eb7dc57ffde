import HoneCore

extension TokenizerError: UserFacingError {
  package var message: String {
    switch self {
    case .unknownPreTokenizer(let name, let known):
      "the model's file asks for the pre-tokenizer '\(name)'; hone knows \(known.joined(separator: ", "))."
    case .noPreTokenizer(let known):
      "the model's file does not name its pre-tokenizer; hone knows \(known.joined(separator: ", "))."
    case .noTokens: "the model's file has no tokens in its vocabulary."
    case .tokenTypeCount(let tokens, let types):
      "the model's vocabulary has \(tokens) tokens and \(types) token types; there must be as many of each."
    case .scoreCount(let tokens, let scores):
      "the model's vocabulary has \(tokens) tokens and \(scores) scores; there must be as many of each."
    case .tokenOutsideVocabulary(let role, let id, let count):
      "the model's \(role) token is \(id), and its vocabulary has the tokens 0...\(count - 1)."
    case .byteTokens(let found):
      "the model's vocabulary has \(found) of the byte tokens <0x00>...<0xFF>; SentencePiece is read with all 256."
    case .noTokenizerFile(let folder, let sentencePieceModel):
      "'\(folder)' has no tokenizer.json" + (sentencePieceModel ? ", only SentencePiece's tokenizer.model." : ".")
    case .json(let path, let offset, let expected):
      "'\(path)' is not as it should be at byte \(offset): expected \(expected)."
    case .contradiction(let path, let what): "'\(path)' contradicts itself: \(what)."
    case .unsupported(let path, let part, let found, let accepted):
      "'\(path)' has the \(part) \(found); hone reads \(accepted)."
    case .unknownSplitPattern(let path, let pattern):
      "'\(path)' splits text by the pattern '\(pattern)'; hone knows those of gpt-2, llama-3 and qwen2."
    case .specialToken(let path, let role, let text):
      "'\(path)' names the \(role) '\(text)', which is no token of the vocabulary."
    case .chatTemplates(let path, let names):
      "'\(path)' has the chat templates \(names.joined(separator: ", ")), and none is named 'default'."
    }
  }

  package var hint: String? {
    switch self {
    case .unknownPreTokenizer(let name, let known):
      nearest(name, among: known).map { "did you mean '\($0)'?" } ?? "use a model of a family that hone knows"
    case .noPreTokenizer: "convert the model again, with a converter of 2024 or later"
    case .noTokenizerFile(_, let sentencePieceModel):
      sentencePieceModel
        ? "save the model's tokenizer again with transformers, which writes tokenizer.json" : "fetch the model again"
    case .unsupported, .unknownSplitPattern: "use a model of a family that hone knows"
    case .chatTemplates: "leave one of them, or name one 'default'"
    case .noTokens, .tokenTypeCount, .scoreCount, .tokenOutsideVocabulary, .byteTokens, .json, .contradiction,
      .specialToken:
      "fetch or convert the model again"
    }
  }
}
