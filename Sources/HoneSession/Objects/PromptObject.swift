import HoneCore
import HoneData
import HonePrompting

/// `prompt`: how the model is asked, once one is made with `Prompt(…)`.
package final class PromptObject: FactSource {
  package static let typeName = "Prompt"
  let made: Prompt?

  package init(_ prompt: Prompt? = nil) { made = prompt }

  /// The prompt itself; an error that says how to make one where there is none.
  func prompt() throws -> Prompt {
    guard let made else { throw PromptError.notMade }
    return made
  }

  package var rendering: Rendering {
    guard let prompt = made else {
      return Rendering("Prompt: none yet; prompt = Prompt(\"… {text}\", labels=[…]) makes one")
    }
    let labels = prompt.labels.isEmpty ? "" : " → \(prompt.labels.joined(separator: " | "))"
    let holes = prompt.template.holes.map { "{\($0)}" }.joined(separator: " ")
    let source = TextTable.cut(prompt.template.source, to: 70)
    return Rendering("Prompt of \(holes.isEmpty ? "no holes" : holes)\(labels): \(source)")
  }

  package func runFacts(in session: Session) -> [(name: String, value: String)] {
    made == nil ? [] : fingerprint(in: session).value.map { [("prompt", "sha256:\($0)")] } ?? []
  }

  static var rows: [Command] {
    [
      making,
      property("template", returns: "str", "The template's text.") { .string(try $0.prompt().template.source) },
      property("system", returns: "str or None", "The system message.") {
        try $0.prompt().system.map { .string($0) } ?? .none
      },
      property("labels", returns: "list of str", "The answers to choose from.") { .strings(try $0.prompt().labels) },
      method(
        "fill", [Parameter("row", .dict, .required, "a row of a dataset, or a dict")], returns: "str",
        "The template with a row's values in its holes.", example: "prompt.fill(dataset.test[0])"
      ) { c, prompt in .string(try prompt.prompt().template.fill(Row(c.dict("row")))) },
      method(
        "run",
        [
          Parameter("row", .dict, .required, "a row of a dataset, or a dict"),
          Parameter("model", .object("Model"), .bound("model")),
          Parameter("max_tokens", .int, .value(.int(64)), "for a prompt without labels"),
        ], returns: "PromptRun", "Ask the model about one row: the filled prompt, the answer, tokens and time.",
        example: "prompt.run(dataset.test[0])"
      ) { c, prompt in
        .object(
          try PromptRunObject(
            prompt.prompt(), Row(c.dict("row")), c.object("model", as: ModelObject.self),
            maxTokens: c.int("max_tokens", in: 1...100_000), c))
      },
    ]
  }

  private static var making: Command {
    Command(
      .function, typeName,
      [
        Parameter(
          "template", .string, .required, "the question, with a {column} hole for each value of a row",
          names: [.template]),
        Parameter(
          "system", .optional(.string), .value(.none), "the system message; None leaves it to the model's template"),
        Parameter("labels", .optional(.list), .value(.none), "the answers to choose from", names: [.label]),
        Parameter("dedent", .bool, .value(.bool(true)), "remove common indentation and the first newline"),
      ], returns: typeName, summary: "Make a prompt.",
      help: "{{ and }} stand for braces themselves. With labels, the answer is the likeliest label.",
      example:
        "prompt = Prompt(\"Is this review positive or negative?\\n\\n{text}\", labels=[\"positive\", \"negative\"])"
    ) { c in
      .object(
        PromptObject(
          try Prompt(
            template: Template(c.string("template"), dedent: c.bool("dedent")), system: c.optionalString("system"),
            labels: c.optionalStrings("labels") ?? [])))
    }
  }
}
