import Foundation
import HoneCompute
import HoneCore
import HoneData
import HoneModel
import HonePrompting
import HoneTuning

extension ModelObject {
  static var rows: [Command] { loading + texts + adapters }

  private static func method(
    _ name: String, _ parameters: [Parameter] = [], returns: String, _ summary: String, help: String = "", example: String,
    body: @escaping (CallContext, ModelObject) throws -> Value
  ) -> Command {
    Command(.method(typeName), name, parameters, returns: returns, summary: summary, help: help, example: example) { c in
      try body(c, c.receiver(as: ModelObject.self))
    }
  }

  private static var loading: [Command] {
    [
      method(
        "load", [Parameter("source", .string, .required, "a catalog name, or the path of a .gguf file")], returns: "Model",
        "Load a pretrained model into this object.",
        help: "The catalog has \(CatalogEntry.names(.model).joined(separator: ", ")), fetched once and checked by SHA-256.",
        example: "model.load(\"smollm2\")"
      ) { c, object in
        let source = try c.string("source"), names = CatalogEntry.names(.model)
        let inCatalog = names.contains(source)
        let path = inCatalog ? try Catalog(environment: c.session.environment).fetch(source, .model, monitor: c.monitor) : source
        if !inCatalog && !FileManager.default.fileExists(atPath: path) && !path.contains("/") && !path.contains(".") {
          throw ValueError(
            "'\(source)' is neither a file nor a model of the catalog, which has \(names.joined(separator: ", ")).",
            hint: nearest(source, among: names).map { "did you mean '\($0)'?" })
        }
        let name = inCatalog ? source : ((path as NSString).lastPathComponent as NSString).deletingPathExtension
        object.replace(try LanguageModel(path: path), name: name)
        return .object(object)
      },
      method("info", returns: "None", "Show the model's shape, storage and adapters.", example: "model.info()") { c, object in
        c.emit(.display(try object.information))
        return .none
      },
    ]
  }

  private static var sampling: [Parameter] {
    [
      Parameter("max_tokens", .int, .value(.int(128)), "at most this many new tokens"),
      Parameter("temperature", .float, .value(.float(0)), "0 takes the likeliest token"),
      Parameter("top_k", .optional(.int), .value(.none), "choose among the k likeliest"),
      Parameter("top_p", .optional(.float), .value(.none), "choose among the likeliest that reach this probability"),
      Parameter("min_p", .optional(.float), .value(.none), "choose among tokens this likely relative to the likeliest"),
      Parameter("seed", .optional(.int), .text("session.seed"), "where random choices start from"),
      Parameter("stop", .either([.string, .list, .optional(.string)]), .value(.none), "a text to end at, or several"),
    ]
  }

  private static var texts: [Command] {
    [
      method(
        "tokenize", [Parameter("text", .string)], returns: "list of int",
        "The tokens of a text; special tokens written out are recognised, none are added.", example: "model.tokenize(\"Hello world\")"
      ) { c, object in
        .list(ListObject(try object.model().tokenizer.encode(c.string("text")).map(Value.int)))
      },
      method(
        "score", [Parameter("context", .string), Parameter("continuation", .string)], returns: "Score",
        "The log-probability of a continuation after a context.", example: "model.score(\"The capital of France is\", \" Paris\")"
      ) { c, object in
        let model = try object.model()
        return .object(ScoreObject(try model.score(context: c.string("context"), continuation: c.string("continuation"))))
      },
      method(
        "perplexity", [Parameter("text", .string)], returns: "float", "e to the mean negative log-probability of each next token.",
        example: "model.perplexity(\"It was a dark and stormy night.\")"
      ) { c, object in .float(try object.model().perplexity(c.string("text"))) },
      method(
        "generate", [Parameter("text", .string)] + sampling, returns: "Generation", "Continue a raw text; the terminal shows it as it comes.",
        help: "The text goes to the model as it is; model.chat() wraps it in the model's own template.",
        example: "model.generate(\"Once upon a time\", max_tokens=40)"
      ) { c, object in
        let model = try object.model()
        return .object(try c.stream(model, model.promptTokens(c.string("text"))))
      },
      method(
        "chat",
        [Parameter("message", .string), Parameter("system", .optional(.string), .value(.none), "the system message of a new conversation"),
          Parameter("reset", .bool, .value(.bool(false)), "forget the conversation first")] + sampling,
        returns: "Generation", "Say something to the model and keep the conversation.",
        help: "A system message starts a new conversation. Without one the model's own template decides.",
        example: "model.chat(\"What is a learning rate?\")"
      ) { c, object in
        let model = try object.model(), system = try c.optionalString("system")
        var turns = try c.bool("reset") || system != nil ? [] : object.conversation
        if let system { turns.append(ChatMessage(role: "system", content: system)) }
        turns.append(ChatMessage(role: "user", content: try c.string("message")))
        let answer = try c.stream(model, model.tokenizer.encode(model.render(turns)))
        object.conversation = turns + [ChatMessage(role: "assistant", content: answer.generation.text)]
        return .object(answer)
      },
    ]
  }

  private static var adapters: [Command] {
    [
      Command(.property(typeName), "adapters", returns: "list of str", summary: "The names of the adapters, oldest first.") { c in
        .strings(try c.receiver(as: ModelObject.self).model().adapters.map(\.name))
      },
      Command(.property(typeName), "adapter", returns: "str or None", summary: "The name of the adapter in use.") { c in
        try c.receiver(as: ModelObject.self).model().activeAdapter.map(Value.string) ?? .none
      },
      method(
        "use", [Parameter("adapter", .optional(.string), .required, "a name, a PEFT folder, or None for the model as it came")],
        returns: "Model", "Choose the adapter in use.", example: "model.use(None)"
      ) { c, object in
        let model = try object.model(), name = try c.optionalString("adapter")
        if let name, !model.adapters.contains(where: { $0.name == name }), name.contains("/") || PEFTFolder.isFolder(name) {
          model.add(try PEFTFolder.read(name, for: model), named: (name as NSString).lastPathComponent)
        } else {
          try model.use(name)
        }
        return .object(object)
      },
      method(
        "export", [Parameter("folder", .string, .required, "where to; made if needed")], returns: "None",
        "Write the adapter in use as a PEFT folder.", example: "model.export(\"adapters/reviews\")"
      ) { c, object in
        let model = try object.model(), folder = try c.string("folder")
        guard let adapter = model.adapter else { throw AdapterError.noneInUse }
        try PEFTFolder.write(adapter, of: model, to: folder)
        c.emit(.note("wrote \(Figures.scaled(adapter.parameterCount)) weights to \(folder)"))
        return .none
      },
    ]
  }

  /// `info()`'s table.
  private var information: Rendering {
    get throws {
      let model = try model(), shape = model.configuration, attention = shape.attention
      let size = model.decoder.weights.size
      var lines = [
        ("architecture", shape.architecture), ("weights", "\(Figures.grouped(size.parameters)) in \(model.storageName)"),
        ("layers", "\(shape.layers) of width \(shape.width), hidden \(shape.hidden)"),
        ("attention", "\(attention.heads) heads of \(attention.headSize), \(attention.keyHeads) for keys"),
        ("vocabulary", Figures.grouped(shape.vocabulary)), ("context", "\(Figures.grouped(shape.contextLength)) tokens"),
      ]
      for (name, adapter) in model.adapters {
        let use = name == model.activeAdapter ? ", in use" : ""
        lines.append(("adapter", "\(name): rank \(adapter.rank), \(Figures.scaled(adapter.parameterCount)) weights\(use)"))
      }
      let width = lines.map(\.0.count).max() ?? 0
      let text = lines.map { $0.padding(toLength: width, withPad: " ", startingAt: 0) + "  " + $1 }.joined(separator: "\n")
      return Rendering(stable: text, live: text + "\nfile".padding(toLength: width + 1, withPad: " ", startingAt: 0) + "  \(model.path), \(Figures.bytes(size.bytes))")
    }
  }
}

extension CallContext {
  /// Generates with the sampling arguments of this call; the REPL shows text as it comes.
  fileprivate func stream(_ model: LanguageModel, _ prompt: [Int]) throws -> GenerationObject {
    let options = try samplingOptions()
    let streams = session.cells.last?.mode == .interactive
    let generation = try model.generate(prompt, options: options, monitor: monitor) { if streams { emit(.stream($0)) } }
    return GenerationObject(generation, isStreamed: { [weak session, cell = session.cells.count] in
      streams && session?.cells.count == cell
    })
  }

  private func samplingOptions() throws -> SamplingOptions {
    var options = SamplingOptions()
    options.maxTokens = try within("max_tokens", int("max_tokens"), 1...1_000_000)
    options.temperature = try float("temperature")
    guard options.temperature >= 0, options.temperature.isFinite else {
      throw ValueError("temperature must be 0 or more; received \(options.temperature)")
    }
    options.topK = try optionalInt("top_k").map { try within("top_k", $0, 1...10_000_000) }
    options.topP = try share("top_p")
    options.minP = try share("min_p")
    options.seed = try seed("seed") ?? 0
    if case .string(let text)? = value("stop") { options.stop = [text] } else if case .list? = value("stop") { options.stop = try strings("stop") }
    return options
  }

  func within(_ name: String, _ number: Int, _ range: ClosedRange<Int>) throws -> Int {
    guard range.contains(number) else {
      throw ValueError("\(name) must be \(range.lowerBound)...\(range.upperBound); received \(number)")
    }
    return number
  }

  private func share(_ name: String) throws -> Double? {
    guard let share = try optionalFloat(name) else { return nil }
    guard share > 0 && share <= 1 else { throw ValueError("\(name) must be above 0 and at most 1; received \(share)") }
    return share
  }
}
