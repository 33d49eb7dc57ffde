import HoneCompute
import HoneCore

/// A transformer decoder with rotary positions, grouped queries and gated hidden layers, forward and backward.
package final class Decoder {
  package let configuration: ModelConfiguration
  package let weights: DecoderWeights
  /// The change of the weights that is in use, if any.
  package let adapter: Adapter?
  package let engine: Engine
  private let workspaces: Workspaces

  package convenience init(configuration: ModelConfiguration, weights: DecoderWeights, engine: Engine = .shared) {
    self.init(configuration, weights, nil, engine, Workspaces(configuration))
  }

  private init(
    _ configuration: ModelConfiguration, _ weights: DecoderWeights, _ adapter: Adapter?, _ engine: Engine,
    _ workspaces: Workspaces
  ) {
    (self.configuration, self.weights, self.adapter) = (configuration, weights, adapter)
    (self.engine, self.workspaces) = (engine, workspaces)
  }

  /// This decoder with a tuning of it in use, nil for none. Nothing is copied, and both share their intermediate room:
  /// one at a time may run, and what `forward` returns is valid until the next call of either.
  package func tuned(_ tuning: Tuning?) -> Decoder {
    switch tuning {
    case nil: self
    case .lowRank(let adapter): Decoder(configuration, weights, adapter, engine, workspaces)
    case .weights(let weights): Decoder(configuration, weights, nil, engine, workspaces)
    }
  }

  /// How products with weights are computed: `exact` in float32, `fast` with activations in 16-bit codes.
  package enum Arithmetic { case exact, fast }

  func weight(_ layer: Int, _ projection: Projection) -> Weight {
    // Every layer has all seven projections by construction.
    Weight(weights.layers[layer].projections[projection]!, adapter?.layers[layer][projection])
  }

  /// Runs the batch through all layers, writing its keys and values into the cache, and returns the residual stream
  /// (rows, width) before the final norm, valid until the next call: of all rows, or of those that are `wanted`, in that
  /// order. What the backward pass needs of all rows goes to `tape`. Before each layer `monitor` may stop it.
  package func forward(
    _ batch: PackedSequences, cache: KeyValueCache, wanted: [Int]? = nil, tape: Tape? = nil,
    arithmetic: Arithmetic = .exact, monitor: any Monitor = SilentMonitor()
  ) throws -> Matrix {
    precondition(batch.count > 0 && batch.base + batch.count <= cache.capacity && (wanted == nil || tape == nil))
    let room = workspaces.views(batch.count), x = room.residual
    let angles = LayerAngles(configuration, positions: batch.positions)
    weights.embedding.gathering(batch.tokens, into: x)
    if configuration.embeddingScale != 1 { engine.scale(x, by: configuration.embeddingScale) }
    for index in 0..<configuration.layers {
      try monitor.check()
      let kept = tape?.layers[index].views(batch.count) ?? room.activations
      attend(index, x, batch, angles[index], cache.layers[index], kept, room, tape != nil, arithmetic)
      // After the last keys and values nothing flows from row to row.
      if let wanted, index == configuration.layers - 1 { return finish(x, kept, wanted, arithmetic) }
      project(index, kept.attended, x, kept, room, arithmetic)
      transform(index, x, kept, room, tape != nil, arithmetic)
    }
    return x
  }

  /// The rest of the last layer for some of its rows.
  private func finish(_ x: Matrix, _ all: Activations, _ wanted: [Int], _ arithmetic: Arithmetic) -> Matrix {
    let rows = x.gathering(wanted), attended = all.attended.gathering(wanted)
    guard !wanted.isEmpty else { return rows }
    let room = workspaces.views(wanted.count), last = configuration.layers - 1
    project(last, attended, rows, room.activations, room, arithmetic)
    transform(last, rows, room.activations, room, false, arithmetic)
    return rows
  }

  /// Fills `kept` again from its layer's input, as the forward pass of this batch did, and the cache's keys and values
  /// with what they are.
  func recompute(
    _ index: Int, _ batch: PackedSequences, _ angles: RotaryAngles, _ store: KeysAndValues, _ kept: Activations
  ) {
    let room = workspaces.views(batch.count), x = room.residual
    x.copy(from: kept.input)
    attend(index, x, batch, angles, store, kept, room, true, .exact)
    project(index, kept.attended, x, kept, room, .exact)
    transform(index, x, kept, room, true, .exact)
  }

  /// kept.attended = attention(norm(x))
  private func attend(
    _ index: Int, _ x: Matrix, _ batch: PackedSequences, _ angles: RotaryAngles, _ store: KeysAndValues,
    _ kept: Activations, _ room: Workspace.Views, _ keeping: Bool, _ arithmetic: Arithmetic
  ) {
    let shape = configuration.attention
    if keeping { kept.input.copy(from: x) }
    engine.rmsNorm(
      x, weight: weights.layers[index].attentionNorm, epsilon: configuration.normEpsilon, out: room.normed,
      inverse: kept.inputInverse)
    multiply(
      room.normed,
      [
        Product(weight(index, .query), kept.queries), Product(weight(index, .key), room.keys),
        Product(weight(index, .value), room.values),
      ], arithmetic, room.codes)
    for (projection, bias) in weights.layers[index].biases {
      engine.add(projection == .query ? kept.queries : projection == .key ? room.keys : room.values, row: bias)
    }
    normalizeHeads(index, queries: kept.queries, keys: room.keys, kept.heads, keeping)
    engine.rotate(kept.queries, angles, heads: shape.heads, interleaved: configuration.rotaryInterleaved)
    engine.rotate(room.keys, angles, heads: shape.keyHeads, interleaved: configuration.rotaryInterleaved)
    store.write(keys: room.keys, values: room.values, at: batch.base)
    engine.attention(
      shape, window: configuration.window(index), queries: kept.queries, store: store, segments: batch.segments,
      out: kept.attended, logSums: kept.logSums)
  }

  /// x += output(attended), normed once more where the model has post-norms
  private func project(
    _ index: Int, _ attended: Matrix, _ x: Matrix, _ kept: Activations, _ room: Workspace.Views,
    _ arithmetic: Arithmetic
  ) {
    let output = weight(index, .output)
    if let norm = weights.layers[index].attentionPostNorm, let posts = kept.posts {
      multiply(attended, [Product(output, posts.attended)], arithmetic, room.codes)
      addNormalized(posts.attended, norm, inverse: posts.attendedInverse, to: x, room)
    } else {
      multiply(attended, [Product(output, x)], arithmetic, room.codes, accumulating: true)
    }
  }

  /// Normalizes each head of the queries and keys, where the model does.
  private func normalizeHeads(
    _ index: Int, queries: Matrix, keys: Matrix, _ heads: HeadActivations?, _ keeping: Bool
  ) {
    let layer = weights.layers[index], size = configuration.attention.headSize
    guard let heads, let queryNorm = layer.queryNorm, let keyNorm = layer.keyNorm else { return }
    if keeping {
      heads.queries.copy(from: queries)
      heads.keys.copy(from: keys)
    }
    for (x, norm, inverse) in [(queries, queryNorm, heads.queryInverse), (keys, keyNorm, heads.keyInverse)] {
      let rows = x.split(columns: size)
      engine.rmsNorm(rows, weight: norm, epsilon: configuration.normEpsilon, out: rows, inverse: inverse)
    }
  }

  /// x += norm(change)
  private func addNormalized(
    _ change: Matrix, _ norm: Matrix, inverse: Matrix, to x: Matrix, _ room: Workspace.Views
  ) {
    engine.rmsNorm(change, weight: norm, epsilon: configuration.normEpsilon, out: room.normed, inverse: inverse)
    engine.add(x, room.normed)
  }

  /// x += down(activation(gate(norm(x))) · up(norm(x))), normed once more where the model has post-norms
  private func transform(
    _ index: Int, _ x: Matrix, _ kept: Activations, _ room: Workspace.Views, _ keeping: Bool, _ arithmetic: Arithmetic
  ) {
    if keeping { kept.middle.copy(from: x) }
    engine.rmsNorm(
      x, weight: weights.layers[index].hiddenNorm, epsilon: configuration.normEpsilon, out: room.normed,
      inverse: kept.middleInverse)
    let gate = Product(weight(index, .gate), kept.gate), up = Product(weight(index, .up), kept.up)
    switch arithmetic {
    case .exact: engine.gatedLinear(configuration.activation, room.normed, gate: gate, up: up, out: room.hidden)
    case .fast:
      engine.codedLinear(room.normed, [gate, up], room: room.codes)
      engine.gated(configuration.activation, gate: kept.gate, up: kept.up, out: room.hidden)
    }
    let down = weight(index, .down)
    if let norm = weights.layers[index].hiddenPostNorm, let posts = kept.posts {
      multiply(room.hidden, [Product(down, posts.transformed)], arithmetic, room.codes)
      addNormalized(posts.transformed, norm, inverse: posts.transformedInverse, to: x, room)
    } else {
      multiply(room.hidden, [Product(down, x)], arithmetic, room.codes, accumulating: true)
    }
  }

  private func multiply(
    _ x: Matrix, _ products: [Product], _ arithmetic: Arithmetic, _ codes: CodedRows, accumulating: Bool = false
  ) {
    switch arithmetic {
    case .exact: engine.linear(x, products, accumulating: accumulating)
    case .fast: engine.codedLinear(x, products, room: codes, accumulating: accumulating)
    }
  }

  /// The final norm of rows of the residual stream: (rows.count, width).
  package func normalized(_ residual: Matrix, rows: [Int]) -> (x: Matrix, out: Matrix, inverse: Matrix) {
    let x = residual.gathering(rows)
    let out = Matrix(rows: rows.count, columns: x.columns), inverse = Matrix(rows: 1, columns: rows.count)
    engine.rmsNorm(x, weight: weights.finalNorm, epsilon: configuration.normEpsilon, out: out, inverse: inverse)
    return (x, out, inverse)
  }

  /// What the head says of `targets`, whose rows are those of `normed`, the stream after the final norm.
  package func score(_ normed: Matrix, targets: [HeadTarget]) -> HeadResult {
    engine.scoreTargets(normed, weight: Weight(weights.head), targets: targets)
  }

  /// All logits after one row of the residual stream, into `out`: (1, vocabulary).
  package func logits(_ residual: Matrix, row: Int, into out: Matrix) {
    engine.logits(
      normalized(residual, rows: [row]).out, weight: Weight(weights.head), into: out, room: workspaces.views(1).codes)
  }
}
