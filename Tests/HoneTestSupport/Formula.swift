import HoneCompute
import HoneModel

/// Figures that two programs agree on without sharing a file: the formula of `Tests/HoneTuningTests/Fixtures/formula.py`.
package func filled(_ name: String, rows: Int, columns: Int, scale: Double, offset: Double = 0) -> Matrix {
  var hash: UInt32 = 0x811C_9DC5
  for byte in name.utf8 { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
  let values = (0..<rows * columns).map { index -> Float in
    var x = hash &+ UInt32(truncatingIfNeeded: index) &* 2_654_435_761
    x ^= x >> 16
    x = x &* 0x7FEB_352D
    x ^= x >> 15
    x = x &* 0x846C_A68B
    x ^= x >> 16
    return Float(offset + (Double(x) / 4_294_967_296 - 0.5) * 2 * scale)
  }
  return Matrix(rows: rows, columns: columns, values)
}

/// An adapter of all seven projections by the formula, neither A nor B zero, with the rows of B in PEFT's order.
package func filledAdapter(
  _ configuration: ModelConfiguration, rank: Int, alpha: Float, scaleA: Double, scaleB: Double
) -> Adapter {
  Adapter(
    rank: rank, alpha: alpha,
    layers: (0..<configuration.layers).map { index in
      var layer: [Projection: LowRank] = [:]
      for projection in Projection.allCases {
        let shape = projection.shape(configuration), name = "layers.\(index).\(projection.moduleName)"
        layer[projection] = LowRank(
          a: filled("\(name).lora_A", rows: rank, columns: shape.inputs, scale: scaleA),
          b: filled("\(name).lora_B", rows: shape.outputs, columns: rank, scale: scaleB), scale: alpha / Float(rank))
      }
      return layer
    })
}
