import HoneCore

/// Why an adapter folder could not be written or read.
package enum AdapterError: Error, Equatable {
  case folder(String)
  case noConfiguration(String)
  case badConfiguration(String)
  case unsupported(String, String)
  case rank(String, Int)
  case tensor(String, String)
  case noTensors(String)
  case shape(String, found: [Int], wanted: [Int])
  case noneInUse
}

extension AdapterError: UserFacingError {
  package var message: String {
    switch self {
    case .folder(let path): "the folder '\(path)' cannot be made."
    case .noConfiguration(let path): "'\(path)' is no adapter folder: it has no adapter_config.json."
    case .badConfiguration(let path): "the adapter_config.json of '\(path)' cannot be read as a LoRA configuration."
    case .unsupported(let path, let what): "the adapter '\(path)' uses \(what), which cannot be loaded; plain LoRA can."
    case .rank(let path, let rank): "the adapter '\(path)' has the rank \(rank); ranks of 1...4096 are read."
    case .noTensors(let path): "the adapter '\(path)' holds no tensor."
    case .tensor(let path, let name): "the adapter '\(path)' does not fit this model: '\(name)' has no place in it."
    case .shape(let name, let found, let wanted):
      "'\(name)' has the shape \(found); this model and the adapter's rank need \(wanted)."
    case .noneInUse: "no adapter is in use, so there is nothing to export."
    }
  }

  package var hint: String? {
    switch self {
    case .noneInUse: "train one with model.finetune(), or choose one with model.use(name)"
    default: nil
    }
  }
}

/// Why a training run could not start.
package enum TuningError: Error, Equatable {
  case range(parameter: String, accepted: String, received: String)
  case noItems
  case tooLong(item: Int, tokens: Int, limit: Int)
  case targetTooLong(item: Int, tokens: Int, limit: Int)
  case emptyTarget(item: Int)
  case diverged(step: Int)
  /// Both in bytes.
  case memory(needed: Int, free: Int)
}

extension TuningError: UserFacingError {
  package var message: String {
    switch self {
    case .range(let parameter, let accepted, let received): "\(parameter) must be \(accepted); received \(received)."
    case .noItems: "there are no training items."
    case .tooLong(let item, let tokens, let limit):
      "training item \(item) has \(tokens) tokens; max_length is \(limit)."
    case .targetTooLong(let item, let tokens, let limit):
      "the target of training item \(item) has \(tokens) tokens; max_length is \(limit), and a target is never cut."
    case .emptyTarget(let item): "the target of training item \(item) is empty."
    case .diverged(let step): "the loss is not a number after step \(step); the model was left as it was before."
    case .memory(let needed, let free):
      "full tuning of this model needs \(Self.size(needed, .up)) of memory; \(Self.size(free, .down)) are free."
    }
  }

  private static func size(_ bytes: Int, _ rule: FloatingPointRoundingRule) -> String {
    "\((Double(bytes) / 1e8).rounded(rule) / 10) GB"
  }

  package var hint: String? {
    switch self {
    case .tooLong: "pass truncate=\"prompt\" to cut prompts from the front, or a larger max_length"
    case .noItems: "load a dataset, or split it so that dataset.train has rows"
    case .diverged: "try a lower learning rate"
    case .memory: "method=\"lora\" trains a small change of the weights instead"
    default: nil
    }
  }
}
