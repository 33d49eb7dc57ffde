import Foundation
import HoneCompute
import HoneModel

/// How a safetensors file may store its numbers.
package enum FolderStorage: String, CaseIterable, Sendable {
  case f32 = "F32", f16 = "F16", bf16 = "BF16"

  /// The bytes of a matrix, each number rounded to the nearest, halves to even.
  func bytes(_ matrix: Matrix) -> [UInt8] {
    matrix.values.flatMap { value -> [UInt8] in
      switch self {
      case .f32: withUnsafeBytes(of: value.bitPattern.littleEndian, Array.init)
      case .f16: withUnsafeBytes(of: Float16(value).bitPattern.littleEndian, Array.init)
      case .bf16: withUnsafeBytes(of: Self.rounded(value).littleEndian, Array.init)
      }
    }
  }

  /// The matrix that those bytes stand for.
  package func stored(_ matrix: Matrix) -> Matrix {
    Matrix(
      rows: matrix.rows, columns: matrix.columns,
      matrix.values.map { value in
        switch self {
        case .f32: value
        case .f16: Float(Float16(value))
        case .bf16: Float(bitPattern: UInt32(Self.rounded(value)) << 16)
        }
      })
  }

  private static func rounded(_ value: Float) -> UInt16 {
    let bits = value.bitPattern
    return UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16)
  }
}

/// A safetensors file to be, with every statement of its header open to lies.
package struct SafetensorsWriter {
  package var entries: [(name: String, type: String, shape: [Int], bytes: [UInt8])] = []

  package init() {}

  package var file: Data {
    var offset = 0, header: [String] = []
    for entry in entries {
      let end = offset + entry.bytes.count
      header.append(
        "\"\(entry.name)\":{\"dtype\":\"\(entry.type)\",\"shape\":\(entry.shape),\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    let text = "{\(header.joined(separator: ","))}"
    var data = withUnsafeBytes(of: UInt64(text.utf8.count).littleEndian) { Data($0) }
    data.append(contentsOf: text.utf8)
    for entry in entries { data.append(contentsOf: entry.bytes) }
    return data
  }
}

extension TinyModel {
  package static let shardNames = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"]

  /// Writes the model as a Hugging Face folder of two shards; `change` may alter what either holds.
  package func write(
    to folder: TemporaryFolder, _ storage: FolderStorage = .f32, settings: String? = nil,
    _ change: (inout [SafetensorsWriter]) -> Void = { _ in }
  ) throws {
    var shards = [SafetensorsWriter(), SafetensorsWriter()]
    for (index, shape) in shapes.enumerated() {
      let matrix = tensor(shape.name)
      // Like the scripts that publish models, all tensors in one type.
      shards[index * 2 / shapes.count].entries.append(
        (
          shape.name, storage.rawValue, shape.rows == 1 ? [shape.columns] : [shape.rows, shape.columns],
          storage.bytes(matrix)
        ))
    }
    let map = zip(Self.shardNames, shards).flatMap { name, shard in shard.entries.map { ($0.name, name) } }
    change(&shards)
    for (name, shard) in zip(Self.shardNames, shards) { _ = try folder.write(shard.file, to: name) }
    try folder.writeIndex(map)
    _ = try folder.write(settings ?? self.settings, to: "config.json")
    try Self.writeTokenizer(to: folder)
  }

  /// A tokenizer.json as transformers writes it, and a tokenizer_config.json that names its special tokens.
  package static func writeTokenizer(to folder: TemporaryFolder, tokens: Int = 96) throws {
    let vocabulary = try tokenizer().vocabulary
    let names = (0..<tokens).map(vocabulary.tokens.string)
    let numbered = Dictionary(uniqueKeysWithValues: zip(names, 0...))
    let special = { (id: Int) -> [String: Any] in
      [
        "id": id, "content": names[id], "special": true, "normalized": false, "lstrip": false, "rstrip": false,
        "single_word": false,
      ]
    }
    let byteLevel: [String: Any] = [
      "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true,
    ]
    let whole: [String: Any] = [
      "version": "1.0", "added_tokens": [special(0), special(1)], "normalizer": NSNull(),
      "pre_tokenizer": byteLevel, "post_processor": NSNull(), "decoder": byteLevel,
      "model": [
        "type": "BPE", "dropout": NSNull(), "unk_token": NSNull(), "continuing_subword_prefix": NSNull(),
        "end_of_word_suffix": NSNull(), "fuse_unk": false, "byte_fallback": false, "vocab": numbered,
        "merges": [String](),
      ] as [String: Any],
    ]
    _ = try folder.write(JSONSerialization.data(withJSONObject: whole), to: "tokenizer.json")
    let settings: [String: Any] = [
      "bos_token": names[0], "eos_token": names[1], "chat_template": template, "add_bos_token": false,
    ]
    _ = try folder.write(JSONSerialization.data(withJSONObject: settings), to: "tokenizer_config.json")
  }

  /// The config.json that transformers 4 writes for this model.
  package var settings: String {
    let attention = configuration.attention, rotary = configuration.rotary
    var fields: [String: String] = [
      "model_type": "\"\(configuration.architecture)\"", "hidden_size": "\(configuration.width)",
      "num_hidden_layers": "\(configuration.layers)", "intermediate_size": "\(configuration.hidden)",
      "vocab_size": "\(configuration.vocabulary)", "max_position_embeddings": "\(configuration.contextLength)",
      "num_attention_heads": "\(attention.heads)", "num_key_value_heads": "\(attention.keyHeads)",
      "rms_norm_eps": "1e-05", "rope_theta": "\(rotary.base)", "rope_scaling": "null",
      "head_dim": "\(attention.headSize)",
      "tie_word_embeddings": "\(tiesEmbedding)", "sliding_window": "null", "torch_dtype": "\"float32\"",
      "bos_token_id": "0", "eos_token_id": "1",
    ]
    if let factor = rotary.divisors.last {
      fields["rope_scaling"] =
        Set(rotary.divisors).count == 1
        ? "{\"type\": \"linear\", \"factor\": \(factor)}"
        : "{\"rope_type\": \"llama3\", \"factor\": \(factor), \"low_freq_factor\": 1.0, \"high_freq_factor\": 4.0, "
          + "\"original_max_position_embeddings\": 64}"
    }
    if configuration.activation == .gelu {
      fields["hidden_activation"] = "\"gelu_pytorch_tanh\""
      fields["query_pre_attn_scalar"] = "20"
    } else {
      fields["hidden_act"] = "\"silu\""
    }
    if let local = configuration.local {
      fields["sliding_window"] = "\(local.window)"
      fields["use_sliding_window"] = "true"
      fields["max_window_layers"] = "\(local.isLocal.firstIndex(of: true) ?? 0)"
      fields["sliding_window_pattern"] = "\((local.isLocal.firstIndex(of: false) ?? 0) + 1)"
      fields["rope_local_base_freq"] = "\(local.rotary.base)"
    }
    return "{" + fields.sorted { $0.key < $1.key }.map { "\"\($0)\": \($1)" }.joined(separator: ", ") + "}"
  }
}

extension TemporaryFolder {
  /// An index that says which file each tensor lies in.
  package func writeIndex(_ map: [(tensor: String, file: String)]) throws {
    let places = Dictionary(map, uniquingKeysWith: { $1 })
    let index: [String: Any] = ["metadata": ["total_size": 0], "weight_map": places]
    _ = try write(JSONSerialization.data(withJSONObject: index), to: "model.safetensors.index.json")
  }
}
