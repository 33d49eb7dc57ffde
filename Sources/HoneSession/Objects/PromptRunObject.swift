import HoneCore
import HoneData
import HoneEvaluation
import HoneModel
import HonePrompting

/// What `prompt.run` showed of one row.
package final class PromptRunObject: DomainObject {
  package static let typeName = "PromptRun"
  private let text: String
  private let answer: Answer
  private let promptTokens: Int
  private let seconds: Double

  private enum Answer {
    case generation(Generation)
    /// Each label's share of the labels' probability.
    case label(String, shares: [(label: String, share: Double)])
  }

  init(_ prompt: Prompt, _ row: Row, _ model: LanguageModel, maxTokens: Int, _ monitor: any Monitor) throws {
    text = try model.render(prompt.messages(row))
    let started = ContinuousClock.now
    if prompt.labels.isEmpty {
      let tokens = model.tokenizer.encode(text)
      var options = SamplingOptions()
      options.maxTokens = maxTokens
      (answer, promptTokens) = (
        .generation(try model.generate(tokens, options: options, monitor: monitor)), tokens.count
      )
    } else {
      let request = try model.scoreRequest(context: text, continuations: prompt.labels)
      guard let scores = try model.score([request], tuning: model.tuning, monitor: monitor).first else {
        throw LanguageError.interrupted
      }
      let item = RenderedItem(title: "", context: text, target: "", labels: prompt.labels)
      let shares = zip(prompt.labels, try LabelEvaluation.shares(prompt.labels, scores)).map { (label: $0, share: $1) }
      answer = .label(try LabelEvaluation.answer(item, scores).predicted, shares: shares)
      promptTokens = request.context.count
    }
    seconds = started.duration(to: .now) / .seconds(1)
  }

  private var answerText: String {
    switch answer {
    case .generation(let generation): generation.text
    case .label(let label, _): label
    }
  }

  package var rendering: Rendering {
    var facts = [counted(promptTokens, "prompt token")]
    switch answer {
    case .generation(let generation):
      facts.append(counted(generation.tokens.count, "token") + " of answer")
      if let ending = generation.finish.words { facts.append(ending) }
    case .label(_, let shares):
      facts.insert(shares.map { "\($0.label) \(Figures.fixed($0.share, 3))" }.joined(separator: ", "), at: 0)
    }
    let head = "\(text)\(answerText)\n\n"
    return Rendering(
      stable: head + facts.joined(separator: "; "),
      live: head + (facts + [Figures.duration(seconds)]).joined(separator: "; "))
  }

  static var rows: [Command] {
    [
      property("text", returns: "str", "The filled prompt, as the model read it.") { .string($0.text) },
      property("answer", returns: "str", "The model's answer.") { .string($0.answerText) },
      property("probabilities", returns: "dict", "Each label's share of the labels' probability; empty without labels.")
      {
        guard case .label(_, let shares) = $0.answer else { return .record([]) }
        return .record(shares.map { ($0.label, .float($0.share)) })
      },
    ]
  }
}
