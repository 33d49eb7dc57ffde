import HoneCompute
import HoneModel
import HoneTuning

/// A training run as it is kept: this, and a safetensors file of what was learned.
struct TuningRecord: Codable {
  private var losses: [Double]
  private var validationLosses: [Double]
  private var plannedSteps: Int
  private var seconds: Double
  private var tokens: Int
  let items: Int
  /// In bytes.
  let peakMemory: Int
  /// Nil for every weight.
  private var adapter: Shape?

  private struct Shape: Codable {
    var rank: Int
    /// The bits of float32 numbers.
    var alpha: UInt32
    var scale: UInt32
  }

  /// The file does not hold what the record says.
  struct Mismatch: Error {}

  init(_ result: TuningResult, items: Int, peakMemory: Int) {
    (losses, validationLosses, plannedSteps) = (result.losses, result.validationLosses, result.plannedSteps)
    (seconds, tokens, self.items, self.peakMemory) = (result.seconds, result.tokens, items, peakMemory)
    adapter = result.tuning.adapter.map { adapter in
      // Every projection of an adapter that was trained has the same.
      let scale = adapter.layers.lazy.compactMap { $0.values.first?.scale }.first ?? 0
      return Shape(rank: adapter.rank, alpha: adapter.alpha.bitPattern, scale: scale.bitPattern)
    }
  }

  /// Writes what was learned, to the last bit.
  static func write(_ tuning: Tuning, to path: String) throws { try Safetensors.write(tuning.matrices, to: path) }

  /// The run again, with the numbers of the file. Throws `SafetensorsError`, `FileError` and `Mismatch`.
  func result(for model: LanguageModel, file: String?) throws -> TuningResult {
    guard let file else { throw Mismatch() }
    let tensors = try Safetensors(path: file)
    let tuning = try adapter.map { try lowRank($0, for: model, tensors) } ?? weights(of: model, tensors)
    var result = TuningResult(tuning: tuning, plannedSteps: plannedSteps)
    (result.losses, result.validationLosses) = (losses, validationLosses)
    (result.seconds, result.tokens) = (seconds, tokens)
    return result
  }

  private func lowRank(_ shape: Shape, for model: LanguageModel, _ tensors: Safetensors) throws -> Tuning {
    let names = Set(tensors.names)
    let layers = try (0..<model.configuration.layers).map { index -> [Projection: LowRank] in
      var layer: [Projection: LowRank] = [:]
      for projection in Projection.allCases {
        let place = "layers.\(index).\(projection.moduleName)", size = projection.shape(model.configuration)
        guard names.contains("\(place).lora_A") else { continue }
        layer[projection] = LowRank(
          a: try matrix("\(place).lora_A", rows: shape.rank, columns: size.inputs, tensors),
          b: try matrix("\(place).lora_B", rows: size.outputs, columns: shape.rank, tensors),
          scale: Float(bitPattern: shape.scale))
      }
      return layer
    }
    return .lowRank(Adapter(rank: shape.rank, alpha: Float(bitPattern: shape.alpha), layers: layers))
  }

  private func weights(of model: LanguageModel, _ tensors: Safetensors) throws -> Tuning {
    let weights = try model.decoder.weights.zeros()
    for (name, place) in weights.matrices {
      place.copy(from: try matrix(name, rows: place.rows, columns: place.columns, tensors))
    }
    return .weights(weights)
  }

  private func matrix(_ name: String, rows: Int, columns: Int, _ tensors: Safetensors) throws -> Matrix {
    guard try tensors.shape(name) == [rows, columns] else { throw Mismatch() }
    return try tensors.matrix(name)
  }
}
