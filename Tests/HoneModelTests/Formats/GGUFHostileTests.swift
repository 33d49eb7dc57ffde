import Foundation
import HoneCompute
import HoneCore
import HoneModel
import HoneTestSupport
import Testing

/// Files that are not as they should be: one sentence each.
struct GGUFHostileTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("m.gguf")
  }

  /// The sentence with which a file is refused, nil where it is accepted. The file's path is written as PATH.
  private func refusal(_ data: Data) throws -> String? {
    try data.write(to: URL(filePath: path))
    return try refusal()
  }

  private func refusal() throws -> String? {
    do {
      _ = try LanguageModel(path: path)
      return nil
    } catch let error as any UserFacingError {
      return error.message.replacing("'\(path)'", with: "PATH")
    }
  }

  private func refusal(_ change: (inout GGUFWriter) -> Void) throws -> String? {
    var writer = try TinyLlama.gguf()
    change(&writer)
    return try refusal(writer.file)
  }

  /// Generates, which may end in one sentence.
  private func run(_ model: LanguageModel, temperature: Double) throws {
    let options = SamplingOptions(maxTokens: 2, temperature: temperature, topP: 0.9, minP: 0.1)
    do {
      _ = try model.generate([2, 3, 4], options: options, monitor: SilentMonitor())
    } catch ModelError.notNumbers {}
  }

  @Test func everyTruncationIsRefused() throws {
    let writer = try TinyLlama.gguf(.q4_0), whole = writer.file, header = writer.header.count
    #expect(try refusal(whole) == nil)
    for length in [whole.count - 64 * 4, whole.count / 2] + (1..<header + 40).reversed() {
      try FileHandle(forWritingTo: URL(filePath: path)).truncate(atOffset: UInt64(length))
      let message = try #require(try refusal(), "\(length) bytes are accepted")
      #expect(message.hasPrefix("PATH is cut short: it has \(length) bytes and needs at least "))
    }
    #expect(try refusal(Data()) == "the file PATH is empty.")
  }

  /// Bytes changed at random: a model or one sentence, and a model that opens must run.
  @Test(arguments: 0..<4) func mutationsNeverEndTheProcess(stream: Int) throws {
    let writer = try TinyLlama.gguf([.q8_0, .bf16, .q5_1, .q6_K][stream])
    let whole = writer.file, header = writer.header.count
    var random = RandomStream(seed: 11, purpose: "gguf-mutations", step: stream)
    var refused = 0
    for _ in 0..<600 {
      var data = whole
      for _ in 0...random.next(below: 3) {
        let at = random.next(below: header)
        data[at] =
          random.next(below: 2) == 0
          ? UInt8(truncatingIfNeeded: random.next()) : [0, 0x7F, 0x80, 0xFF][random.next(below: 4)]
      }
      if let message = try refusal(data) {
        refused += 1
        #expect(message.hasSuffix(".") && message.utf8.count < 1_000)
      } else {
        let model = try LanguageModel(path: path)
        guard model.configuration.contextLength > 8 else { continue }
        try run(model, temperature: 0)
      }
    }
    #expect(refused > 200)
  }

  /// Numbers of any weight may be anything, also infinite and not a number.
  @Test(arguments: StorageType.allCases) func weightsOfAnyBytesRun(type: StorageType) throws {
    let writer = try TinyLlama.gguf(type)
    var data = writer.file, random = RandomStream(seed: 5, purpose: "gguf-weights", step: 0)
    for at in (writer.header.count + 32)..<data.count { data[at] = UInt8(truncatingIfNeeded: random.next()) }
    #expect(try refusal(data) == nil)
    let model = try LanguageModel(path: path)
    try run(model, temperature: 0)
    try run(model, temperature: 1)
    do { _ = try model.perplexity("abc") } catch ModelError.notNumbers {}
  }

  @Test func whatIsNoGGUFIsSaidSo() throws {
    #expect(try refusal { $0.magic = Array("GGML".utf8) } == "PATH is not a GGUF file: it does not start with 'GGUF'.")
    #expect(try refusal { $0.version = 1 } == "PATH is GGUF version 1; versions 2 and 3 are read.")
    #expect(try refusal { $0.version = 3 << 24 } == "PATH is GGUF version 50331648; versions 2 and 3 are read.")
    #expect(throws: FileError.missing(path: "\(path)x")) { try LanguageModel(path: "\(path)x") }
  }

  @Test func absurdCountsAndSizesAreRefused() throws {
    #expect(
      try refusal { $0.tensorCount = .max } == "PATH is corrupt: its header holds a size of 18446744073709551615.")
    #expect(try refusal { $0.keyCount = 1 << 40 } == "PATH is corrupt: its header holds a size of 1099511627776.")
    #expect(try refusal { $0.keyCount = 1 << 24 }?.contains("PATH") == true)
    let array = { (type: UInt8, count: UInt64) in
      GGUFWriter.Value.raw(
        type: 9, bytes: [type, 0, 0, 0] + (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) })
    }
    for type: UInt8 in 0...12 {
      #expect(
        try refusal { $0["x"] = array(type, .max) }
          == "PATH is corrupt: its header holds a size of 18446744073709551615.")
      #expect(try refusal { $0["x"] = array(type, 1 << 24) } != nil)
    }
    #expect(try refusal { $0["x"] = array(13, 0) } == "PATH is corrupt: its header holds an array of type 13.")
    #expect(
      try refusal { $0["x"] = .raw(type: 13, bytes: []) } == "PATH is corrupt: its header holds metadata of type 13.")
    #expect(
      try refusal { $0["x"] = .raw(type: 10, bytes: Array(repeating: 255, count: 8)) }?.contains("a size of") == true)
    let nested = (0..<5).flatMap { _ -> [UInt8] in [9, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0] }
    #expect(
      try refusal { $0["x"] = .raw(type: 9, bytes: nested) }
        == "PATH is corrupt: its header holds arrays nested deeper than 4.")
  }

  @Test func dimensionsOffsetsAndAlignmentsAreChecked() throws {
    func shape(_ sizes: [UInt64]) throws -> String? {
      try refusal { $0.change("blk.0.attn_q.weight") { $0.shape = sizes } }
    }
    let tensor = "tensor 'blk.0.attn_q.weight' of PATH has the shape"
    #expect(try shape([]) == "PATH is corrupt: its header holds 0 dimensions in tensor 'blk.0.attn_q.weight'.")
    #expect(
      try shape([1, 1, 1, 1, 1]) == "PATH is corrupt: its header holds 5 dimensions in tensor 'blk.0.attn_q.weight'.")
    #expect(try shape([64, 63]) == "\(tensor) [64, 63]; its model needs [64, 64].")
    #expect(try shape([64]) == "\(tensor) [64]; its model needs [64, 64].")
    #expect(try shape([64, 64, 1]) == "\(tensor) [64, 64, 1]; its model needs [64, 64].")
    #expect(try shape([.max, 64]) == "PATH is corrupt: its header holds a size of 18446744073709551615.")
    #expect(try shape([1 << 32, 1 << 32]) == "\(tensor) [4294967296, 4294967296]; its model needs [64, 64].")
    let offset = { (at: UInt64) in try refusal { $0.change("output_norm.weight") { $0.offset = at } } }
    #expect(try offset(.max) == "PATH is corrupt: its header holds a size of 18446744073709551615.")
    #expect(
      try offset(33)
        == "PATH is corrupt: its header holds tensor 'output_norm.weight' at 33, which its alignment of 32 does not allow."
    )
    #expect(try offset(1 << 60)?.hasPrefix("PATH is cut short: it has ") == true)
    for bytes: [UInt8] in [[0, 0, 0, 0], [3, 0, 0, 0], [255, 255, 255, 255], [0, 0, 0, 0x40]] {
      #expect(
        try refusal { $0["general.alignment"] = .raw(type: 4, bytes: bytes) }
          == "PATH is corrupt: its header holds an alignment that is no power of two up to 1048576.")
    }
  }

  @Test func aVocabularyAsLargeAsANumberCanBeNeedsItsBytes() throws {
    let message = try refusal { $0.change("token_embd.weight") { $0.shape = [64, 1 << 32] } }
    #expect(message?.hasPrefix("PATH is cut short: it has ") == true)
  }

  @Test func storageThatIsNotReadIsNamed() throws {
    let read = "F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q4_K, Q5_K, Q6_K"
    for type: UInt32 in [4, 9, 10, 15, 29, 31, 999, .max] {
      let number = Int32(bitPattern: type)
      #expect(
        try refusal { $0.change("blk.1.ffn_up.weight") { $0.type = type } }
          == "tensor 'blk.1.ffn_up.weight' of PATH is stored as GGML type \(number); \(read) are read.")
    }
  }

  @Test(arguments: [StorageType.q4_K, .q5_K, .q6_K]) func rowsThatAreNoWholeBlocksAreRefused(type: StorageType) throws {
    #expect(
      try refusal { $0.change("blk.1.ffn_up.weight") { $0.type = UInt32(type.rawValue) } }
        == "PATH is corrupt: its header holds rows of 64 weights in blocks of 256.")
  }

  @Test func otherArchitecturesAndSettingsAreRefused() throws {
    #expect(
      try refusal { $0["general.architecture"] = .string("falcon") }
        == "PATH holds a model of architecture 'falcon'; 'llama', 'qwen2', 'qwen3' and 'gemma3' are read.")
    #expect(
      try refusal { $0["general.architecture"] = .string("\u{1B}]0;\0" + String(repeating: "x", count: 100_000)) }
        == "PATH holds a model of architecture '␛]0;␀\(String(repeating: "x", count: 75))…'; "
        + "'llama', 'qwen2', 'qwen3' and 'gemma3' are read.")
    #expect(try refusal { $0["llama.rope.scaling.type"] = .string("none") } == nil)
    #expect(
      try refusal { $0["llama.rope.scaling.type"] = .string("yarn") }
        == "PATH has llama.rope.scaling.type = yarn; none or linear is read.")
    #expect(
      try refusal { $0["llama.rope.scaling.factor"] = .float(-2) }
        == "PATH is corrupt: its header holds llama.rope.scaling.factor = -2.0.")
    #expect(
      try refusal { $0["llama.rope.scaling.attn_factor"] = .float(2) }
        == "PATH has llama.rope.scaling.attn_factor = 2.0; 1 is read.")
    #expect(
      try refusal { $0["llama.final_logit_softcapping"] = .float(30) }
        == "PATH has llama.final_logit_softcapping = 30.0; 0 is read.")
    #expect(try refusal { $0["llama.expert_count"] = .uint32(8) } == "PATH has llama.expert_count = 8; 0 is read.")
    #expect(
      try refusal { $0["llama.rope.dimension_count"] = .uint32(8) }
        == "PATH has llama.rope.dimension_count = 8; 16 is read.")
    #expect(
      try refusal { $0["llama.block_count"] = .uint32(1) }
        == "PATH has a tensor 'blk.1.attn_k.weight', for which its architecture has no place.")
  }

  @Test func divisorsOfRotaryFrequenciesAreChecked() throws {
    func divisors(_ values: [Float]) throws -> String? {
      let matrix = Matrix(rows: 1, columns: values.count, values)
      let tensor = GGUFWriter.Tensor(
        name: "rope_freqs.weight", shape: [UInt64(values.count)], type: 0, data: EncodedMatrix(matrix, as: .f32).bytes)
      return try refusal { $0.tensors.append(tensor) }
    }
    #expect(try divisors(Array(repeating: 2, count: 8)) == nil)
    #expect(
      try divisors([1, 2, 3]) == "tensor 'rope_freqs.weight' of PATH has the shape [3]; its model needs [8].")
    for value in [Float.nan, .infinity, 0, -1] {
      #expect(
        try divisors([1, 1, 1, value, 1, 1, 1, 1])
          == "PATH is corrupt: its header holds \(value) in 'rope_freqs.weight'.")
    }
  }

  /// What one architecture has a place for, the others have not.
  @Test func tensorsAndWindowsOfOtherArchitecturesAreRefused() throws {
    func refusal(_ tiny: TinyModel, _ change: (inout GGUFWriter) -> Void) throws -> String? {
      var writer = try tiny.gguf()
      change(&writer)
      return try self.refusal(writer.file)
    }
    func vector(_ name: String, _ size: Int) -> GGUFWriter.Tensor {
      GGUFWriter.Tensor(name: name, shape: [UInt64(size)], type: 0, data: Array(repeating: 0, count: 4 * size))
    }
    for (tiny, name) in [
      (TinyModel.llama3, "attn_q.bias"), (.plainQwen2, "attn_q_norm.weight"), (.qwen3, "attn_k.bias"),
      (.qwen3, "post_ffw_norm.weight"), (.gemma3, "attn_output.bias"),
    ] {
      #expect(
        try refusal(tiny) { $0.tensors.append(vector("blk.0.\(name)", 16)) }
          == "PATH has a tensor 'blk.0.\(name)', for which its architecture has no place.")
    }
    #expect(
      try refusal(.gemma3) { $0.tensors.append(vector("rope_freqs.weight", 6)) }
        == "PATH has a tensor 'rope_freqs.weight', for which its architecture has no place.")
    for (tiny, name) in [
      (TinyModel.plainQwen2, "attn_v.bias"), (.qwen3, "attn_k_norm.weight"), (.gemma3, "post_attention_norm.weight"),
    ] {
      #expect(
        try refusal(tiny) { $0.tensors.removeAll { $0.name == "blk.1.\(name)" } } == "PATH has no 'blk.1.\(name)'.")
    }
    #expect(
      try refusal(.qwen2) { _ in } == "PATH has qwen2.attention.sliding_window = 6; 0 is read.")
    #expect(
      try refusal(.qwen3) { $0["qwen3.attention.sliding_window"] = .uint32(9) }
        == "PATH has qwen3.attention.sliding_window = 9; 0 is read.")
    #expect(
      try refusal(.gemma3) { $0["gemma3.attention.sliding_window"] = .uint64(1 << 40) }
        == "PATH is corrupt: its header holds gemma3.attention.sliding_window = 1099511627776.")
    #expect(
      try refusal(.gemma3) { $0["gemma3.attention.sliding_window_pattern"] = .uint32(0) }
        == "PATH is corrupt: its header holds gemma3.attention.sliding_window_pattern = 0.")
    #expect(
      try refusal(.gemma3) {
        $0["gemma3.attention.sliding_window_pattern"] = .raw(type: 9, bytes: [7, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1])
      } == "PATH is corrupt: its header holds 1 flags in gemma3.attention.sliding_window_pattern for 3 layers.")
  }

  @Test func everyKeyAndTensorThatIsNeededIsMissedByName() throws {
    let optional = [
      "general.name", "llama.rope.freq_base", "llama.rope.dimension_count", "tokenizer.ggml.token_type",
      "tokenizer.ggml.bos_token_id", "tokenizer.ggml.eos_token_id", "tokenizer.chat_template",
    ]
    for (key, _) in try TinyLlama.gguf().keys {
      let message = try refusal { $0[key] = nil }
      #expect(message == (optional.contains(key) ? nil : "PATH has no '\(key)'."), "\(key)")
      // A value of another kind is as good as none.
      guard !optional.contains(key) else { continue }
      #expect(try refusal { $0[key] = .bool(true) } == "PATH has no '\(key)'.", "\(key)")
    }
    for tensor in try TinyLlama.gguf().tensors {
      #expect(try refusal { $0.tensors.removeAll { $0.name == tensor.name } } == "PATH has no '\(tensor.name)'.")
    }
  }

  @Test func nothingIsThereTwice() throws {
    #expect(
      try refusal { $0.tensors.append($0.tensors[2]) }
        == "PATH is corrupt: its header holds two tensors named 'blk.0.attn_q.weight'.")
    #expect(
      try refusal { $0.keys.append(("general.name", .string("other"))) }
        == "PATH is corrupt: its header holds two values for 'general.name'.")
  }

  @Test func headsThatDoNotFitAreRefused() throws {
    func heads(_ all: UInt32, _ keys: UInt32) throws -> String? {
      try refusal {
        $0["llama.attention.head_count"] = .uint32(all)
        $0["llama.attention.head_count_kv"] = .uint32(keys)
      }
    }
    #expect(try heads(0, 0) == "PATH is corrupt: its header holds llama.attention.head_count = 0.")
    #expect(try heads(4, 0) == "PATH is corrupt: its header holds llama.attention.head_count_kv = 0.")
    #expect(try heads(4, 8) == "PATH is corrupt: its header holds llama.attention.head_count_kv = 8.")
    #expect(try heads(4, 3) == "PATH is corrupt: its header holds 4 heads, 3 key heads of 16.")
    #expect(try heads(64, 2) == "PATH is corrupt: its header holds 64 heads, 2 key heads of 1.")
    #expect(try heads(128, 128) == "PATH is corrupt: its header holds 128 heads, 128 key heads of 0.")
    #expect(try heads(.max, 1) == "PATH is corrupt: its header holds llama.attention.head_count = 4294967295.")
    #expect(
      try refusal { $0["llama.attention.key_length"] = .uint32(15) }
        == "PATH is corrupt: its header holds 4 heads, 2 key heads of 15.")
    for (key, value) in [
      ("block_count", 0), ("block_count", 9_999_999), ("embedding_length", 0), ("context_length", 0),
    ] {
      #expect(
        try refusal { $0["llama.\(key)"] = .uint32(UInt32(value)) }
          == "PATH is corrupt: its header holds llama.\(key) = \(value).")
    }
    for value in [Float.nan, .infinity, 0, -1] {
      #expect(
        try refusal { $0["llama.rope.freq_base"] = .float(value) }
          == "PATH is corrupt: its header holds llama.rope.freq_base = \(Double(value)).")
    }
  }

  @Test func tokenizersThatDoNotFitAreRefused() throws {
    #expect(
      try refusal { $0["tokenizer.ggml.model"] = .string("bert") }
        == "PATH has a tokenizer of kind 'bert'; byte-level BPE ('gpt2') and SentencePiece ('llama') are read.")
    #expect(
      try refusal { $0["tokenizer.ggml.model"] = .string("llama") } == "PATH has no 'tokenizer.ggml.scores'.")
    #expect(
      try refusal {
        $0["tokenizer.ggml.tokens"] = .strings(["a", "b"]); $0["tokenizer.ggml.token_type"] = nil
      }
        == "PATH is corrupt: its header holds 2 tokens and 96 embeddings.")
    #expect(
      try refusal { $0["tokenizer.ggml.token_type"] = .int32s([1, 2]) }
        == "the model's vocabulary has 96 tokens and 2 token types; there must be as many of each.")
    #expect(
      try refusal { $0["tokenizer.ggml.eos_token_id"] = .uint32(96) }
        == "the model's end token is 96, and its vocabulary has the tokens 0...95.")
    #expect(
      try refusal { $0["tokenizer.ggml.pre"] = .string("smol") }
        == "the model's file asks for the pre-tokenizer 'smol'; hone knows smollm, gpt-2, llama-bpe, qwen2.")
  }

  @Test func tokensOfAnyBytesAreKeptApart() throws {
    let strange = ["", "\0", "a\0b", "\u{FFFD}", "same", "same"]
    let tokens = strange + (strange.count..<96).map { "t\($0)" }
    #expect(
      try refusal {
        $0["tokenizer.ggml.tokens"] = .strings(tokens)
        $0["tokenizer.ggml.token_type"] = .int32s((0..<96).map { $0 < 3 ? 3 : 1 })
        $0["tokenizer.ggml.merges"] = .strings(["", "a", "a b c", "\0 \0"])
      } == nil)
    let model = try LanguageModel(path: path)
    #expect(model.tokenizer.decode([1, 2, 4]) == "\0a\0bsame")
    _ = model.tokenizer.encode("a\0b same")
  }
}
