import HoneCore
import HoneData
import HoneEvaluation
import HoneModel
import HonePrompting

/// `prompt`: how the model is asked, once one is made with `Prompt(…)`.
package final class PromptObject: DomainObject, FactSource {
  package static let typeName = "Prompt"
  let made: Prompt?

  package init(_ prompt: Prompt? = nil) { made = prompt }

  package var rendering: Rendering {
    guard let prompt = made else { return Rendering("Prompt: none yet; prompt = Prompt(\"… {text}\", labels=[…]) makes one") }
    let labels = prompt.labels.isEmpty ? "" : " → \(prompt.labels.joined(separator: " | "))"
    let holes = prompt.template.holes.map { "{\($0)}" }.joined(separator: " ")
    return Rendering("Prompt of \(holes.isEmpty ? "no holes" : holes)\(labels): \(TextTable.cut(prompt.template.source, to: 70))")
  }

  package var runFacts: [(name: String, value: String)] {
    guard let prompt = made else { return [] }
    let text = ([prompt.template.source, prompt.system ?? ""] + prompt.labels).joined(separator: "\u{0}")
    return [("prompt", "sha256:\(SHA256Hex.of(text))")]
  }

  func prompt() throws -> Prompt {
    guard let made else { throw PromptError.none }
    return made
  }

  static var rows: [Command] {
    [
      Command(
        .function, "Prompt",
        [
          Parameter("template", .string, .required, "the question, with a {column} hole for each value of a row"),
          Parameter("system", .optional(.string), .value(.none), "the system message; None leaves it to the model's template"),
          Parameter("labels", .optional(.list), .value(.none), "the answers to choose from"),
          Parameter("dedent", .bool, .value(.bool(true)), "remove common indentation and the first newline"),
        ], returns: "Prompt", summary: "Make a prompt.",
        help: "{{ and }} stand for braces themselves. With labels, the answer is the likeliest label.",
        example: "prompt = Prompt(\"Is this review positive or negative?\\n\\n{text}\", labels=[\"positive\", \"negative\"])"
      ) { c in
        let labels = try c.optionalList("labels") == nil ? [] : c.strings("labels")
        return .object(
          PromptObject(
            try Prompt(
              template: Template(c.string("template"), dedent: c.bool("dedent")), system: c.optionalString("system"),
              labels: labels)))
      },
      Command(
        .method(typeName), "fill", [Parameter("row", .dict, .required, "a row of a dataset, or a dict")], returns: "str",
        summary: "The template with a row's values in its holes.", example: "prompt.fill(dataset.test[0])"
      ) { c in .string(try c.receiver(as: PromptObject.self).prompt().template.fill(Row(c.dict("row")))) },
      Command(
        .method(typeName), "run",
        [
          Parameter("row", .dict, .required, "a row of a dataset, or a dict"), Parameter("model", .object("Model"), .bound("model")),
          Parameter("max_tokens", .int, .value(.int(64)), "for a prompt without labels"),
        ], returns: "PromptRun", summary: "Ask the model about one row: the filled prompt, the answer, tokens and time.",
        example: "prompt.run(dataset.test[0])"
      ) { c in
        let prompt = try c.receiver(as: PromptObject.self).prompt(), model = try c.object("model", as: ModelObject.self).model()
        return .object(try PromptRunObject(prompt, Row(c.dict("row")), model, maxTokens: c.within("max_tokens", c.int("max_tokens"), 1...100_000), c.monitor))
      },
      Command(.property(typeName), "template", returns: "str", summary: "The template's text.") { c in
        .string(try c.receiver(as: PromptObject.self).prompt().template.source)
      },
      Command(.property(typeName), "labels", returns: "list of str", summary: "The answers to choose from.") { c in
        .strings(try c.receiver(as: PromptObject.self).prompt().labels)
      },
    ]
  }
}

/// What `prompt.run` showed of one row.
package final class PromptRunObject: DomainObject {
  package static let typeName = "PromptRun"
  private let text: String
  private let answer: String
  /// Each label's share of the labels' probability; empty without labels.
  private let shares: [(label: String, share: Double)]
  private let promptTokens: Int
  private let seconds: Double

  init(_ prompt: Prompt, _ row: Row, _ model: LanguageModel, maxTokens: Int, _ monitor: any Monitor) throws {
    text = try model.render(prompt.messages(row))
    let started = ContinuousClock.now
    if prompt.labels.isEmpty {
      let tokens = model.tokenizer.encode(text)
      var options = SamplingOptions()
      options.maxTokens = maxTokens
      answer = try model.generate(tokens, options: options, monitor: monitor).text
      (shares, promptTokens) = ([], tokens.count)
    } else {
      let request = try model.scoreRequest(context: text, continuations: prompt.labels)
      let scores = try model.score([request], adapter: model.adapter, monitor: monitor).first ?? []
      guard scores.count == prompt.labels.count else { throw LanguageError(kind: "KeyboardInterrupt", message: "interrupted") }
      let sums = scores.map(\.logProbability), total = LogSum.of(sums)
      shares = zip(prompt.labels, sums).map { ($0, LogSum.exponential($1 - total)) }
      let item = RenderedItem(title: "", context: text, target: "", labels: prompt.labels)
      answer = LabelEvaluation.answer(item, scores).predicted
      promptTokens = request.context.count
    }
    seconds = started.duration(to: .now) / .seconds(1)
  }

  package var rendering: Rendering {
    let probabilities = shares.map { "\($0.label) \(Figures.fixed($0.share, 3))" }.joined(separator: ", ")
    let stable =
      "\(text)\(answer)\n\n" + (shares.isEmpty ? "" : "\(probabilities); ") + counted(promptTokens, "prompt token")
    return Rendering(stable: stable, live: "\(stable), \(Figures.duration(seconds))")
  }

  static var rows: [Command] {
    func property(_ name: String, returns: String, _ summary: String, _ body: @escaping (PromptRunObject) -> Value) -> Command {
      Command(.property(typeName), name, returns: returns, summary: summary) { c in
        body(try c.receiver(as: PromptRunObject.self))
      }
    }
    return [
      property("text", returns: "str", "The filled prompt, as the model read it.") { .string($0.text) },
      property("answer", returns: "str", "The model's answer.") { .string($0.answer) },
      property("probabilities", returns: "dict", "Each label's share of the labels' probability.") { run in
        let dict = DictObject()
        for (label, share) in run.shares { dict[label] = .float(share) }
        return .dict(dict)
      },
    ]
  }
}
