import HoneCore
import HoneData
import HoneModel
import HonePrompting
import HoneTuning

/// What `model.finetune()` did.
package final class RunObject: DomainObject {
  package static let typeName = "Run"
  let name: String
  let result: TuningResult
  private let items: Int
  private let peakMemory: Int

  init(name: String, result: TuningResult, items: Int, peakMemory: Int) {
    self.name = name
    self.result = result
    self.items = items
    self.peakMemory = peakMemory
  }

  package var rendering: Rendering {
    let steps = result.losses.count
    var lines = ["Run \(name): LoRA rank \(result.adapter.rank) (\(Figures.scaled(result.adapter.parameterCount)) weights) on \(counted(items, "item")), \(counted(steps, "step"))"]
    if result.isInterrupted { lines[0] += " of \(result.plannedSteps), interrupted" }
    if steps > 0 {
      // Single steps are noisy: the means of the first and the last tenth say more.
      let tenth = max(1, steps / 10)
      let first = result.losses.prefix(tenth).reduce(0, +) / Double(tenth), last = result.losses.suffix(tenth).reduce(0, +) / Double(tenth)
      lines.append("loss \(Figures.fixed(first, 3)) → \(Figures.fixed(last, 3))")
    }
    if let validation = result.validationLosses.last { lines.append("validation loss \(Figures.fixed(validation, 3))") }
    let stable = lines.joined(separator: "; ")
    let live =
      "\(Figures.duration(result.seconds)), \(Figures.fixed(result.tokensPerSecond, 0)) tok/s, peak memory \(Figures.bytes(peakMemory))"
    return Rendering(stable: stable, live: stable + "\n" + live)
  }

  static var rows: [Command] { properties + [finetune] }

  private static func property(_ name: String, returns: String, _ summary: String, _ body: @escaping (RunObject) -> Value) -> Command {
    Command(.property(typeName), name, returns: returns, summary: summary) { c in body(try c.receiver(as: RunObject.self)) }
  }

  private static var properties: [Command] {
    [
      property("name", returns: "str", "The name of its adapter.") { .string($0.name) },
      property("losses", returns: "list of float", "The mean loss of each step, in nats a learned token.") { .floats($0.result.losses) },
      property("validation_losses", returns: "list of float", "The mean validation loss after each epoch.") { .floats($0.result.validationLosses) },
      property("seconds", returns: "float", "How long it took.") { .float($0.result.seconds) },
      property("tokens_per_second", returns: "float", "Tokens of all items seen, shared prefixes counted each time.") { .float($0.result.tokensPerSecond) },
      property("peak_memory", returns: "int", "The most memory the process had held by its end, in bytes.") { .int($0.peakMemory) },
    ]
  }

  private static var finetune: Command {
    Command(
      .method(ModelObject.typeName), "finetune",
      [
        Parameter("data", .object("Dataset"), .text("dataset.train"), "what to learn from"),
        Parameter("prompt", .object("Prompt"), .bound("prompt")), Parameter("optimizer", .object("Optimizer"), .bound("optimizer")),
        Parameter("method", .oneOf(["lora"]), .value(.string("lora"))),
        Parameter("rank", .int, .value(.int(8)), "of the low-rank change"),
        Parameter("alpha", .float, .value(.float(16)), "the change is scaled by alpha / rank"),
        Parameter("epochs", .int, .value(.int(1)), "passes over the data"),
        Parameter("batch", .int, .value(.int(16)), "items a step"),
        Parameter("max_length", .optional(.int), .value(.none), "tokens an item may have; None: the model's context"),
        Parameter("clip", .optional(.float), .value(.float(1)), "the largest gradient norm; None: any"),
        Parameter("seed", .optional(.int), .text("session.seed"), "None keeps the data's order"),
        Parameter("truncate", .optional(.oneOf(["prompt"])), .value(.none), "cut longer prompts from the front"),
        Parameter("validation", .optional(.object("Dataset")), .text("dataset.validation"), "measured after each epoch"),
      ], returns: "Run", summary: "Train a new adapter on the data and use it.",
      help: """
        LoRA on all linear layers, starting from the model as it came. The loss counts the answer and the end token alone.
        Ctrl-C stops after the current step and keeps what was learned.
        """,
      example: "model.finetune(rank=8, epochs=1)"
    ) { c in try finetune(c) }
  }

  private static func finetune(_ c: CallContext) throws -> Value {
    let model = try c.receiver(as: ModelObject.self).model()
    var options = TuningOptions(optimizer: try c.object("optimizer", as: OptimizerObject.self).settings)
    options.rank = try c.int("rank")
    options.alpha = try c.float("alpha")
    options.epochs = try c.int("epochs")
    options.batch = try c.int("batch")
    options.clip = try c.optionalFloat("clip")
    options.seed = try c.seed("seed")
    let (data, validation) = try material(c)
    let prompt = try c.object("prompt", as: PromptObject.self).made
    func items(_ data: Dataset) throws -> [TrainingItem] {
      try TrainingItem.make(
        ItemRenderer.items(data, prompt: prompt, model: model), model: model, maxLength: c.optionalInt("max_length"),
        truncation: c.optionalString("truncate") == nil ? .refuse : .prompt)
    }
    let trainer = try Trainer(model, options: options), training = try items(data)
    let result = try trainer.run(training, validation: validation.map(items) ?? [], monitor: c.monitor)
    let name = (1...).lazy.map { "run-\($0)" }.first { name in !model.adapters.contains { $0.name == name } } ?? "run"
    if !result.losses.isEmpty { model.add(result.adapter, named: name) }
    if result.isInterrupted {
      let kept = result.losses.isEmpty ? "nothing was learned yet" : "what was learned is in use as \(name)"
      c.emit(.note("stopped after step \(result.losses.count) of \(result.plannedSteps); \(kept)"))
    }
    return .object(RunObject(name: name, result: result, items: training.count, peakMemory: ProcessMemory.peak))
  }

  /// The data given, or the bound dataset's parts.
  private static func material(_ c: CallContext) throws -> (train: Dataset, validation: Dataset?) {
    let givenValidation = try c.optionalObject("validation", as: DatasetObject.self)?.data()
    if let data = try c.optionalObject("data", as: DatasetObject.self)?.data() { return (data, givenValidation) }
    let bound = try c.bound("dataset", as: DatasetObject.self).data()
    let own = try bound.part(.validation)
    return (try bound.part(.train), c.value("validation") == nil && own.count > 0 ? own : givenValidation)
  }
}
