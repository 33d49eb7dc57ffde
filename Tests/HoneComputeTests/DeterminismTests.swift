import HoneCompute
import HoneTestSupport
import Testing

/// The same inputs give the same bits, however many threads share the work.
@Suite(.serialized) struct DeterminismTests {
  static let engines = [1, 2, 3].map { Engine(pool: WorkerPool(threads: $0)) }
  /// Which thread takes which chunk is left to chance, so each operation is tried several times.
  static let attempts = 5

  /// Expects every engine to leave the same bits as the first, each time.
  private func expectSameBits(_ operation: (Engine) -> [Matrix], sourceLocation: SourceLocation = #_sourceLocation) {
    func bits(_ engine: Engine) -> [[UInt32]] { operation(engine).map { $0.values.map(\.bitPattern) } }
    let expected = bits(Self.engines[0])
    #expect(expected.allSatisfy { $0.contains { $0 != 0 } }, "nothing was computed", sourceLocation: sourceLocation)
    for engine in Self.engines {
      for _ in 0..<Self.attempts {
        #expect(bits(engine) == expected, "\(engine.threads) threads", sourceLocation: sourceLocation)
      }
    }
  }

  private func matrix(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
    Matrix(rows: rows, columns: columns, figures(rows * columns, seed: seed))
  }

  private func weight(_ rows: Int, _ columns: Int, seed: UInt64, rank: Int? = nil) -> Weight {
    let change = rank.map {
      LowRank(a: matrix($0, columns, seed: seed + 1), b: matrix(rows, $0, seed: seed + 2), scale: 2)
    }
    return Weight(StoredWeight(matrix(rows, columns, seed: seed)), change)
  }

  @Test func linearProducts() {
    let x = matrix(37, 96, seed: 51), first = weight(250, 96, seed: 52, rank: 4), second = weight(97, 96, seed: 55)
    expectSameBits { engine in
      let outs = [Matrix(rows: 37, columns: 250), Matrix(rows: 37, columns: 97)]
      engine.linear(x, [Product(first, outs[0]), Product(second, outs[1])])
      return outs
    }
    expectSameBits { engine in
      let outs = [Matrix(rows: 37, columns: 250), Matrix(rows: 37, columns: 250), Matrix(rows: 37, columns: 250)]
      engine.gatedLinear(.silu, x, gate: Product(first, outs[0]), up: Product(first, outs[1]), out: outs[2])
      return outs
    }
  }

  @Test func linearProductsBackward() {
    let weight = weight(250, 300, seed: 57, rank: 4), outGradient = matrix(37, 250, seed: 60)
    expectSameBits { engine in
      let gradient = Matrix(rows: 37, columns: 300)
      engine.linearBackward([Product(weight, outGradient)], into: gradient)
      return [gradient]
    }
  }

  @Test(arguments: [1, 37], [StorageType.f32, .q4_1, .q8_0])
  func codedProducts(rows: Int, type: StorageType) {
    let x = matrix(rows, 96, seed: 61), plain = weight(250, 96, seed: 62, rank: 4)
    let encoded = EncodedMatrix(plain.stored.matrix(), as: type)
    let weight = Weight(encoded.stored(rows: 250, columns: 96, as: type), plain.change)
    expectSameBits { engine in
      let outs = [Matrix(rows: rows, columns: 250), Matrix(rows: rows, columns: 250)]
      engine.codedLinear(x, outs.map { Product(weight, $0) }, room: CodedRows(rows: rows, columns: 96))
      return outs
    }
  }

  @Test func lowRankGradients() throws {
    let x = matrix(300, 400, seed: 65), outGradient = matrix(300, 250, seed: 66)
    let change = try #require(weight(250, 400, seed: 67, rank: 8).change)
    expectSameBits { engine in
      let gradient = LowRankGradient(for: change)
      engine.lowRankBackward(x, [.init(change: change, outGradient: outGradient, gradient: gradient)])
      return [gradient.a, gradient.b]
    }
  }

  @Test func gradientsOfWholeWeights() {
    let x = matrix(300, 400, seed: 85), outGradient = matrix(300, 250, seed: 86), inverse = matrix(300, 1, seed: 87)
    let rows = matrix(300, 400, seed: 88), tokens = (0..<300).map { Int32($0 * 7 % 40) }
    expectSameBits { engine in
      let gradient = Matrix(rows: 250, columns: 400), embedding = Matrix(rows: 40, columns: 400)
      let bias = Matrix(rows: 1, columns: 250), norm = Matrix(rows: 1, columns: 400)
      engine.weightBackward(x, [.init(outGradient: outGradient, gradient: gradient)])
      engine.biasBackward(outGradient, into: bias)
      engine.normBackward(rows, x: x, inverse: inverse, into: norm)
      engine.embeddingBackward(rows, tokens: tokens, into: embedding)
      return [gradient, bias, norm, embedding]
    }
  }

  /// More numbers than one task handles.
  @Test func optimizerSteps() {
    let gradient = matrix(500, 400, seed: 89)
    expectSameBits { engine in
      let weights = self.matrix(500, 400, seed: 90), scaled = gradient.copy(), shifted = gradient.copy()
      let moments = (first: Matrix(rows: 500, columns: 400), second: Matrix(rows: 500, columns: 400))
      for step in 1...2 {
        engine.adamW(
          weights, gradient: gradient, moments: moments, rate: 0.01, betas: (0.9, 0.99), epsilon: 1e-8, decay: 0.1,
          step: step)
      }
      engine.scale(scaled, by: 0.3)
      engine.shift(shifted, by: 0.3)
      let sum = engine.sumOfSquares(gradient)
      return [
        weights, moments.first, moments.second, scaled, shifted, Matrix(rows: 1, columns: 1, [Float(sum)]),
      ]
    }
    let square = gradient.values.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(abs(Self.engines[1].sumOfSquares(gradient) - square) <= 1e-6 * square)
  }

  @Test func scoresOfTargetsAndTheirGradients() {
    let x = matrix(21, 64, seed: 70), head = weight(5000, 64, seed: 71)
    let targets = (0..<21).map { HeadTarget(row: $0, token: $0 * 238) }, rowWeights = [Float](repeating: 0.1, count: 21)
    expectSameBits { engine in
      let scored = engine.scoreTargets(x, weight: head, targets: targets), gradient = Matrix(rows: 21, columns: 64)
      let headGradient = Matrix(rows: 5000, columns: 64)
      engine.scoreTargetsBackward(
        x, weight: head, targets: targets.map(\.token), logSums: scored.logSums, weights: rowWeights, into: gradient,
        weightGradient: headGradient)
      return [
        headGradient,
        Matrix(rows: 1, columns: 21, scored.logProbabilities), Matrix(rows: 1, columns: 21, scored.logSums),
        Matrix(rows: 1, columns: 21, scored.best.map(Float.init)), gradient,
      ]
    }
  }

  @Test func attentionAndItsGradients() {
    let shape = AttentionShape(heads: 4, keyHeads: 2, headSize: 16), rows = 250
    let queries = matrix(rows, 64, seed: 75), outGradient = matrix(rows, 64, seed: 76)
    let store = KeysAndValues(capacity: rows, columns: 32)
    store.write(keys: matrix(rows, 32, seed: 77), values: matrix(rows, 32, seed: 78), at: 0)
    let segments = [
      Segment(rows: 0..<120, contexts: [], own: 0), Segment(rows: 120..<133, contexts: [0..<50], own: 120),
      Segment(rows: 133..<250, contexts: [0..<50, 120..<125], own: 133),
    ]
    expectSameBits { engine in
      [nil, 30].flatMap { window in
        let out = Matrix(rows: rows, columns: 64), logSums = Matrix(rows: rows, columns: 4)
        let gradients = [64, 32, 32].map { Matrix(rows: rows, columns: $0) }
        engine.attention(
          shape, window: window, queries: queries, store: store, segments: segments, out: out, logSums: logSums)
        engine.attentionBackward(
          shape, window: window, queries: queries, store: store, segments: segments, out: out, logSums: logSums,
          outGradient: outGradient, queryGradient: gradients[0], keyGradient: gradients[1], valueGradient: gradients[2])
        return [out, logSums] + gradients
      }
    }
  }

  @Test(.enabled(if: Kernels.name == "avx512", "promised on AVX-512 alone"))
  func aRowsProductDoesNotDependOnItsBatch() {
    let x = matrix(200, 576, seed: 80), weight = weight(1536, 576, seed: 81), engine = Self.engines[1]
    let product = { (rows: Int) in
      let out = Matrix(rows: rows, columns: 1536)
      engine.linear(x.gathering(Array(0..<rows)), [Product(weight, out)])
      return out.values.map(\.bitPattern)
    }
    let all = product(200)
    for rows in [1, 2, 15, 16, 17, 48, 100] { #expect(product(rows)[...] == all[..<(rows * 1536)], "\(rows) rows") }
  }

  /// dnnl_sgemm may take a factor that is no number for zero.
  @Test(arguments: [1, 37]) func aChangeThatIsNoNumberIsNeverHidden(rows: Int) throws {
    let plain = weight(250, 300, seed: 83, rank: 4), sound = try #require(plain.change)
    let weight = Weight(plain.stored, LowRank(a: sound.a, b: sound.b, scale: .nan))
    let change = try #require(weight.change), x = matrix(rows, 300, seed: 84), engine = Self.engines[1]
    let out = Matrix(rows: rows, columns: 250), coded = Matrix(rows: rows, columns: 250)
    let gradient = Matrix(rows: rows, columns: 300), changed = LowRankGradient(for: change)
    engine.linear(x, [Product(weight, out)])
    engine.codedLinear(x, [Product(weight, coded)], room: CodedRows(rows: rows, columns: 300))
    engine.linearBackward([Product(weight, matrix(rows, 250, seed: 85))], into: gradient)
    engine.lowRankBackward(x, [.init(change: change, outGradient: matrix(rows, 250, seed: 86), gradient: changed)])
    for found in [out, coded, gradient, changed.a, changed.b] { #expect(found.values.allSatisfy { $0.isNaN }) }
  }
}
