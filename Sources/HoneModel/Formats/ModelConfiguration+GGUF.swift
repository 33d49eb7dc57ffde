import HoneCompute

extension ModelConfiguration {
  package init(_ file: GGUF) throws {
    let name = try file.string("general.architecture")
    guard let architecture = Architecture.all.first(where: { $0.ggufName == name }) else {
      throw GGUFError.architecture(path: file.file.path, name: name)
    }
    let settings = GGUFSettings(file: file, architecture: architecture, name: name)
    guard let embedding = file.tensors["token_embd.weight"], embedding.shape.count == 2 else {
      throw GGUFError.missing(path: file.file.path, key: "token_embd.weight")
    }
    let width = try settings.size("embedding_length", 1...65_536), layers = try settings.size("block_count", 1...1_024)
    let attention = try settings.attention(width: width, layers: layers)
    let rotary = try settings.rotary(headSize: attention.headSize)
    try settings.checkIsPlain(headSize: attention.headSize)
    self.init(
      architecture: name, layers: layers, width: width, hidden: try settings.size("feed_forward_length", 1...1 << 20),
      vocabulary: embedding.shape[1], contextLength: try settings.size("context_length", 1...1 << 24),
      attention: attention, normEpsilon: try settings.positive("attention.layer_norm_rms_epsilon"), rotary: rotary,
      rotaryInterleaved: architecture.interleavesRotaryInGGUF)
    local = try settings.localLayers(layers, rotary: rotary)
    architecture.apply(to: &self)
  }
}

/// A file's settings by their names without the architecture's before them.
private struct GGUFSettings {
  let file: GGUF
  let architecture: Architecture
  let name: String

  private func key(_ key: String) -> String { "\(name).\(key)" }
  private func has(_ key: String) -> Bool { file.metadata[self.key(key)] != nil }
  private func corrupt(_ what: String) -> GGUFError { .corrupt(path: file.file.path, what: what) }

  private func refused(_ key: String, _ value: String, accepted: String) -> GGUFError {
    .setting(path: file.file.path, key: self.key(key), value: value, accepted: accepted)
  }

  func size(_ key: String, _ range: ClosedRange<Int>) throws -> Int {
    let value = try file.integer(self.key(key))
    guard range.contains(value) else { throw corrupt("\(self.key(key)) = \(value)") }
    return value
  }

  func positive(_ key: String, default standard: Double? = nil) throws -> Float {
    if let standard, !has(key) { return Float(standard) }
    let value = try file.float(self.key(key))
    guard Float(value).isFinite, Float(value) > 0 else { throw corrupt("\(self.key(key)) = \(value)") }
    return Float(value)
  }

  func attention(width: Int, layers: Int) throws -> AttentionShape {
    let heads = try size("attention.head_count", 1...1_024)
    let keyHeads = try size("attention.head_count_kv", 1...heads)
    let headSize = has("attention.key_length") ? try size("attention.key_length", 2...1_024) : width / heads
    guard heads % keyHeads == 0, headSize % 2 == 0, headSize > 0 else {
      throw corrupt("\(heads) heads, \(keyHeads) key heads of \(headSize)")
    }
    let scale: Float? =
      has("attention.scale")
      ? try positive("attention.scale")
      : layers == architecture.layersScaledByWidth ? (Float(heads) / Float(width)).squareRoot() : nil
    return AttentionShape(heads: heads, keyHeads: keyHeads, headSize: headSize, scale: scale)
  }

  // MARK: Rotary positions

  func rotary(headSize: Int) throws -> Rotary {
    let base = try positive("rope.freq_base", default: 10_000)
    let factor = try scalingFactor(), name = "rope_freqs.weight"
    guard architecture.interleavesRotaryInGGUF, file.tensors[name] != nil else {
      return Rotary(base: base, divisors: factor == 1 ? [] : Array(repeating: factor, count: headSize / 2))
    }
    let divisors = try file.weight(name, outputs: 1, inputs: headSize / 2).matrix().values
    if let other = divisors.first(where: { !($0.isFinite && $0 > 0) }) { throw corrupt("\(other) in '\(name)'") }
    return Rotary(base: base, divisors: divisors.map { factor * $0 })
  }

  /// What all rotary frequencies are divided by. A factor of 0 is none, and one without a type is linear, as in llama.cpp.
  private func scalingFactor() throws -> Float {
    let kind = has("rope.scaling.type") ? try file.string(key("rope.scaling.type")) : "linear"
    guard kind == "none" || kind == "linear" else {
      throw refused("rope.scaling.type", kind, accepted: "none or linear")
    }
    for name in ["rope.scaling.factor", "rope.scale_linear"] where has(name) {
      let factor = try file.float(key(name))
      return kind == "none" || factor == 0 ? 1 : try positive(name)
    }
    return 1
  }

  // MARK: Windows

  func localLayers(_ layers: Int, rotary: Rotary) throws -> ModelConfiguration.LocalLayers? {
    guard has("attention.sliding_window"), case let window = try size("attention.sliding_window", 0...1 << 24),
      window > 0
    else { return nil }
    switch architecture.windows {
    case .none where architecture.interleavesRotaryInGGUF:
      // Mistral's models are converted to llama's architecture: a window is one of all layers.
      return .init(window: window, rotary: rotary, isLocal: Array(repeating: true, count: layers))
    case .periodic(let period):
      let base = try positive("rope.freq_base_swa", default: architecture.localRotaryBase)
      return .init(window: window, rotary: Rotary(base: base), isLocal: try pattern(layers, period: period))
    case .none, .all, .late: throw refused("attention.sliding_window", "\(window)", accepted: "0")
    }
  }

  /// Which layers are local: all but each n-th, or as a list of flags says.
  private func pattern(_ layers: Int, period: Int) throws -> [Bool] {
    let name = "attention.sliding_window_pattern"
    if case .array? = file.metadata[key(name)] {
      let array = try file.array(key(name), of: 7)
      guard array.count == layers else { throw corrupt("\(array.count) flags in \(key(name)) for \(layers) layers") }
      return try file.file.bytes(at: array.offset, count: layers).map { $0 != 0 }
    }
    let period = has(name) ? try size(name, 1...1_024) : period
    return (0..<layers).map { ($0 + 1) % period != 0 }
  }

  // MARK: Refusals

  /// Refuses what would change the model's numbers and is not computed here: it must not be passed over.
  func checkIsPlain(headSize: Int) throws {
    for (name, accepted) in [
      ("rope.dimension_count", headSize), ("attention.value_length", headSize), ("expert_count", 0),
    ]
    where has(name) {
      let value = try file.integer(key(name))
      guard value == accepted else { throw refused(name, "\(value)", accepted: "\(accepted)") }
    }
    for (name, accepted) in [
      ("attn_logit_softcapping", 0.0), ("final_logit_softcapping", 0), ("rope.scaling.attn_factor", 1),
    ] where has(name) {
      let value = try file.float(key(name))
      guard value == accepted else { throw refused(name, "\(value)", accepted: "\(Int(accepted))") }
    }
  }
}
