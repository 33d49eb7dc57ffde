import Foundation
import HoneCore
import HoneModel
import HoneTestSupport
import Testing

/// Hugging Face folders that are not as they should be: one sentence each.
struct ModelFolderHostileTests {
  let folder: TemporaryFolder
  let tiny = TinyModel.gemma3

  init() throws {
    folder = try TemporaryFolder()
    try TinyModel.gemma3.write(to: folder)
  }

  /// The sentence with which the folder is refused, nil where it is accepted. Its path is written as FOLDER.
  private func refusal() -> String? {
    do {
      _ = try LanguageModel(path: folder.root)
      return nil
    } catch let error as any UserFacingError {
      return error.message.replacing(folder.root, with: "FOLDER")
    } catch {
      return "another error: \(error)"
    }
  }

  /// With `fields` as JSON over those of config.json; nil leaves one out.
  private func refusal(of tiny: TinyModel = .gemma3, settings fields: [String: String?]) throws -> String? {
    var settings = try #require(
      JSONSerialization.jsonObject(with: Data(tiny.settings.utf8)) as? [String: Any])
    for (key, text) in fields {
      settings[key] = try text.map { try JSONSerialization.jsonObject(with: Data($0.utf8), options: .fragmentsAllowed) }
    }
    let data = try JSONSerialization.data(withJSONObject: settings)
    try tiny.write(to: folder, settings: String(decoding: data, as: UTF8.self))
    return refusal()
  }

  private func refusal(_ change: (inout [SafetensorsWriter]) -> Void) throws -> String? {
    try tiny.write(to: folder, .f32, change)
    return refusal()
  }

  @Test func whatIsNoModelIsSaidSo() throws {
    #expect(refusal() == nil)
    try FileManager.default.removeItem(atPath: folder.path("tokenizer.json"))
    #expect(refusal() == "'FOLDER' has no tokenizer.json.")
    try FileManager.default.removeItem(atPath: folder.path("model.safetensors.index.json"))
    #expect(
      refusal() == "the folder 'FOLDER' has neither 'model.safetensors' nor 'model.safetensors.index.json'.")
    try FileManager.default.removeItem(atPath: folder.path("config.json"))
    #expect(refusal() == "the folder 'FOLDER' has no 'config.json', so it holds no Hugging Face model.")
    #expect(throws: FileError.missing(path: "\(folder.root)/none")) { try LanguageModel(path: "\(folder.root)/none") }
  }

  @Test func settingsThatAreNoneAreRefused() throws {
    for (text, at, expected) in [
      ("[]", 0, "an object"), ("{", 1, "a string"), ("{} x", 3, "the end of the file"), ("\0", 0, "an object"),
      ("{\"a\": nan}", 6, "a value"), (String(repeating: "{\"a\":", count: 100_000), 321, "no more than 64 levels"),
    ] {
      _ = try folder.write(text, to: "config.json")
      #expect(
        refusal() == "'FOLDER/config.json' is not as it should be at byte \(at): expected \(expected).",
        "\(text.prefix(9))")
    }
  }

  @Test func everyNeededSettingIsMissedByNameAndKind() throws {
    for (key, accepted) in [
      ("hidden_size", "a whole number from 1 to 65536"), ("num_hidden_layers", "a whole number from 1 to 1024"),
      ("num_attention_heads", "a whole number from 1 to 1024"), ("vocab_size", "a whole number from 1 to 268435456"),
      ("intermediate_size", "a whole number from 1 to 1048576"),
      ("max_position_embeddings", "a whole number from 1 to 16777216"), ("rms_norm_eps", "a number above 0"),
      ("query_pre_attn_scalar", "a number above 0"), ("sliding_window", "a whole number from 1 to 16777216"),
      ("model_type", "a text"),
    ] {
      for missing in [nil, "null"] {
        #expect(try refusal(settings: [key: missing]) == "'FOLDER/config.json' has no '\(key)'.")
      }
      let wrong = [("true", "true"), ("[1]", "a list"), ("{}", "an object")]
      let numbers = [("\"1\"", "1"), ("0", "0"), ("-1", "-1")]
      let huge = accepted.hasPrefix("a whole") ? [("1e300", "1e+300"), ("1.5", "1.5")] : []
      for (json, shown) in wrong + (key == "model_type" ? [("1", "1")] : numbers + huge) {
        #expect(
          try refusal(settings: [key: json]) == "'FOLDER/config.json' has \(key) = \(shown); \(accepted) is read.",
          "\(json)")
      }
    }
  }

  @Test func whatWouldChangeTheNumbersIsRefused() throws {
    let known = "'llama', 'mistral', 'qwen2', 'qwen3' and 'gemma3_text' are read."
    #expect(
      try refusal(settings: ["model_type": "\"gemma3\""])
        == "'FOLDER/config.json' describes a model of type 'gemma3'; \(known)")
    for (key, json, shown, accepted) in [
      ("attention_bias", "true", "true", "false"), ("attention_bias", "1", "1", "true or false"),
      ("use_bidirectional_attention", "true", "true", "false"), ("final_logit_softcapping", "30", "30", "null"),
      ("attn_logit_softcapping", "50.0", "50", "null"), ("quantization_config", "{}", "an object", "null"),
      ("partial_rotary_factor", "0.5", "0.5", "1"), ("tie_word_embeddings", "\"yes\"", "yes", "true or false"),
      ("hidden_activation", "\"relu\"", "relu", "silu or gelu_pytorch_tanh"),
      ("head_dim", "13", "13", "an even number"),
      ("num_key_value_heads", "3", "3", "a divisor of the 4 attention heads"),
      ("layer_types", "[\"full_attention\"]", "a list", "full_attention or sliding_attention for each of the 3 layers"),
      ("layer_types", "[1, 2, 3]", "a list", "a list of texts"),
      ("sliding_window_pattern", "0", "0", "a whole number from 1 to 1024"),
      ("eos_token_id", "[1, 96]", "a list", "a token from 0 to 95 or a list of them"),
      ("eos_token_id", "\"1\"", "1", "a token from 0 to 95 or a list of them"),
    ] {
      #expect(try refusal(settings: [key: json]) == "'FOLDER/config.json' has \(key) = \(shown); \(accepted) is read.")
    }
    #expect(
      try refusal(of: .llama, settings: ["num_attention_heads": "3", "head_dim": nil, "num_key_value_heads": "1"])
        == "'FOLDER/config.json' has hidden_size = 64; an even multiple of the 3 attention heads is read.")
    #expect(
      try refusal(of: .mistral, settings: ["sliding_window": nil]) == "'FOLDER/config.json' has no 'sliding_window'.")
  }

  @Test func otherRotaryScalingsAreRefused() throws {
    let all = """
      "factor": 8, "low_freq_factor": 1, "high_freq_factor": 4, "original_max_position_embeddings": 64
      """
    for (scaling, key, shown, accepted) in [
      ("\"yarn\"", "rope_scaling", "yarn", "an object"),
      ("{\"rope_type\": \"yarn\", \"factor\": 4}", "rope_scaling.rope_type", "yarn", "default, linear or llama3"),
      ("{\"type\": \"dynamic\", \"factor\": 4}", "rope_scaling.type", "dynamic", "default, linear or llama3"),
      ("{\"type\": \"linear\", \"factor\": 0}", "rope_scaling.factor", "0", "a number above 0"),
      (
        "{\"type\": \"linear\", \"factor\": 2, \"partial_rotary_factor\": 0.5}", "rope_scaling.partial_rotary_factor",
        "0.5", "1"
      ),
      (
        "{\"rope_type\": \"llama3\", \(all), \"high_freq_factor\": 1}", "rope_scaling.high_freq_factor", "1",
        "a number above low_freq_factor"
      ),
    ] {
      let settings = String(TinyModel.llama3.settings.dropLast()) + ", \"rope_scaling\": \(scaling)}"
      try TinyModel.llama3.write(to: folder, settings: settings)
      #expect(refusal() == "'FOLDER/config.json' has \(key) = \(shown); \(accepted) is read.")
    }
    #expect(
      try refusal(of: .llama3, settings: ["rope_scaling": "{\"rope_type\": \"llama3\"}"])
        == "'FOLDER/config.json' has no 'rope_scaling.factor'.")
  }

  // MARK: Weights

  @Test func everyTensorIsNeededAndHasItsShape() throws {
    for shape in tiny.shapes {
      #expect(
        try refusal { shards in for index in 0...1 { shards[index].entries.removeAll { $0.name == shape.name } } }
          == "'FOLDER' has no '\(shape.name)'.")
    }
    let name = "model.layers.1.self_attn.q_proj.weight", shard = TinyModel.shardNames[0]
    for wrong in [[48, 31], [32, 48], [48], [48, 32, 1], [1 << 40, 1 << 40]] {
      #expect(
        try refusal { shards in
          let index = try! #require(shards[0].entries.firstIndex { $0.name == name })
          shards[0].entries[index].shape = wrong
        } == "tensor '\(name)' of 'FOLDER/\(shard)' has the shape \(wrong); its model needs [48, 32].")
    }
    #expect(
      try refusal { $0[0].entries[0].type = "I8" }
        == "tensor 'model.embed_tokens.weight' of 'FOLDER/\(shard)' is stored as I8; F32, F16 and BF16 are read.")
    #expect(
      try refusal { $0[0].entries[0].type = "F16" }
        == "tensor 'model.embed_tokens.weight' of 'FOLDER/\(shard)' has the shape [96, 32], "
        + "which its bytes do not fill or which is no matrix.")
  }

  @Test func tensorsWithoutAPlaceAreNamed() throws {
    for name in ["model.layers.0.self_attn.q_proj.bias", "model.layers.3.mlp.up_proj.weight", "score.weight", "x"] {
      #expect(
        try refusal { $0[1].entries.append((name, "F32", [4], Array(repeating: 0, count: 16))) }
          == "the model in 'FOLDER' has a tensor '\(name)', for which its architecture has no place.")
    }
    #expect(
      try refusal { $0[1].entries.append($0[0].entries[0]) }
        == "the model in 'FOLDER' has the tensor 'model.embed_tokens.weight' in two files.")
    #expect(try refusal(settings: ["num_hidden_layers": "2"])?.contains("has a tensor 'model.layers.2.") == true)
    #expect(try refusal(settings: ["vocab_size": "95"])?.contains("its model needs [95, 32].") == true)
    #expect(try refusal(of: .gemma3, settings: ["tie_word_embeddings": "false"]) == "'FOLDER' has no 'lm_head.weight'.")
  }

  @Test func anIndexCannotLeadOutOfItsFolder() throws {
    for file in ["../x.safetensors", "/etc/x.safetensors", "a/b.safetensors", "x.bin", "..", "", "x\0.safetensors"] {
      try folder.writeIndex([("w", file)])
      let shown = file.replacing("\0", with: "␀")
      #expect(
        refusal() == "'FOLDER/model.safetensors.index.json' puts the tensor 'w' into '\(shown)'; "
          + "the name of a .safetensors file beside it is read.")
    }
    try folder.writeIndex([("w", "none.safetensors")])
    #expect(refusal() == "there is no file 'FOLDER/none.safetensors'.")
    for (text, message) in [
      ("{}", "has no 'weight_map'."), ("{\"weight_map\": []}", "has weight_map = a list; an object is read."),
      ("{\"weight_map\": {\"w\": 1}}", "has weight_map.w = 1; a text is read."),
      ("{\"weight_map\"", "is not as it should be at byte 13: expected ':'."),
    ] {
      _ = try folder.write(text, to: "model.safetensors.index.json")
      #expect(refusal() == "'FOLDER/model.safetensors.index.json' \(message)")
    }
  }

  @Test func aTensorThatTheIndexPromisesMustBeThere() throws {
    try folder.writeIndex(tiny.shapes.map { ($0.name, TinyModel.shardNames[0]) })
    #expect(refusal()?.hasPrefix("'FOLDER' has no '") == true)
  }

  @Test func shardsThatAreCutShortAreRefused() throws {
    let path = folder.path(TinyModel.shardNames[1])
    let whole = try Data(contentsOf: URL(filePath: path))
    for length in stride(from: whole.count - 1, to: 0, by: -997) {
      try whole.prefix(length).write(to: URL(filePath: path))
      #expect(refusal() == "'FOLDER/\(TinyModel.shardNames[1])' is cut short or is not a safetensors file.")
    }
  }

  /// Bytes of the settings changed at random: a model or one sentence, and a model that opens must run.
  @Test func mutationsNeverEndTheProcess() throws {
    let whole = Array(tiny.settings.utf8), digits = Array("0123456789-[]{},\":e.tfn".utf8)
    var random = RandomStream(seed: 13, purpose: "folder-mutations", step: 0), refused = 0
    for _ in 0..<400 {
      var bytes = whole
      for _ in 0...random.next(below: 3) {
        bytes[random.next(below: bytes.count)] = digits[random.next(below: digits.count)]
      }
      _ = try folder.write(Data(bytes), to: "config.json")
      if let message = refusal() {
        refused += 1
        #expect(message.hasSuffix(".") && !message.hasPrefix("another error") && message.utf8.count < 1_000)
      } else {
        let model = try LanguageModel(path: folder.root)
        guard model.configuration.contextLength > 8 else { continue }
        do { _ = try model.score(context: "ab", continuation: "cd") } catch ModelError.notNumbers {}
      }
    }
    #expect(refused > 100)
  }
}
