import Foundation
import HoneCore
import HoneData
import HoneModel
import HoneTuning

extension ModelObject {
  static var rows: [Command] { loading + texts + adapters + [finetune] }

  private static var loading: [Command] {
    [
      method(
        "load",
        [
          Parameter(
            "source", .string, .required, "a catalog name, or the path of a .gguf file or a Hugging Face folder",
            names: [.catalogModel, .file(["gguf"])])
        ],
        returns: "Model", "Load a pretrained model into this object.",
        help:
          """
          The catalog has \(CatalogEntry.names(.model).joined(separator: ", ")), fetched once and checked by SHA-256. A
          folder holds config.json, tokenizer.json and safetensors files. llama (mistral and smollm too), qwen2, qwen3 and
          gemma3 are read.
          """,
        example: "model.load(\"smollm2\")"
      ) { c, object in
        let source = try c.string("source")
        if CatalogEntry.names(.model).contains(source) {
          let path = try Catalog(environment: c.session.environment).fetch(source, .model, monitor: c.monitor)
          object.replace(try LanguageModel(path: path), name: source)
        } else {
          try object.checkIsFile(source)
          let model = try LanguageModel(path: source), last = (source as NSString).lastPathComponent as NSString
          // Only a file's name has an extension: a folder's may be "Qwen2.5-0.5B".
          object.replace(model, name: model.isFolder ? last as String : last.deletingPathExtension)
        }
        return .object(object)
      },
      method("info", returns: "None", "Show the model's shape, storage and adapters.", example: "model.info()") {
        c, object in
        c.emit(.display(try object.information))
        return .none
      },
    ]
  }

  /// What is no file and does not look like one was meant for the catalog.
  private func checkIsFile(_ source: String) throws {
    let names = CatalogEntry.names(.model)
    guard !FileManager.default.fileExists(atPath: source), !source.contains("/"), !source.contains(".") else { return }
    throw ValueError(
      "'\(source)' is neither a file nor a model of the catalog, which has \(names.joined(separator: ", "))",
      hint: suggestion(source, names))
  }

  private static var texts: [Command] {
    [
      method(
        "tokenize", [Parameter("text", .string)], returns: "list of int",
        "The tokens of a text; special tokens written out are recognised, none are added.",
        example: "model.tokenize(\"Hello world\")"
      ) { c, object in .ints(try object.model().tokenizer.encode(c.string("text"))) },
      method(
        "score", [Parameter("context", .string), Parameter("continuation", .string)], returns: "Score",
        "The log-probability of a continuation after a context.",
        example: "model.score(\"The capital of France is\", \" Paris\")"
      ) { c, object in
        let model = try object.model()
        return .object(
          ScoreObject(
            try model.score(
              context: c.string("context"), continuation: c.string("continuation"), monitor: c.monitor)))
      },
      method(
        "perplexity", [Parameter("text", .string)], returns: "float",
        "e to the mean negative log-probability of each next token.",
        example: "model.perplexity(\"It was a dark and stormy night.\")"
      ) { c, object in
        let model = try object.model(), text = try c.string("text")
        var recipe = Recipe(.perplexity)
        recipe.add(object, withTuning: true, in: c.session)
        recipe.set("text", text)
        if let kept = c.session.kept(recipe, { (record: Double, _) in record }) { return .float(kept) }
        let perplexity = try model.perplexity(text, monitor: c.monitor)
        c.session.keep(perplexity, of: recipe)
        return .float(perplexity)
      },
      generate, chat,
    ]
  }

  private static var adapters: [Command] {
    [
      property("adapters", returns: "list of str", "The names of the adapters and tuned weights, oldest first.") {
        .strings(try $0.model().tunings.map(\.name))
      },
      property("adapter", returns: "str or None", "The name of the adapter or tuned weights in use.") {
        try $0.model().activeTuning.map(Value.string) ?? .none
      },
      method(
        "use",
        [
          Parameter(
            "adapter", .optional(.string), .required, "a name, a PEFT folder, or None for the model as it came",
            names: [.adapter, .folder])
        ],
        returns: "Model", "Choose the adapter or tuned weights in use.", example: "model.use(None)"
      ) { c, object in
        let model = try object.model()
        let source = try c.optionalString("adapter")
        if let source, model.tuning(named: source) == nil,
          source.contains("/") || PEFTFolder.isFolder(source)
        {
          let adapter = try PEFTFolder.read(source, for: model)
          try object.add(.lowRank(adapter), named: (source as NSString).lastPathComponent)
        } else {
          try model.use(source)
        }
        return .object(object)
      },
      method(
        "export", [Parameter("folder", .string, .required, "where to; made if needed", names: [.folder])],
        returns: "None",
        "Write the adapter in use as a PEFT folder, or the tuned weights in use as a Hugging Face folder.",
        help: """
          model.use(folder) loads an adapter again. Tuned weights are a model of their own, in float32: model.load(folder).
          """, example: "model.export(\"adapters/reviews\")"
      ) { c, object in
        let model = try object.model()
        let folder = try c.string("folder")
        guard let tuning = model.tuning else { throw AdapterError.noneInUse }
        guard !c.session.isResuming else { return .none }
        try c.session.checkWritable(folder)
        switch tuning {
        case .lowRank(let adapter): try PEFTFolder.write(adapter, of: model, to: folder)
        case .weights(let weights): try ModelFolder.write(weights, of: model, to: folder)
        }
        c.emit(.note("wrote \(Figures.scaled(tuning.parameterCount)) weights to \(folder)"))
        return .none
      },
    ]
  }

  /// `info()`'s table.
  private var information: Rendering {
    get throws {
      let model = try model()
      let shape = model.configuration
      let attention = shape.attention
      let size = model.decoder.weights.size
      var lines = [
        ("architecture", shape.architecture),
        ("weights", "\(Figures.grouped(size.parameters)) in \(model.storageName)"),
        ("layers", "\(shape.layers) of width \(shape.width), hidden \(shape.hidden)"),
        ("attention", "\(attention.heads) heads of \(attention.headSize), \(attention.keyHeads) for keys"),
        ("vocabulary", Figures.grouped(shape.vocabulary)), ("context", Figures.counted(shape.contextLength, "token")),
      ]
      if let local = shape.local {
        let count = local.isLocal.count { $0 }
        lines.append(("windows", "\(count) of \(shape.layers) layers see \(Figures.counted(local.window, "token"))"))
      }
      for (name, tuning) in model.tunings {
        let use = name == model.activeTuning ? ", in use" : "", rank = tuning.adapter.map { "rank \($0.rank), " } ?? ""
        lines.append((tuning.kind, "\(name): \(rank)\(Figures.scaled(tuning.parameterCount)) weights\(use)"))
      }
      let file = (model.isFolder ? "folder" : "file", "\(model.path), \(Figures.bytes(size.bytes))")
      return Rendering(stable: Self.aligned(lines), live: Self.aligned(lines + [file]))
    }
  }

  private static func aligned(_ lines: [(String, String)]) -> String {
    let width = lines.map(\.0.count).max() ?? 0
    return lines.map { $0.padding(toLength: width, withPad: " ", startingAt: 0) + "  " + $1 }.joined(separator: "\n")
  }
}
