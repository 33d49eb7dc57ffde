/// How a weight's numbers are stored; raw values are GGML's.
package enum StorageType: Int32, Sendable, CaseIterable {
  case f32 = 0, f16 = 1, bf16 = 30
  case q4_0 = 2, q4_1 = 3, q5_0 = 6, q5_1 = 7, q8_0 = 8
  case q4_K = 12, q5_K = 13, q6_K = 14

  /// Weights in a block.
  package var blockWeights: Int {
    switch self {
    case .f32, .f16, .bf16: 1
    case .q4_0, .q4_1, .q5_0, .q5_1, .q8_0: 32
    case .q4_K, .q5_K, .q6_K: 256
    }
  }

  package var blockBytes: Int {
    switch self {
    case .f32: 4
    case .f16, .bf16: 2
    case .q4_0: 18
    case .q4_1: 20
    case .q5_0: 22
    case .q5_1: 24
    case .q8_0: 34
    case .q4_K: 144
    case .q5_K: 176
    case .q6_K: 210
    }
  }

  /// Columns of a matrix can be read alone from multiples of this on.
  package var columnStep: Int { min(blockWeights, 32) }

  package var name: String {
    switch self {
    case .f32: "F32"
    case .f16: "F16"
    case .bf16: "BF16"
    case .q4_0: "Q4_0"
    case .q4_1: "Q4_1"
    case .q5_0: "Q5_0"
    case .q5_1: "Q5_1"
    case .q8_0: "Q8_0"
    case .q4_K: "Q4_K"
    case .q5_K: "Q5_K"
    case .q6_K: "Q6_K"
    }
  }
}
