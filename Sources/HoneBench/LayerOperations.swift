import HoneCompute
import HoneModel

// Attention and what runs row by row.
extension BenchCase {
  static let attention: [BenchCase] = [
    operation("attention", rows: 512, summary: "attention of 512 rows, each to those before it") { bench, rows in
      let shape = try bench.model().configuration.attention, engine = bench.engine
      let room = AttentionRoom(shape, rows: rows, keysBefore: 0)
      return Operation(
        work: .flops(4 * room.pairs * shape.width), shape: [shape.heads, shape.keyHeads, shape.headSize]
      ) {
        engine.attention(
          shape, queries: room.queries, store: room.store, segments: [room.segment], out: room.out,
          logSums: room.logSums)
      }
    },
    operation("attention-backward", rows: 512, summary: "its backward pass") { bench, rows in
      let shape = try bench.model().configuration.attention, engine = bench.engine
      let room = AttentionRoom(shape, rows: rows, keysBefore: 0), outGradient = Matrix.random(rows, shape.width)
      engine.attention(
        shape, queries: room.queries, store: room.store, segments: [room.segment], out: room.out, logSums: room.logSums)
      let queryGradient = Matrix(rows: rows, columns: shape.width)
      let keyGradient = Matrix(rows: rows, columns: shape.keyWidth)
      let valueGradient = Matrix(rows: rows, columns: shape.keyWidth)
      // Scores again, and the gradients of scores, queries, keys and values.
      return Operation(
        work: .flops(10 * room.pairs * shape.width), shape: [shape.heads, shape.keyHeads, shape.headSize]
      ) {
        engine.attentionBackward(
          shape, queries: room.queries, store: room.store, segments: [room.segment], out: room.out,
          logSums: room.logSums, outGradient: outGradient, queryGradient: queryGradient, keyGradient: keyGradient,
          valueGradient: valueGradient)
      }
    },
    operation("attention", rows: 1, summary: "attention of one row to 512 keys before it, layer after layer") {
      bench, rows in
      let model = try bench.model(), shape = model.configuration.attention, engine = bench.engine
      let rooms = (0..<model.configuration.layers).map { _ in AttentionRoom(shape, rows: rows, keysBefore: 512) }
      var next = 0
      let bytes = 2 * (512 + rows) * shape.keyWidth * MemoryLayout<Float>.size
      return Operation(work: .bytes(bytes), shape: [shape.heads, shape.keyHeads, shape.headSize]) {
        let room = rooms[next]
        engine.attention(
          shape, queries: room.queries, store: room.store, segments: [room.segment], out: room.out,
          logSums: room.logSums)
        next = (next + 1) % rooms.count
      }
    },
  ]

  static let rowWise: [BenchCase] = [
    operation("rms-norm", rows: 512, summary: "the norm before a layer's halves") { bench, rows in
      let model = try bench.model(), width = model.configuration.width, engine = bench.engine
      let x = Matrix.random(rows, width), out = Matrix(rows: rows, columns: width)
      let weight = Matrix.random(1, width), inverse = Matrix(rows: rows, columns: 1)
      let epsilon = model.configuration.normEpsilon
      return Operation(work: .bytes(2 * x.bytes), shape: [width]) {
        engine.rmsNorm(x, weight: weight, epsilon: epsilon, out: out, inverse: inverse)
      }
    },
    operation("rotate", rows: 512, summary: "rotary positions of the queries") { bench, rows in
      let configuration = try bench.model().configuration, shape = configuration.attention, engine = bench.engine
      let x = Matrix.random(rows, shape.width)
      let angles = RotaryAngles(
        positions: (0..<Int32(rows)).map { $0 }, headSize: shape.headSize, rotary: configuration.rotary)
      return Operation(work: .bytes(2 * x.bytes), shape: [shape.heads, shape.headSize]) {
        engine.rotate(x, angles, heads: shape.heads, interleaved: configuration.rotaryInterleaved)
      }
    },
    operation("gated", rows: 512, summary: "the hidden layer's gate: activation(gate) · up") { bench, rows in
      let configuration = try bench.model().configuration, hidden = configuration.hidden, engine = bench.engine
      let gate = Matrix.random(rows, hidden), up = Matrix.random(rows, hidden),
        out = Matrix(rows: rows, columns: hidden)
      return Operation(work: .bytes(3 * out.bytes), shape: [hidden]) {
        engine.gated(configuration.activation, gate: gate, up: up, out: out)
      }
    },
  ]

  static let lowRank = operation(
    "low-rank-backward", rows: 512, summary: "the gradients of a rank-8 adapter of gate and up"
  ) { bench, rows in
    let weights = LinearGroup.gateUp.weights(try bench.model()), engine = bench.engine, rank = 8
    let x = Matrix.random(rows, weights[0].columns)
    let jobs = weights.map { weight in
      let change = LowRank(a: .random(rank, weight.columns), b: .random(weight.rows, rank), scale: 2)
      return Engine.LowRankJob(
        change: change, outGradient: .random(rows, weight.rows), gradient: LowRankGradient(for: change))
    }
    // Inputs and gradients of the outputs each meet both of the change's matrices.
    let flops = weights.reduce(0) { $0 + 4 * rows * rank * ($1.rows + $1.columns) }
    return Operation(work: .flops(flops), shape: weights.flatMap { [$0.rows, $0.columns] }) {
      engine.lowRankBackward(x, jobs)
    }
  }

  static let operations =
    manyRowProducts + codedProducts + backwardProducts + oneRowProducts + attention + rowWise + [lowRank]
}

/// What attention reads and writes for one sequence, `keysBefore` of whose tokens are known already.
private struct AttentionRoom {
  let queries: Matrix, out: Matrix, logSums: Matrix
  let store: KeysAndValues
  let segment: Segment
  /// Of a query and a key that it sees.
  let pairs: Int

  init(_ shape: AttentionShape, rows: Int, keysBefore: Int) {
    let keys = keysBefore + rows
    queries = .random(rows, shape.width)
    out = Matrix(rows: rows, columns: shape.width)
    logSums = Matrix(rows: rows, columns: shape.heads)
    store = KeysAndValues(capacity: keys, columns: shape.keyWidth)
    store.write(keys: .random(keys, shape.keyWidth), values: .random(keys, shape.keyWidth), at: 0)
    segment = Segment(rows: 0..<rows, contexts: keysBefore > 0 ? [0..<keysBefore] : [], own: keysBefore)
    pairs = rows * keysBefore + rows * (rows + 1) / 2
  }
}

extension Matrix {
  fileprivate var bytes: Int { count * MemoryLayout<Float>.size }
}
