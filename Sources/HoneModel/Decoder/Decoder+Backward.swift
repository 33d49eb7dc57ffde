import HoneCompute

extension Decoder {
  /// A batch with the tokens it should have predicted: after row `rows[i]` comes `targets[i]`, counted `weights[i]`.
  package struct Targets {
    package var rows: [Int] = []
    package var targets: [Int] = []
    package var weights: [Float] = []

    package init() {}
  }

  /// The loss -Σ weight · log p(target) of a batch; adds its gradients for the adapter to `gradients`.
  ///
  /// The batch starts at cache row 0. Shared prefixes are segments of their own: their gradient comes from everything
  /// that saw them.
  package func lossAndGradients(
    _ batch: PackedSequences, _ targets: Targets, adapter: Adapter, gradients: AdapterGradients, cache: KeyValueCache,
    tape: Tape
  ) -> Double {
    precondition(batch.base == 0 && batch.count <= tape.capacity)
    let residual = forward(batch, cache: cache, adapter: adapter, tape: tape)
    let (x, normed, inverse) = normalized(residual, rows: targets.rows)
    let head = Weight(weights.head), ids = targets.targets.map(Int32.init)
    let scored = engine.scoreTargets(
      normed, weight: head, targets: targets.targets.enumerated().map { HeadTarget(row: $0, token: $1) })
    let normedGradient = Matrix(rows: x.rows, columns: x.columns)
    engine.scoreTargetsBackward(
      normed, weight: head, targets: ids, logSums: scored.logSums, weights: targets.weights, into: normedGradient)
    let rowGradient = Matrix(rows: x.rows, columns: x.columns)
    engine.rmsNormBackward(normedGradient, x: x, weight: weights.finalNorm, inverse: inverse, into: rowGradient)
    let gradient = Matrix(rows: batch.count, columns: x.columns)
    gradient.scatter(rowGradient, to: targets.rows)
    backward(gradient, batch, adapter, gradients, cache, tape)
    return zip(scored.logProbabilities, targets.weights).reduce(0) { $0 - Double($1.0) * Double($1.1) }
  }

  /// Takes `gradient`, that of the residual stream after the last layer, back through all layers.
  private func backward(
    _ gradient: Matrix, _ batch: PackedSequences, _ adapter: Adapter, _ gradients: AdapterGradients,
    _ cache: KeyValueCache, _ tape: Tape
  ) {
    let room = BackwardRoom(configuration, rows: batch.count)
    let angles = LayerAngles(configuration, positions: batch.positions)
    for index in (0..<configuration.layers).reversed() {
      let kept = tape.layers[index].views(batch.count)
      transformBackward(index, gradient, adapter, gradients, kept, room)
      attendBackward(index, gradient, batch, angles[index], cache.layers[index], adapter, gradients, kept, room)
    }
  }

  private func train(
    _ layer: Int, _ x: Matrix, _ jobs: [(Projection, Matrix)], _ adapter: Adapter, _ gradients: AdapterGradients
  ) {
    engine.lowRankBackward(
      x,
      jobs.compactMap { projection, outGradient in
        guard let change = adapter.layers[layer][projection], let gradient = gradients.layers[layer][projection] else {
          return nil
        }
        return Engine.LowRankJob(change: change, outGradient: outGradient, gradient: gradient)
      })
  }

  private func transformBackward(
    _ index: Int, _ gradient: Matrix, _ adapter: Adapter, _ gradients: AdapterGradients, _ kept: Activations,
    _ room: BackwardRoom
  ) {
    let change = changeGradient(
      gradient, weights.layers[index].hiddenPostNorm, kept.posts.map { ($0.transformed, $0.transformedInverse) }, room)
    engine.gated(configuration.activation, gate: kept.gate, up: kept.up, out: room.hidden)
    train(index, room.hidden, [(.down, change)], adapter, gradients)
    engine.linearBackward([Product(weight(index, .down, adapter), change)], into: room.hidden)
    engine.gatedBackward(configuration.activation, room.hidden, gate: kept.gate, up: kept.up)
    renormalize(kept.middle, weights.layers[index].hiddenNorm, kept.middleInverse, room)
    train(index, room.normed, [(.gate, kept.gate), (.up, kept.up)], adapter, gradients)
    engine.linearBackward(
      [Product(weight(index, .gate, adapter), kept.gate), Product(weight(index, .up, adapter), kept.up)],
      into: room.normed)
    engine.rmsNormBackward(
      room.normed, x: kept.middle, weight: weights.layers[index].hiddenNorm, inverse: kept.middleInverse, into: gradient
    )
  }

  private func attendBackward(
    _ index: Int, _ gradient: Matrix, _ batch: PackedSequences, _ angles: RotaryAngles, _ store: KeysAndValues,
    _ adapter: Adapter, _ gradients: AdapterGradients, _ kept: Activations, _ room: BackwardRoom
  ) {
    let shape = configuration.attention, interleaved = configuration.rotaryInterleaved
    let change = changeGradient(
      gradient, weights.layers[index].attentionPostNorm, kept.posts.map { ($0.attended, $0.attendedInverse) }, room)
    train(index, kept.attended, [(.output, change)], adapter, gradients)
    engine.linearBackward([Product(weight(index, .output, adapter), change)], into: room.attended)
    engine.attentionBackward(
      shape, window: configuration.window(index), queries: kept.queries, store: store, segments: batch.segments,
      out: kept.attended, logSums: kept.logSums, outGradient: room.attended, queryGradient: room.queries,
      keyGradient: room.keys, valueGradient: room.values)
    engine.rotate(room.queries, angles, heads: shape.heads, interleaved: interleaved, undoing: true)
    engine.rotate(room.keys, angles, heads: shape.keyHeads, interleaved: interleaved, undoing: true)
    headGradients(index, kept.heads, room)
    renormalize(kept.input, weights.layers[index].attentionNorm, kept.inputInverse, room)
    train(index, room.normed, [(.query, room.queries), (.key, room.keys), (.value, room.values)], adapter, gradients)
    // Nothing below the first layer is trained.
    guard index > 0 else { return }
    engine.linearBackward(
      [
        Product(weight(index, .query, adapter), room.queries), Product(weight(index, .key, adapter), room.keys),
        Product(weight(index, .value, adapter), room.values),
      ], into: room.normed)
    engine.rmsNormBackward(
      room.normed, x: kept.input, weight: weights.layers[index].attentionNorm, inverse: kept.inputInverse,
      into: gradient)
  }

  /// The gradient of what a half of a layer computed, given that of the stream it was added to: the same, but for a
  /// post-norm between the two.
  private func changeGradient(
    _ gradient: Matrix, _ norm: Matrix?, _ kept: (change: Matrix, inverse: Matrix)?, _ room: BackwardRoom
  ) -> Matrix {
    guard let norm, let kept, let result = room.change else { return gradient }
    result.fill(0)
    engine.rmsNormBackward(gradient, x: kept.change, weight: norm, inverse: kept.inverse, into: result)
    return result
  }

  /// Takes the gradients of queries and keys back through the norms of their heads, where the model has them.
  private func headGradients(_ index: Int, _ kept: HeadActivations?, _ room: BackwardRoom) {
    let layer = weights.layers[index], size = configuration.attention.headSize
    guard let kept, let queryNorm = layer.queryNorm, let keyNorm = layer.keyNorm else { return }
    for (gradient, x, norm, inverse) in [
      (room.queries, kept.queries, queryNorm, kept.queryInverse), (room.keys, kept.keys, keyNorm, kept.keyInverse),
    ] {
      let outGradient = gradient.copy()
      gradient.fill(0)
      engine.rmsNormBackward(
        outGradient.split(columns: size), x: x.split(columns: size), weight: norm, inverse: inverse,
        into: gradient.split(columns: size))
    }
  }

  private func renormalize(_ x: Matrix, _ weight: Matrix, _ inverse: Matrix, _ room: BackwardRoom) {
    engine.rmsNorm(x, weight: weight, epsilon: configuration.normEpsilon, out: room.normed, inverse: inverse)
  }
}

/// Intermediate gradients of one backward pass, shared by all layers.
private struct BackwardRoom {
  let hidden: Matrix, normed: Matrix, attended: Matrix, queries: Matrix, keys: Matrix, values: Matrix
  /// What a half of a layer computed before its post-norm; nil where there is none.
  let change: Matrix?

  init(_ configuration: ModelConfiguration, rows: Int) {
    let shape = configuration.attention
    hidden = Matrix(rows: rows, columns: configuration.hidden)
    normed = Matrix(rows: rows, columns: configuration.width)
    attended = Matrix(rows: rows, columns: shape.width)
    queries = Matrix(rows: rows, columns: shape.width)
    keys = Matrix(rows: rows, columns: shape.keyWidth)
    values = Matrix(rows: rows, columns: shape.keyWidth)
    change = configuration.hasPostNorms ? Matrix(rows: rows, columns: configuration.width) : nil
  }
}
