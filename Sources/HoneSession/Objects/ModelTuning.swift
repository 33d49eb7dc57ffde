import HoneCore
import HoneData
import HoneModel
import HonePrompting
import HoneTuning

extension ModelObject {
  static var finetune: Command {
    method(
      "finetune",
      [
        Parameter("data", .object("Dataset"), .text("dataset.train"), "what to learn from"),
        Parameter("prompt", .object("Prompt"), .bound("prompt")),
        Parameter("optimizer", .object("Optimizer"), .bound("optimizer")),
        Parameter(
          "method", .oneOf(TuningOptions.Method.allCases.map(\.rawValue)), .value(.string("lora")),
          "lora trains a small change of the weights, full every weight"),
        Parameter("rank", .int, .text("8"), "of LoRA's low-rank change"),
        Parameter("alpha", .float, .text("16"), "LoRA's change is scaled by alpha / rank"),
        Parameter("epochs", .int, .value(.int(1)), "passes over the data"),
        Parameter("batch", .int, .value(.int(16)), "items a step"),
        Parameter("max_length", .optional(.int), .value(.none), "tokens an item may have; None: the model's context"),
        Parameter("clip", .optional(.float), .value(.float(1)), "the largest gradient norm; None: any"),
        Parameter("seed", .optional(.int), .text("session.seed"), "None keeps the data's order"),
        Parameter("truncate", .optional(.oneOf(["prompt"])), .value(.none), "cut longer prompts from the front"),
        Parameter(
          "validation", .optional(.object("Dataset")), .text("dataset.validation"),
          "measured after each epoch; where data is given, only if this is too"),
      ], returns: "Run", "Train a new adapter, or every weight, on the data and use it.",
      help: """
        LoRA changes all linear layers, full tuning every weight, starting from the model as it came: the model's file stays \
        as it is, and model.use(None) goes back to it. The loss counts the answer and the end token alone. Weight decay is of \
        everything that is trained. Full tuning wants a smaller learning rate than LoRA, as adamw(lr=2e-5), and 16 bytes of \
        memory a weight. Ctrl-C stops at once and keeps what the steps before have learned.
        """,
      example: "model.finetune(rank=8, epochs=1)"
    ) { c, object in
      let model = try object.model(), options = try c.tuningOptions()
      let data = try c.tuningData(), name = model.freeTuningName
      let recipe = try c.tuningRecipe(object, options, data)
      func run(_ result: TuningResult, _ items: Int, _ peakMemory: Int, origin: Fingerprint) -> Value {
        .object(
          RunObject(
            name: name, result: result, origin: origin, items: items, peakMemory: peakMemory,
            optimizer: options.optimizer, epochs: options.epochs))
      }
      let kept = c.session.kept(recipe) { (record: TuningRecord, file) in
        (record: record, result: try record.result(for: model, file: file))
      }
      if let (record, result) = kept {
        try object.add(result.tuning, named: name, origin: recipe.origin)
        return run(result, record.items, record.peakMemory, origin: recipe.origin)
      }
      let trainer = try Trainer(model, options: options, monitor: c.monitor)
      let (training, validation) = try c.tuningItems(model, data)
      let checkpoint = c.session.checkpoint(of: recipe)
      let result = try trainer.run(training, validation: validation, monitor: c.monitor, checkpoint: checkpoint)
      c.session.noteCheckpoint(result)
      let peak = ProcessMemory.peak, tuning = result.tuning
      // What an interrupted run learned is known by its numbers alone.
      let origin = result.isInterrupted ? Fingerprint { tuning.fingerprint } : recipe.origin
      if !result.losses.isEmpty { try object.add(tuning, named: name, origin: origin) }
      if result.isInterrupted {
        let kept = result.losses.isEmpty ? "nothing was learned yet" : "what was learned is in use as \(name)"
        c.emit(.note("stopped after step \(result.losses.count) of \(result.plannedSteps); \(kept)"))
      } else {
        c.session.keep(TuningRecord(result, items: training.count, peakMemory: peak), of: recipe) {
          try TuningRecord.write(tuning, to: $0)
        }
      }
      return run(result, training.count, peak, origin: origin)
    }
  }
}

extension LanguageModel {
  /// "run-1", or the first number after it that no tuning has.
  fileprivate var freeTuningName: String {
    var number = 1
    while tuning(named: "run-\(number)") != nil { number += 1 }
    return "run-\(number)"
  }
}

extension CallContext {
  fileprivate func tuningOptions() throws -> TuningOptions {
    var options = TuningOptions(optimizer: try object("optimizer", as: OptimizerObject.self).settings)
    // The table has checked that it is one of them.
    options.method = TuningOptions.Method(rawValue: try string("method")) ?? .lora
    let rank = try optionalInt("rank"), alpha = try optionalFloat("alpha")
    if options.method == .full, let given = rank != nil ? "rank" : alpha != nil ? "alpha" : nil {
      throw ValueError(
        "\(given) is LoRA's; method=\"full\" trains every weight and takes none",
        hint: "leave it out, or pass method=\"lora\"")
    }
    if let rank { options.rank = rank }
    if let alpha { options.alpha = alpha }
    options.epochs = try int("epochs")
    options.batch = try int("batch")
    options.clip = try optionalFloat("clip")
    options.seed = try seed("seed")
    return options
  }

  fileprivate typealias TuningData = (train: DatasetObject, validation: DatasetObject?)

  fileprivate func tuningItems(
    _ model: LanguageModel, _ data: TuningData
  ) throws -> (train: [TrainingItem], validation: [TrainingItem]) {
    let prompt = try object("prompt", as: PromptObject.self).made
    let maxLength = try optionalInt("max_length")
    let truncation: TrainingItem.Truncation = try optionalString("truncate") == nil ? .refuse : .prompt
    func items(_ data: DatasetObject?) throws -> [TrainingItem] {
      guard let data = try data?.data() else { return [] }
      return try TrainingItem.make(
        ItemRenderer.items(data, prompt: prompt, model: model), model: model, maxLength: maxLength,
        truncation: truncation)
    }
    return (try items(data.train), try items(data.validation))
  }

  /// The data given, or the parts of the bound dataset. Data of one's own is not measured on another's validation rows.
  fileprivate func tuningData() throws -> TuningData {
    let validation = try optionalObject("validation", as: DatasetObject.self)
    _ = try validation?.data()
    if let train = try optionalObject("data", as: DatasetObject.self) {
      _ = try train.data()
      return (train, validation)
    }
    let bound = try self.bound("dataset", as: DatasetObject.self)
    let own = try bound.part(.validation)
    let measures = value("validation") == nil && own.count > 0
    return (try bound.part(.train), measures ? own : validation)
  }

  /// The tuning in use is no part of it: training starts from the model as it came.
  fileprivate func tuningRecipe(_ object: ModelObject, _ options: TuningOptions, _ data: TuningData) throws -> Recipe {
    var recipe = Recipe(.finetune)
    recipe.add(object, withTuning: false, in: session)
    recipe.add("data", data.train.fingerprint(in: session))
    recipe.add("validation data", data.validation?.fingerprint(in: session) ?? .nothing)
    recipe.add("prompt", try self.object("prompt", as: PromptObject.self).fingerprint(in: session))
    recipe.add("optimizer", try self.object("optimizer", as: OptimizerObject.self).fingerprint(in: session))
    recipe.set("method", options.method.rawValue)
    recipe.set("rank", options.method == .lora ? options.rank : nil)
    recipe.set("alpha", options.method == .lora ? options.alpha : nil)
    recipe.set("epochs", options.epochs)
    recipe.set("batch", options.batch)
    recipe.set("clip", options.clip)
    recipe.set("seed", options.seed)
    recipe.set("max_length", try optionalInt("max_length"))
    recipe.set("truncate", try optionalString("truncate"))
    return recipe
  }
}
