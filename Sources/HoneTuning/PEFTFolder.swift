import Foundation
import HoneCompute
import HoneCore
import HoneModel

/// An adapter as PEFT keeps it: `adapter_config.json` beside `adapter_model.safetensors`.
package enum PEFTFolder {
  private static let configurationName = "adapter_config.json"
  private static let weightsName = "adapter_model.safetensors"

  /// The fields of PEFT's LoraConfig that decide what the numbers mean.
  private struct Configuration: Codable {
    var peft_type = "LORA"
    var task_type: String? = "CAUSAL_LM"
    var base_model_name_or_path: String?
    var r: Int
    var lora_alpha: Double
    var lora_dropout: Double? = 0
    var target_modules: Targets?
    var bias: String? = "none"
    var fan_in_fan_out: Bool? = false
    var inference_mode: Bool? = true
    var init_lora_weights: Initialization? = .flag(true)
    var use_rslora: Bool? = false
    var use_dora: Bool? = false
    var rank_pattern: [String: Int]? = [:]
    var alpha_pattern: [String: Double]? = [:]
    var modules_to_save: [String]?
  }

  /// Module names, or one pattern.
  private enum Targets: Codable {
    case names([String]), pattern(String)

    init(from decoder: any Swift.Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let names = try? value.decode([String].self) {
        self = .names(names)
      } else {
        self = .pattern(try value.decode(String.self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var value = encoder.singleValueContainer()
      switch self {
      case .names(let names): try value.encode(names)
      case .pattern(let pattern): try value.encode(pattern)
      }
    }
  }

  /// PEFT writes a flag or the name of a method; either says only how training began.
  private enum Initialization: Codable {
    case flag(Bool), method(String)

    init(from decoder: any Swift.Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let flag = try? value.decode(Bool.self) {
        self = .flag(flag)
      } else {
        self = .method(try value.decode(String.self))
      }
    }

    func encode(to encoder: any Encoder) throws {
      var value = encoder.singleValueContainer()
      switch self {
      case .flag(let flag): try value.encode(flag)
      case .method(let method): try value.encode(method)
      }
    }
  }

  // MARK: Writing

  /// Writes the adapter into `folder`, which is made if needed; files of the same names are replaced.
  package static func write(_ adapter: Adapter, of model: LanguageModel, to folder: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw AdapterError.folder(folder)
    }
    let shape = model.configuration
    let matrices = adapter.layers.enumerated().flatMap { index, layer in
      Projection.allCases.flatMap { projection -> [(String, Matrix)] in
        guard let change = layer[projection] else { return [] }
        let b = shape.inHuggingFaceOrder(change.b, projection)
        return [(key(index, projection, "A"), change.a), (key(index, projection, "B"), b)]
      }
    }
    try Safetensors.write(matrices.map { (name: $0.0, matrix: $0.1) }, to: "\(folder)/\(weightsName)")
    let configuration = Configuration(
      base_model_name_or_path: model.name, r: adapter.rank, lora_alpha: alpha(of: adapter),
      target_modules: .names(
        adapter.projections.compactMap { $0.moduleName.split(separator: ".").last.map(String.init) }))
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write(try encoder.encode(configuration), to: "\(folder)/\(configurationName)")
  }

  /// The alpha whose quotient by the rank is the scale in use, to the last bit: `Adapter.alpha` is rounded where the
  /// scale came from rsLoRA.
  private static func alpha(of adapter: Adapter) -> Double {
    let scale = adapter.layers.lazy.compactMap(\.values.first).first?.scale
    return scale.map { Double($0) * Double(adapter.rank) } ?? Double(adapter.alpha)
  }

  private static func key(_ layer: Int, _ projection: Projection, _ matrix: String) -> String {
    "base_model.model.model.layers.\(layer).\(projection.moduleName).lora_\(matrix).weight"
  }

  // MARK: Reading

  package static func isFolder(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: "\(path)/\(configurationName)")
  }

  package static func read(_ folder: String, for model: LanguageModel) throws -> Adapter {
    guard let data = FileManager.default.contents(atPath: "\(folder)/\(configurationName)") else {
      throw AdapterError.noConfiguration(folder)
    }
    guard let configuration = try? JSONDecoder().decode(Configuration.self, from: data) else {
      throw AdapterError.badConfiguration(folder)
    }
    try check(configuration, folder)
    let file = try Safetensors(path: "\(folder)/\(weightsName)"), names = Set(file.names)
    let divisor = configuration.use_rslora == true ? Double(configuration.r).squareRoot() : Double(configuration.r)
    let scale = Float(configuration.lora_alpha / divisor)
    var layers: [[Projection: LowRank]] = []
    for index in 0..<model.configuration.layers {
      var layer: [Projection: LowRank] = [:]
      for projection in Projection.allCases where names.contains(key(index, projection, "A")) {
        layer[projection] = try change(file, index, projection, model.configuration, configuration.r, scale)
      }
      layers.append(layer)
    }
    let read = layers.enumerated().flatMap { i, layer in layer.keys.flatMap { [key(i, $0, "A"), key(i, $0, "B")] } }
    if let other = names.subtracting(read).min() { throw AdapterError.tensor(folder, other) }
    guard !read.isEmpty else { throw AdapterError.noTensors(folder) }
    return Adapter(rank: configuration.r, alpha: scale * Float(configuration.r), layers: layers)
  }

  private static func change(
    _ file: Safetensors, _ layer: Int, _ projection: Projection, _ configuration: ModelConfiguration, _ rank: Int,
    _ scale: Float
  ) throws -> LowRank {
    let shape = projection.shape(configuration)
    let nameA = key(layer, projection, "A"), nameB = key(layer, projection, "B")
    for (name, wanted) in [(nameA, [rank, shape.inputs]), (nameB, [shape.outputs, rank])] {
      let found = try file.shape(name)
      guard found == wanted else { throw AdapterError.shape(name, found: found, wanted: wanted) }
    }
    let b = configuration.inOwnOrder(try file.matrix(nameB), projection)
    return LowRank(a: try file.matrix(nameA), b: b, scale: scale)
  }

  private static func check(_ configuration: Configuration, _ folder: String) throws {
    let unsupported: [(Bool, String)] = [
      (configuration.peft_type != "LORA", "peft_type \(configuration.peft_type)"),
      (configuration.use_dora == true, "use_dora"), (configuration.fan_in_fan_out == true, "fan_in_fan_out"),
      ((configuration.bias ?? "none") != "none", "bias \(configuration.bias ?? "")"),
      (!(configuration.rank_pattern ?? [:]).isEmpty, "rank_pattern"),
      (!(configuration.alpha_pattern ?? [:]).isEmpty, "alpha_pattern"),
      (!(configuration.modules_to_save ?? []).isEmpty, "modules_to_save"),
    ]
    if let first = unsupported.first(where: \.0) { throw AdapterError.unsupported(folder, first.1) }
    guard (1...4_096).contains(configuration.r) else { throw AdapterError.rank(folder, configuration.r) }
    guard Float(configuration.lora_alpha).isFinite else { throw AdapterError.badConfiguration(folder) }
  }
}
