import CKernels

#if canImport(Glibc)
  import Glibc
#endif

/// What the head says: each target's log-probability (natural), and each row's log-normalizer and likeliest token.
package struct HeadResult: Sendable {
  package var logProbabilities: [Float]
  package var logSums: [Float]
  package var best: [Int32]
}

/// A token whose probability is asked for after a row; a row may be asked about several.
package struct HeadTarget: Sendable {
  package let row: Int
  package let token: Int32

  package init(row: Int, token: Int) {
    self.row = row
    self.token = Int32(token)
  }
}

extension Engine {
  /// Vocabulary entries that one task handles.
  private static let vocabularyTile = 384
  /// Partial sums of the head's input gradient; fixed, so that their order does not depend on the threads.
  private static let gradientGroups = 8

  /// Scores `targets` after rows of x (rows, width) against the whole vocabulary, tile by tile: the logits never stand
  /// in memory together. weight: (vocabulary, width).
  package func scoreTargets(_ x: Matrix, weight: Weight, targets: [HeadTarget]) -> HeadResult {
    precondition(targets.allSatisfy { $0.row < x.rows && $0.token >= 0 && $0.token < weight.rows })
    precondition(weight.columns == x.columns)
    let tiles = Self.tiles([weight.rows], of: Self.vocabularyTile)
    let tops = Matrix(rows: tiles.count, columns: x.productRows),
      sums = Matrix(rows: tiles.count, columns: x.productRows)
    let found = Matrix(rows: 1, columns: targets.count)
    var best = [Int32](repeating: 0, count: tiles.count * x.rows)
    best.withUnsafeMutableBufferPointer { best in
      nonisolated(unsafe) let best = best
      forEachLogitTile(x, weight, tiles) { index, tile, logits in
        for row in 0..<x.rows {
          let line = logits + row * tile.width
          kernels.softmax_statistics(line, tile.width, tops.row(index) + row, sums.row(index) + row)
          var column = 0
          while line[column] < tops.row(index)[row] && column < tile.width - 1 { column += 1 }
          best[index * x.rows + row] = Int32(tile.start + column)
        }
        for (order, target) in targets.enumerated() {
          let column = Int(target.token) - tile.start
          if column >= 0 && column < tile.width { found.base[order] = logits[target.row * tile.width + column] }
        }
      }
    }
    var result = merge(x.rows, tops, sums, best)
    result.logProbabilities = targets.enumerated().map { found.base[$0] - result.logSums[$1.row] }
    return result
  }

  /// Runs `body` with the logits (rows, tile width) of each tile of the vocabulary.
  private func forEachLogitTile(
    _ x: Matrix, _ weight: Weight, _ tiles: [Tile],
    _ body: (_ index: Int, _ tile: Tile, _ logits: UnsafeMutablePointer<Float>) -> Void
  ) {
    let weights = Self.vocabularyTile * x.columns
    scratch.reserve(weights + x.productRows * Self.vocabularyTile)
    pool.parallelFor(tiles.count) { index, worker in
      let tile = tiles[index], room = scratch.room(worker), logits = room + weights
      tileLogits(x, weight, tile, room, logits)
      body(index, tile, logits)
    }
  }

  private func tileLogits(
    _ x: Matrix, _ weight: Weight, _ tile: Tile, _ weights: UnsafeMutablePointer<Float>,
    _ logits: UnsafeMutablePointer<Float>
  ) {
    weight.tile(rows: tile.start, tile.width, columns: 0, x.columns, into: weights, kernels)
    multiplyMatrices(
      transposeB: true, rows: x.productRows, columns: tile.width, inner: x.columns, x.base, strideA: x.columns, weights,
      strideB: x.columns, into: logits, strideC: tile.width)
  }

  private func merge(_ rows: Int, _ tops: Matrix, _ sums: Matrix, _ best: [Int32]) -> HeadResult {
    var result = HeadResult(logProbabilities: [], logSums: [], best: [])
    for row in 0..<rows {
      var top = -Float.infinity, winner: Int32 = 0
      for index in 0..<tops.rows where tops[index, row] > top {
        top = tops[index, row]
        winner = best[index * rows + row]
      }
      var sum: Double = 0
      for index in 0..<tops.rows { sum += Double(sums[index, row]) * exp(Double(tops[index, row] - top)) }
      let logSum = top + Float(log(sum))
      result.logSums.append(logSum)
      result.best.append(winner)
    }
    return result
  }

  /// The gradient with respect to x (rows, width) of -Σ weights[row] · log p(targets[row]), overwritten. The logits are
  /// computed again, tile by tile, from the log-normalizers that `scoreTargets` returned. The weight's own gradient is
  /// added to `weightGradient`, (vocabulary, width).
  package func scoreTargetsBackward(
    _ x: Matrix, weight: Weight, targets: [Int32], logSums: [Float], weights rowWeights: [Float], into gradient: Matrix,
    weightGradient: Matrix? = nil
  ) {
    precondition(gradient.rows == x.rows && gradient.columns == x.columns && logSums.count == x.rows)
    precondition(weightGradient.map { $0.rows == weight.rows && $0.columns == x.columns } ?? true)
    let tiles = Self.tiles([weight.rows], of: Self.vocabularyTile)
    let groups = min(Self.gradientGroups, tiles.count)
    let partial = (0..<groups).map { _ in Matrix(rows: x.rows, columns: x.columns) }
    let room = Self.vocabularyTile * x.columns
    scratch.reserve(room + x.productRows * Self.vocabularyTile)
    pool.parallelFor(groups) { group, worker in
      let weightRoom = scratch.room(worker), logits = weightRoom + room
      for index in stride(from: group, to: tiles.count, by: groups) {
        let tile = tiles[index]
        tileLogits(x, weight, tile, weightRoom, logits)
        for row in 0..<x.rows {
          let line = logits + row * tile.width
          kernels.softmax_gradient(line, tile.width, logSums[row], rowWeights[row])
          let target = Int(targets[row]) - tile.start
          if target >= 0 && target < tile.width { line[target] -= rowWeights[row] }
        }
        multiplyMatrices(
          rows: x.productRows, columns: x.columns, inner: tile.width, logits, strideA: tile.width, weightRoom,
          strideB: x.columns, beta: 1, into: partial[group].base, strideC: x.columns)
        if let weightGradient {
          multiplyMatrices(
            transposeA: true, rows: tile.width, columns: x.columns, inner: x.rows, logits, strideA: tile.width, x.base,
            strideB: x.columns, beta: 1, into: weightGradient.row(tile.start), strideC: x.columns)
        }
      }
    }
    gradient.copy(from: partial[0])
    for other in partial.dropFirst() { add(gradient, other) }
  }

  /// All logits of one row: (vocabulary).
  package func logits(_ x: Matrix, weight: Weight, into out: Matrix, room: CodedRows) {
    precondition(x.rows == 1 && out.rows == 1)
    codedLinear(x, [Product(weight, out)], room: room)
  }
}

/// exp((logit - likeliest's) / temperature) of each logit; exactly 0 where one is -∞.
package func relativeWeights(_ logits: [Float], of likeliest: Int, temperature: Double) -> [Float] {
  let top = logits[likeliest], inverse = min(Float(1 / temperature), .greatestFiniteMagnitude)
  var weights = logits.map { ($0 - top) * inverse }
  weights.withUnsafeMutableBufferPointer { room in
    guard let base = room.baseAddress else { return }
    Kernels.current.softmax_gradient(base, room.count, 0, 1)
  }
  for index in logits.indices where logits[index] == -.infinity { weights[index] = 0 }
  return weights
}
