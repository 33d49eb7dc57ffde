import HoneCompute
import HoneCore

extension Decoder {
  /// A batch with the tokens it should have predicted: after row `rows[i]` comes `targets[i]`, counted `weights[i]`.
  package struct Targets {
    package var rows: [Int] = []
    package var targets: [Int] = []
    package var weights: [Float] = []

    package init() {}
  }

  /// The loss -Σ weight · log p(target) of a batch; adds its gradients for the tuning in use to `gradients`.
  ///
  /// The batch starts at cache row 0. Shared prefixes are segments of their own: their gradient comes from everything
  /// that saw them. Before each layer `monitor` may stop it, forth and back; `gradients` is then of no use.
  package func lossAndGradients(
    _ batch: PackedSequences, _ targets: Targets, gradients: TuningGradients, cache: KeyValueCache, tape: Tape,
    monitor: any Monitor = SilentMonitor()
  ) throws -> Double {
    precondition(batch.base == 0 && batch.count <= tape.capacity)
    let residual = try forward(batch, cache: cache, tape: tape, monitor: monitor)
    let (x, normed, inverse) = normalized(residual, rows: targets.rows)
    let head = Weight(weights.head), ids = targets.targets.map(Int32.init)
    let scored = engine.scoreTargets(
      normed, weight: head, targets: targets.targets.enumerated().map { HeadTarget(row: $0, token: $1) })
    let normedGradient = Matrix(rows: x.rows, columns: x.columns)
    engine.scoreTargetsBackward(
      normed, weight: head, targets: ids, logSums: scored.logSums, weights: targets.weights, into: normedGradient,
      weightGradient: gradients.weights?.head.inMemory)
    let rowGradient = Matrix(rows: x.rows, columns: x.columns)
    normBackward(
      normedGradient, x, weights.finalNorm, inverse, training: gradients.weights?.finalNorm, into: rowGradient)
    let gradient = Matrix(rows: batch.count, columns: x.columns)
    gradient.scatter(rowGradient, to: targets.rows)
    try backward(gradient, batch, gradients, cache, tape, monitor)
    return zip(scored.logProbabilities, targets.weights).reduce(0) { $0 - Double($1.0) * Double($1.1) }
  }

  /// Takes `gradient`, that of the residual stream after the last layer, back through all layers and the embedding.
  private func backward(
    _ gradient: Matrix, _ batch: PackedSequences, _ gradients: TuningGradients, _ cache: KeyValueCache, _ tape: Tape,
    _ monitor: any Monitor
  ) throws {
    let room = BackwardRoom(configuration, rows: batch.count)
    let angles = LayerAngles(configuration, positions: batch.positions)
    for index in (0..<configuration.layers).reversed() {
      try monitor.check()
      let kept = tape.layers[index].views(batch.count)
      // The last layer's are those that the forward pass left.
      if tape.keeping == .inputs && index < configuration.layers - 1 {
        recompute(index, batch, angles[index], cache.layers[index], kept)
      }
      transformBackward(index, gradient, gradients, kept, room)
      attendBackward(index, gradient, batch, angles[index], cache.layers[index], gradients, kept, room)
    }
    guard let trained = gradients.weights else { return }
    if configuration.embeddingScale != 1 { engine.scale(gradient, by: configuration.embeddingScale) }
    engine.embeddingBackward(gradient, tokens: batch.tokens, into: trained.embedding.inMemory)
  }

  /// Adds the gradients that projections of x owe for those of their outputs.
  private func train(_ layer: Int, _ x: Matrix, _ jobs: [(Projection, Matrix)], _ gradients: TuningGradients) {
    switch gradients {
    case .lowRank(let gradients):
      engine.lowRankBackward(
        x,
        jobs.compactMap { projection, outGradient in
          guard let change = adapter?.layers[layer][projection], let gradient = gradients.layers[layer][projection]
          else { return nil }
          return Engine.LowRankJob(change: change, outGradient: outGradient, gradient: gradient)
        })
    case .weights(let gradients):
      let trained = gradients.layers[layer]
      engine.weightBackward(
        x,
        jobs.compactMap { projection, outGradient in
          trained.projections[projection].map { .init(outGradient: outGradient, gradient: $0.inMemory) }
        })
      for (projection, outGradient) in jobs {
        if let bias = trained.biases[projection] { engine.biasBackward(outGradient, into: bias) }
      }
    }
  }

  /// Takes a gradient back through a norm; its weight's own is added to `training`, where that is trained.
  private func normBackward(
    _ outGradient: Matrix, _ x: Matrix, _ weight: Matrix, _ inverse: Matrix, training: Matrix?, into gradient: Matrix
  ) {
    engine.rmsNormBackward(outGradient, x: x, weight: weight, inverse: inverse, into: gradient)
    if let training { engine.normBackward(outGradient, x: x, inverse: inverse, into: training) }
  }

  private func transformBackward(
    _ index: Int, _ gradient: Matrix, _ gradients: TuningGradients, _ kept: Activations, _ room: BackwardRoom
  ) {
    let layer = weights.layers[index], trained = gradients.weights?.layers[index]
    let change = changeGradient(
      gradient, layer.hiddenPostNorm, kept.posts.map { ($0.transformed, $0.transformedInverse) },
      training: trained?.hiddenPostNorm, room)
    engine.gated(configuration.activation, gate: kept.gate, up: kept.up, out: room.hidden)
    train(index, room.hidden, [(.down, change)], gradients)
    engine.linearBackward([Product(weight(index, .down), change)], into: room.hidden)
    engine.gatedBackward(configuration.activation, room.hidden, gate: kept.gate, up: kept.up)
    renormalize(kept.middle, layer.hiddenNorm, kept.middleInverse, room)
    train(index, room.normed, [(.gate, kept.gate), (.up, kept.up)], gradients)
    engine.linearBackward(
      [Product(weight(index, .gate), kept.gate), Product(weight(index, .up), kept.up)],
      into: room.normed)
    normBackward(
      room.normed, kept.middle, layer.hiddenNorm, kept.middleInverse, training: trained?.hiddenNorm, into: gradient)
  }

  private func attendBackward(
    _ index: Int, _ gradient: Matrix, _ batch: PackedSequences, _ angles: RotaryAngles, _ store: KeysAndValues,
    _ gradients: TuningGradients, _ kept: Activations, _ room: BackwardRoom
  ) {
    let layer = weights.layers[index], trained = gradients.weights?.layers[index]
    let shape = configuration.attention, interleaved = configuration.rotaryInterleaved
    let change = changeGradient(
      gradient, layer.attentionPostNorm, kept.posts.map { ($0.attended, $0.attendedInverse) },
      training: trained?.attentionPostNorm, room)
    train(index, kept.attended, [(.output, change)], gradients)
    engine.linearBackward([Product(weight(index, .output), change)], into: room.attended)
    engine.attentionBackward(
      shape, window: configuration.window(index), queries: kept.queries, store: store, segments: batch.segments,
      out: kept.attended, logSums: kept.logSums, outGradient: room.attended, queryGradient: room.queries,
      keyGradient: room.keys, valueGradient: room.values)
    engine.rotate(room.queries, angles, heads: shape.heads, interleaved: interleaved, undoing: true)
    engine.rotate(room.keys, angles, heads: shape.keyHeads, interleaved: interleaved, undoing: true)
    headGradients(layer, kept.heads, trained, room)
    renormalize(kept.input, layer.attentionNorm, kept.inputInverse, room)
    train(index, room.normed, [(.query, room.queries), (.key, room.keys), (.value, room.values)], gradients)
    // An adapter changes nothing below the first layer.
    guard index > 0 || trained != nil else { return }
    engine.linearBackward(
      [
        Product(weight(index, .query), room.queries), Product(weight(index, .key), room.keys),
        Product(weight(index, .value), room.values),
      ], into: room.normed)
    normBackward(
      room.normed, kept.input, layer.attentionNorm, kept.inputInverse, training: trained?.attentionNorm, into: gradient)
  }

  /// The gradient of what a half of a layer computed, given that of the stream it was added to: the same, but for a
  /// post-norm between the two.
  private func changeGradient(
    _ gradient: Matrix, _ norm: Matrix?, _ kept: (change: Matrix, inverse: Matrix)?, training: Matrix?,
    _ room: BackwardRoom
  ) -> Matrix {
    guard let norm, let kept, let result = room.change else { return gradient }
    result.fill(0)
    normBackward(gradient, kept.change, norm, kept.inverse, training: training, into: result)
    return result
  }

  /// Takes the gradients of queries and keys back through the norms of their heads, where the model has them.
  private func headGradients(
    _ layer: DecoderWeights.Layer, _ kept: HeadActivations?, _ trained: DecoderWeights.Layer?, _ room: BackwardRoom
  ) {
    let size = configuration.attention.headSize
    guard let kept, let queryNorm = layer.queryNorm, let keyNorm = layer.keyNorm else { return }
    for (gradient, x, norm, inverse, training) in [
      (room.queries, kept.queries, queryNorm, kept.queryInverse, trained?.queryNorm),
      (room.keys, kept.keys, keyNorm, kept.keyInverse, trained?.keyNorm),
    ] {
      let outGradient = gradient.copy()
      gradient.fill(0)
      normBackward(
        outGradient.split(columns: size), x.split(columns: size), norm, inverse, training: training,
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
