import HoneCore
import HoneModel

extension ModelObject {
  private static var sampling: [Parameter] {
    [
      Parameter("max_tokens", .int, .value(.int(128)), "at most this many new tokens"),
      Parameter("temperature", .float, .value(.float(0)), "0 takes the likeliest token"),
      Parameter("top_k", .optional(.int), .value(.none), "choose among the k likeliest"),
      Parameter("top_p", .optional(.float), .value(.none), "choose among the likeliest that reach this probability"),
      Parameter("min_p", .optional(.float), .value(.none), "choose among tokens this likely relative to the likeliest"),
      Parameter("seed", .int, .text("session.seed"), "where random choices start from"),
      Parameter("stop", .optional(.either([.string, .list])), .value(.none), "a text to end at, or several"),
    ]
  }

  static var generate: Command {
    method(
      "generate", [Parameter("text", .string)] + sampling, returns: "Generation",
      "Continue a raw text; the terminal shows it as it comes.",
      help: "The text goes to the model as it is; model.chat() wraps it in the model's own template.",
      example: "model.generate(\"Once upon a time\", max_tokens=40)"
    ) { c, object in
      return .object(try c.stream(object, object.model().promptTokens(c.string("text"))))
    }
  }

  static var chat: Command {
    method(
      "chat",
      [
        Parameter("message", .string),
        Parameter("system", .optional(.string), .value(.none), "the system message of a new conversation"),
        Parameter("reset", .bool, .value(.bool(false)), "forget the conversation first"),
      ] + sampling,
      returns: "Generation", "Say something to the model and keep the conversation.",
      help: "A system message starts a new conversation. Without one the model's own template decides.",
      example: "model.chat(\"What is a learning rate?\")"
    ) { c, object in
      let model = try object.model()
      let system = try c.optionalString("system")
      var turns = try c.bool("reset") || system != nil ? [] : object.conversation
      if let system { turns.append(ChatMessage(role: "system", content: system)) }
      turns.append(ChatMessage(role: "user", content: try c.string("message")))
      let answer = try c.stream(object, model.tokenizer.encode(model.render(turns)))
      object.conversation = turns + [ChatMessage(role: "assistant", content: answer.generation.text)]
      return .object(answer)
    }
  }
}

extension CallContext {
  /// Generates with the sampling arguments of this call; the REPL shows text as it comes.
  fileprivate func stream(_ object: ModelObject, _ prompt: [Int]) throws -> GenerationObject {
    let model = try object.model(), options = try samplingOptions()
    let streams = session.cells.last?.mode == .interactive
    func show(_ text: String) { if streams { emit(.stream(text.showingControls(keeping: "\n\t"))) } }
    var recipe = Recipe(.generate)
    recipe.add(object, withTuning: true, in: session)
    recipe.add(prompt, options)
    let generation: Generation
    if let kept = session.kept(recipe, { (record: Generation, _) in record }) {
      generation = kept
      show(kept.text)
    } else {
      generation = try model.generate(prompt, options: options, monitor: monitor, onText: show)
      if generation.finish == .interrupted {
        recipe.set("tokens", generation.tokens.count)
      } else {
        session.keep(generation, of: recipe)
      }
    }
    return GenerationObject(
      generation, origin: recipe.origin,
      isStreamed: { [weak session, cell = session.cells.count] in streams && session?.cells.count == cell })
  }

  private func samplingOptions() throws -> SamplingOptions {
    var options = SamplingOptions()
    options.maxTokens = try int("max_tokens", in: 1...1_000_000)
    options.temperature = try float("temperature")
    guard options.temperature >= 0, options.temperature.isFinite else {
      throw ValueError("temperature must be 0 or more; received \(Value.float(options.temperature).brief)")
    }
    options.topK = try optionalInt("top_k", in: 1...10_000_000)
    options.topP = try share("top_p")
    options.minP = try share("min_p")
    options.seed = try seed("seed") ?? 0
    options.stop = try stops()
    return options
  }

  private func stops() throws -> [String] {
    if case .string(let text)? = value("stop") { return [text] }
    return try optionalStrings("stop") ?? []
  }

  private func share(_ name: String) throws -> Double? {
    guard let share = try optionalFloat(name) else { return nil }
    guard share > 0 && share <= 1 else {
      throw ValueError("\(name) must be above 0 and at most 1; received \(Value.float(share).brief)")
    }
    return share
  }
}

extension Recipe {
  /// A prompt and all that decides how it goes on.
  mutating func add(_ prompt: [Int], _ options: SamplingOptions) {
    add(
      "text",
      Fingerprint {
        var stream = FingerprintStream("tokens")
        stream.add(prompt)
        return stream.finish()
      })
    set("max_tokens", options.maxTokens)
    set("temperature", options.temperature)
    set("top_k", options.topK)
    set("top_p", options.topP)
    set("min_p", options.minP)
    set("seed", options.temperature > 0 ? options.seed : nil)
    set("stop", options.stop)
  }
}
