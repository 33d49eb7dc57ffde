import HoneCompute
import HoneModel

/// Linear layers that a decoder runs as one operation: they read the same input.
enum LinearGroup: String, CaseIterable {
  case qkv, output, gateUp = "gate-up", down, head

  var words: String {
    switch self {
    case .qkv: "queries, keys and values"
    case .output: "attention's output"
    case .gateUp: "the hidden layer's gate and up"
    case .down: "the hidden layer's output"
    case .head: "the head"
    }
  }

  /// In a block of the decoder; none for the head.
  var projections: [Projection] {
    switch self {
    case .qkv: [.query, .key, .value]
    case .output: [.output]
    case .gateUp: [.gate, .up]
    case .down: [.down]
    case .head: []
    }
  }

  /// Those of the model's first block, or its head.
  func weights(_ model: LanguageModel) -> [StoredWeight] {
    let weights = model.decoder.weights
    return self == .head ? [weights.head] : projections.compactMap { weights.layers[0].projections[$0] }
  }
}

extension BenchCase {
  static let blockGroups: [LinearGroup] = [.qkv, .output, .gateUp, .down]

  static let manyRowProducts = blockGroups.map { group in
    operation(
      group.rawValue, rows: 512, summary: "\(group.words): 512 rows, dequantized and multiplied"
    ) { bench, rows in
      let model = try bench.model(), weights = group.weights(model), x = Matrix.random(rows, weights[0].columns)
      let products = weights.map { Product(Weight($0), Matrix(rows: rows, columns: $0.rows)) }
      let activation = model.configuration.activation
      let gated = Matrix(rows: rows, columns: weights[0].rows), engine = bench.engine
      return Operation(work: .flops(Self.flops(rows, weights)), shape: Self.shape(weights)) {
        if group == .gateUp {
          engine.gatedLinear(activation, x, gate: products[0], up: products[1], out: gated)
        } else {
          engine.linear(x, products)
        }
      }
    }
  }

  static let codedProducts = blockGroups.map { group in
    operation("coded-" + group.rawValue, rows: 512, summary: "\(group.words): 512 rows in 16-bit codes") {
      bench, rows in
      let weights = group.weights(try bench.model()), x = Matrix.random(rows, weights[0].columns)
      let products = weights.map { Product(Weight($0), Matrix(rows: rows, columns: $0.rows)) }
      let engine = bench.engine, room = CodedRows(rows: rows, columns: x.columns)
      return Operation(work: .flops(Self.flops(rows, weights)), shape: Self.shape(weights)) {
        engine.codedLinear(x, products, room: room)
      }
    }
  }

  static let backwardProducts = blockGroups.map { group in
    operation(
      "\(group.rawValue)-backward", rows: 512,
      summary: "\(group.words): the gradient of 512 inputs"
    ) { bench, rows in
      let weights = group.weights(try bench.model()), engine = bench.engine
      let products = weights.map { Product(Weight($0), Matrix.random(rows, $0.rows)) }
      let gradient = Matrix(rows: rows, columns: weights[0].columns)
      return Operation(work: .flops(Self.flops(rows, weights)), shape: Self.shape(weights)) {
        engine.linearBackward(products, into: gradient)
      }
    }
  }

  /// A decoder meets a weight again only when it has read all others, so copies of it that are together as large as the
  /// model take turns: none is left in a cache that the model would not fit in.
  static let oneRowProducts = LinearGroup.allCases.map { group in
    operation(
      group.rawValue, rows: 1, summary: "\(group.words): one row, by the bytes of the weights as stored"
    ) { bench, rows in
      let model = try bench.model(), weights = group.weights(model), engine = bench.engine
      let bytes = weights.reduce(0) { $0 + $1.byteCount }, x = Matrix.random(rows, weights[0].columns)
      let copies = (0..<max(1, model.decoder.weights.size.bytes / bytes)).map { _ in
        weights.map { Product(Weight($0.copy()), Matrix(rows: rows, columns: $0.rows)) }
      }
      var next = 0
      let room = CodedRows(rows: rows, columns: x.columns)
      for products in copies { engine.codedLinear(x, products, room: room) }  // The first use arranges a weight.
      return Operation(work: .bytes(bytes), shape: Self.shape(weights)) {
        engine.codedLinear(x, copies[next], room: room)
        next = (next + 1) % copies.count
      }
    }
  }

  /// A product of (rows, inputs) and (inputs, outputs) multiplies and adds once for each of its three sizes.
  private static func flops(_ rows: Int, _ weights: [StoredWeight]) -> Int {
    weights.reduce(0) { $0 + 2 * rows * $1.rows * $1.columns }
  }

  private static func shape(_ weights: [StoredWeight]) -> [Int] { weights.flatMap { [$0.rows, $0.columns] } }
}
