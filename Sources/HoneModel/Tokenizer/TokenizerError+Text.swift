import HoneCore

extension TokenizerError: UserFacingError {
  package var message: String {
    switch self {
    case .unknownPreTokenizer(let name, let known):
      "the model's file asks for the pre-tokenizer '\(name)'; hone knows \(known.joined(separator: ", "))."
    case .noTokens: "the model's file has no tokens in its vocabulary."
    case .tokenTypeCount(let tokens, let types):
      "the model's vocabulary has \(tokens) tokens and \(types) token types; there must be as many of each."
    case .tokenOutsideVocabulary(let role, let id, let count):
      "the model's \(role) token is \(id), and its vocabulary has the tokens 0...\(count - 1)."
    }
  }

  package var hint: String? {
    switch self {
    case .unknownPreTokenizer(let name, let known):
      nearest(name, among: known).map { "did you mean '\($0)'?" } ?? "use a model of a family that hone knows"
    case .noTokens, .tokenTypeCount, .tokenOutsideVocabulary: "fetch or convert the model again"
    }
  }
}
