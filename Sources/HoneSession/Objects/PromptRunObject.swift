import HoneCore
import HoneData
import HoneEvaluation
import HoneModel
import HonePrompting

/// What `prompt.run` showed of one row.
package final class PromptRunObject: DomainObject {
  package static let typeName = "PromptRun"
  private let text: String
  let origin: Fingerprint
  private let labels: [String]
  private let record: Record

  /// What is kept of it.
  private struct Record: Codable {
    enum Answer: Codable {
      case generation(Generation)
      /// Each label's share of the labels' probability, in their order.
      case label(String, shares: [Double])
    }

    var answer: Answer
    var promptTokens: Int
    var seconds: Double

    /// After how many tokens the user stopped it; nil for a whole one.
    var stoppedAfter: Int? {
      guard case .generation(let generation) = answer, generation.finish == .interrupted else { return nil }
      return generation.tokens.count
    }
  }

  init(_ prompt: Prompt, _ row: Row, _ object: ModelObject, maxTokens: Int, _ c: CallContext) throws {
    let model = try object.model(), text = try model.render(prompt.messages(row))
    var recipe = Recipe(.run)
    recipe.add(object, withTuning: true, in: c.session)
    recipe.add("text", Fingerprint { SHA256Hex.of(text) })
    recipe.set("labels", prompt.labels)
    recipe.set("max_tokens", prompt.labels.isEmpty ? maxTokens : nil)
    (self.text, labels) = (text, prompt.labels)
    let kept = c.session.kept(recipe) { (record: Record, _) in record }
    let record = try kept ?? Self.ask(text, prompt.labels, model, maxTokens: maxTokens, c.monitor)
    if let count = record.stoppedAfter {
      recipe.set("tokens", count)
    } else if kept == nil {
      c.session.keep(record, of: recipe)
    }
    (self.record, origin) = (record, recipe.origin)
  }

  private static func ask(
    _ text: String, _ labels: [String], _ model: LanguageModel, maxTokens: Int, _ monitor: any Monitor
  ) throws -> Record {
    let started = ContinuousClock.now
    func record(_ answer: Record.Answer, _ promptTokens: Int) -> Record {
      Record(answer: answer, promptTokens: promptTokens, seconds: started.duration(to: .now) / .seconds(1))
    }
    guard !labels.isEmpty else {
      let tokens = model.tokenizer.encode(text)
      var options = SamplingOptions()
      options.maxTokens = maxTokens
      return record(.generation(try model.generate(tokens, options: options, monitor: monitor)), tokens.count)
    }
    let request = try model.scoreRequest(context: text, continuations: labels)
    guard let scores = try model.score([request], tuning: model.tuning, monitor: monitor).first else {
      throw LanguageError.interrupted
    }
    let item = RenderedItem(title: "", context: text, target: "", labels: labels)
    let predicted = try LabelEvaluation.answer(item, scores).predicted
    return record(.label(predicted, shares: try LabelEvaluation.shares(labels, scores)), request.context.count)
  }

  private var answerText: String {
    switch record.answer {
    case .generation(let generation): generation.text
    case .label(let label, _): label
    }
  }

  package var rendering: Rendering {
    var facts = [counted(record.promptTokens, "prompt token")]
    switch record.answer {
    case .generation(let generation):
      facts.append(counted(generation.tokens.count, "token") + " of answer")
      if let ending = generation.finish.words { facts.append(ending) }
    case .label(_, let shares):
      let texts = zip(labels, shares).map { "\($0) \(Figures.fixed($1, 3))" }
      facts.insert(texts.joined(separator: ", "), at: 0)
    }
    let head = "\(text)\(answerText)\n\n"
    return Rendering(
      stable: head + facts.joined(separator: "; "),
      live: head + (facts + [Figures.duration(record.seconds)]).joined(separator: "; "))
  }

  static var rows: [Command] {
    [
      property("text", returns: "str", "The filled prompt, as the model read it.") { .string($0.text) },
      property("answer", returns: "str", "The model's answer.") { .string($0.answerText) },
      property("probabilities", returns: "dict", "Each label's share of the labels' probability; empty without labels.")
      {
        guard case .label(_, let shares) = $0.record.answer else { return .record([]) }
        return .record(zip($0.labels, shares).map { ($0, .float($1)) })
      },
    ]
  }
}
