/// What can be wrong with the vocabulary that a model file carries.
package enum TokenizerError: Error, Equatable {
  case unknownPreTokenizer(name: String, known: [String])
  case noTokens
  case tokenTypeCount(tokens: Int, types: Int)
  case tokenOutsideVocabulary(role: String, id: Int, count: Int)
}
