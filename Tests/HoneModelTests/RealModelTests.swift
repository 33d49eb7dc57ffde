import Foundation
import HoneCore
import HoneModel
import HoneTestSupport
import Testing

/// SmolLM2-135M-Instruct, against what transformers says of it in float32 (`Fixtures/make_logprobs.py`).
struct RealModelTests {
  struct Reference: Decodable {
    struct Text: Decodable { let name: String, text: String, ids: [Int], logprobs: [Double], perplexity: Double }
    struct Pair: Decodable {
      let context: String, continuation: String, ids: [Int], contextTokens: Int, logprobs: [Double], logprob: Double
    }
    let texts: [Text]
    let pairs: [Pair]
  }

  /// The agreement that is promised; float32 sums in another order give about 3e-5.
  static let logProbabilityError = 1e-3
  /// A mean's error is at most that of its terms.
  static let perplexityError = 1e-3

  let model: LanguageModel
  let reference: Reference

  init() throws {
    model = try LanguageModel(path: realModelFile())
    reference = try fixture("logprobs-smollm2", in: .module)
  }

  private func expect(_ found: [Float], near wanted: [Double], _ name: String) {
    #expect(found.count == wanted.count, "\(name)")
    let difference = zip(found, wanted).map { abs(Double($0) - $1) }.max() ?? .infinity
    #expect(difference < Self.logProbabilityError, "\(name): \(difference)")
  }

  @Test func nextTokenLogProbabilitiesAgreeWithTransformers() throws {
    #expect(reference.texts.count >= 3)
    for text in reference.texts {
      #expect(model.tokenizer.encode(text.text) == text.ids)
      expect(try model.score(context: "", continuation: text.text).logProbabilities, near: text.logprobs, text.name)
      let perplexity = try model.perplexity(text.text)
      #expect(abs(perplexity - text.perplexity) < Self.perplexityError * text.perplexity, "\(text.name): \(perplexity)")
    }
  }

  @Test func continuationsScoreAsTransformersDoes() throws {
    for pair in reference.pairs {
      let request = try model.scoreRequest(context: pair.context, continuations: [pair.continuation])
      #expect(request.context + request.continuations[0] == pair.ids && request.context.count == pair.contextTokens)
      let score = try model.score(context: pair.context, continuation: pair.continuation)
      expect(score.logProbabilities, near: pair.logprobs, pair.context)
      #expect(abs(score.logProbability - pair.logprob) < Self.logProbabilityError)
    }
  }

  @Test func theFilesTemplateAddsItsOwnSystemMessage() throws {
    let user = ChatMessage(role: "user", content: "Say hi.")
    #expect(
      try model.render([user]) == """
        <|im_start|>system
        You are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>
        <|im_start|>user
        Say hi.<|im_end|>
        <|im_start|>assistant

        """)
    #expect(
      try model.render([ChatMessage(role: "system", content: "Be brief."), user]) == """
        <|im_start|>system
        Be brief.<|im_end|>
        <|im_start|>user
        Say hi.<|im_end|>
        <|im_start|>assistant

        """)
  }

  @Test func aShortChatEndsByItselfAndAlwaysAlike() throws {
    let prompt = try model.render([ChatMessage(role: "user", content: "What is the capital of France? One word.")])
    func answer() throws -> (generation: Generation, shown: String) {
      var options = SamplingOptions(), shown = ""
      options.maxTokens = 60
      let generation = try model.generate(
        model.promptTokens(prompt), options: options, monitor: SilentMonitor(), onText: { shown += $0 })
      return (generation, shown)
    }
    let (first, shown) = try answer(), again = try answer().generation
    #expect(first.finish == .end && first.text.contains("Paris"))
    #expect(shown == first.text && first.text == model.tokenizer.decode(first.tokens))
    #expect(again.tokens == first.tokens && again.finish == .end)
    #expect(first.promptTokens == model.tokenizer.encode(prompt).count)
  }
}
