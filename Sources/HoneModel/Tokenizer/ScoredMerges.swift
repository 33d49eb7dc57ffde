/// SentencePiece's rule: two neighbours merge if together they spell a token, the token of the highest score first.
struct ScoredMerges: PairMerges {
  private let tokens: TokenIndex
  /// By token, the smaller the more urgent; `never` for one that merging may not make.
  private let ranks: [UInt32]
  private static let never = UInt32.max

  /// `vocabulary` has a score for each token.
  init(_ vocabulary: Vocabulary, tokens: TokenIndex) {
    self.tokens = tokens
    ranks = vocabulary.scores.enumerated().map { id, score in
      vocabulary.type(of: id).isMergeable ? ScoredMerges.rank(score) : ScoredMerges.never
    }
  }

  func merge(_ left: Int32, _ right: Int32) -> MergeTable.Merge {
    guard let result = tokens.find(left, joinedWith: right), ranks[Int(result)] != ScoredMerges.never else {
      return .none
    }
    return MergeTable.Merge(rank: ranks[Int(result)], result: result)
  }

  /// The order of floating-point numbers, turned round. (IEEE 754 bits order as integers once the sign is dealt with.)
  private static func rank(_ score: Float) -> UInt32 {
    let bits = (score + 0).bitPattern  // -0 counts as 0
    let ascending = bits >> 31 == 0 ? bits | 0x8000_0000 : ~bits
    return min(~ascending, never - 1)
  }
}
