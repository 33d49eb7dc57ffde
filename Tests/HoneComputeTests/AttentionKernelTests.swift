import CKernels
import Testing

/// Attention and its gradients, against a plain computation in double and against the scalar table.
@Suite struct AttentionKernelTests {
  /// Float32 sums over up to 1,000 keys and 128 dimensions, with scores of up to about 10.
  static let forwardRounding: Float = 2e-5
  /// The backward pass recomputes the weights from rounded logarithms of their sums.
  static let backwardRounding: Float = 5e-5
  /// A lone key's score has no gradient: there, and only there, roundings are all that is left to compare.
  static let smallGradient: Float = 0.1
  /// Central differences in double with a step of 2^-12: their own error is below 1e-6.
  static let finiteDifference: Float = 2e-5

  static let cases =
    [
      AttentionCase(),  // one query, one key
      AttentionCase(queries: 13),
      AttentionCase(heads: 9, keyHeads: 3, headSize: 64, own: 5, queries: 1),
      AttentionCase(heads: 9, keyHeads: 3, headSize: 64, contexts: [3..<10, 20..<57], own: 17, queries: 13),
      AttentionCase(heads: 4, keyHeads: 4, headSize: 128, contexts: [0..<31], queries: 25),
      AttentionCase(
        heads: 4, keyHeads: 1, headSize: 128, contexts: [64..<96, 1..<2, 5..<5, 97..<130], own: 1, queries: 12),
      AttentionCase(heads: 4, keyHeads: 2, headSize: 20, contexts: [2..<9, 9..<40], own: 3, queries: 13),
      AttentionCase(heads: 2, keyHeads: 2, headSize: 80, contexts: [7..<24], own: 2, queries: 14),
      AttentionCase(headSize: 64, contexts: [0..<700, 705..<940], own: 40, queries: 24),
    ] + windows

  static let windows = [1, 2, 15, 16, 17, 1000].map { window in
    [
      AttentionCase(heads: 2, headSize: 64, contexts: [3..<10, 20..<57], own: 5, queries: 30, window: window),
      AttentionCase(heads: 4, headSize: 24, contexts: [3..<10, 20..<57], own: 5, queries: 30, window: window),
      AttentionCase(heads: 3, keyHeads: 3, headSize: 16, contexts: [0..<240], queries: 110, window: window),
      AttentionCase(heads: 3, keyHeads: 1, headSize: 48, contexts: [0..<500], own: 2, queries: 37, window: window),
      AttentionCase(heads: 4, keyHeads: 1, headSize: 256, contexts: [9..<40], own: 7, queries: 27, window: window),
    ]
  }.flatMap { $0 }

  @Test(arguments: Table.all, cases)
  func attentionAgreesWithItsDefinition(_ table: Table, _ shape: AttentionCase) {
    let problem = AttentionProblem(shape)
    let exact = problem.exact(), actual = problem.forward(table.kernels)
    #expect(difference(actual.out, exact.out.map(Float.init)) <= Self.forwardRounding)
    #expect(difference(actual.logSums, exact.logSums.map(Float.init)) <= Self.forwardRounding)
  }

  @Test(arguments: Table.all, [Float.nan, .infinity])
  func aDivergedQueryIsNeverHidden(_ table: Table, _ value: Float) {
    for keys in [20, 1000] {
      let shape = AttentionCase(contexts: [0..<keys], queries: 3)
      var problem = AttentionProblem(shape)
      problem.queries[(shape.firstQuery + 1) * shape.width] = value
      #expect(diverged(problem, table) == [false, true, false])
    }
  }

  @Test(arguments: Table.all)
  func aDivergedKeyIsNeverHiddenFromThoseWhoSeeIt(_ table: Table) {
    let shape = AttentionCase(contexts: [0..<700], queries: 3, window: 300)
    for key in [450, 699] {
      var problem = AttentionProblem(shape)
      problem.keys[key * shape.keyWidth] = .nan
      #expect(diverged(problem, table) == [true, true, true])
    }
    var problem = AttentionProblem(shape)
    problem.keys[400 * shape.keyWidth] = .nan
    #expect(diverged(problem, table) == [false, false, false])
  }

  /// Of each query, whether the first head's output is no number at all.
  private func diverged(_ problem: AttentionProblem, _ table: Table) -> [Bool] {
    let shape = problem.shape, out = problem.forward(table.kernels).out
    return (0..<shape.queries).map { i in
      let start = (shape.firstQuery + i) * shape.width
      return out[start..<start + shape.headSize].allSatisfy(\.isNaN)
    }
  }

  @Test(arguments: Table.all, cases)
  func gradientsAgreeWithTheScalarOnes(_ table: Table, _ shape: AttentionCase) {
    let problem = AttentionProblem(shape)
    let expected = problem.backward(Table.scalar.kernels), actual = problem.backward(table.kernels)
    #expect(difference(actual.queries, expected.queries, floor: Self.smallGradient) <= Self.backwardRounding)
    #expect(difference(actual.keys, expected.keys, floor: Self.smallGradient) <= Self.backwardRounding)
    #expect(difference(actual.values, expected.values) <= Self.backwardRounding)
  }

  @Test(
    arguments: Table.all,
    [
      AttentionCase(headSize: 16, contexts: [1..<4, 6..<8], own: 2, queries: 3),
      AttentionCase(headSize: 20, contexts: [1..<4, 6..<8], own: 2, queries: 3),
      AttentionCase(headSize: 16, contexts: [1..<4, 6..<8], own: 1, queries: 4, window: 5),
    ])
  func gradientsAgreeWithFiniteDifferences(_ table: Table, _ shape: AttentionCase) {
    let problem = AttentionProblem(shape), gradients = problem.backward(table.kernels)
    #expect(difference(gradients.queries, slopes(problem, \.queries)) <= Self.finiteDifference)
    #expect(difference(gradients.keys, slopes(problem, \.keys)) <= Self.finiteDifference)
    #expect(difference(gradients.values, slopes(problem, \.values)) <= Self.finiteDifference)
  }

  /// How the loss moves with each figure of one input.
  private func slopes(_ problem: AttentionProblem, _ input: WritableKeyPath<AttentionProblem, [Float]>) -> [Float] {
    problem[keyPath: input].indices.map { index in
      var above = problem, below = problem
      above[keyPath: input][index] += 0x1p-12
      below[keyPath: input][index] -= 0x1p-12
      let step = Double(above[keyPath: input][index]) - Double(below[keyPath: input][index])
      return Float((above.exactLoss() - below.exactLoss()) / step)
    }
  }
}
