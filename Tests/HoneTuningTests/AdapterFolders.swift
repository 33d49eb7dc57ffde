import Foundation
import HoneCompute
import HoneModel
import HoneTestSupport

/// PEFT's name of a matrix called "layers.0.self_attn.q_proj.lora_A" here.
func peftName(_ name: String) -> String { "base_model.model.model.\(name).weight" }

extension TemporaryFolder {
  /// Writes a PEFT folder as PEFT does: the fields of a LoraConfig, `changes` as JSON over them (nil leaves one out).
  func writeAdapter(
    _ matrices: [(name: String, matrix: Matrix)], rank: Int, alpha: Float, changes: [String: String?] = [:]
  ) throws {
    var fields: [String: String] = [
      "peft_type": "\"LORA\"", "task_type": "\"CAUSAL_LM\"", "base_model_name_or_path": "\"any\"", "r": "\(rank)",
      "lora_alpha": "\(alpha)", "lora_dropout": "0.05", "bias": "\"none\"", "fan_in_fan_out": "false",
      "target_modules": "[\"q_proj\"]", "use_rslora": "false", "use_dora": "false", "rank_pattern": "{}",
      "alpha_pattern": "{}", "modules_to_save": "null", "init_lora_weights": "true", "peft_version": "\"0.17.0\"",
    ]
    for (key, value) in changes { fields[key] = value }
    let json = fields.map { "\"\($0)\": \($1)" }.joined(separator: ", ")
    _ = try write("{\(json)}", to: "adapter_config.json")
    try Safetensors.write(matrices.map { (peftName($0.name), $0.matrix) }, to: path("adapter_model.safetensors"))
  }
}
