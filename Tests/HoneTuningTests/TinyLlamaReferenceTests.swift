import Foundation
import HoneTestSupport
import Testing

/// The tiny llama of `Fixtures/make_tiny_lora.py`, as transformers computes it.
struct TinyLlamaReferenceTests {
  struct Reference: Decodable { let ids: [Int], logprobs: [Double] }

  /// Float32 sums in another order, through two layers.
  static let logProbabilityError = 1e-5

  @Test func nextTokenLogProbabilitiesAgreeWithTransformers() throws {
    let reference: Reference = try fixture("tiny-llama", in: .module), model = try TinyLlama.model()
    let text = model.tokenizer.decode(reference.ids)
    #expect(model.tokenizer.encode(text) == reference.ids)
    let found = try model.score(context: "", continuation: text).logProbabilities
    #expect(found.count == reference.logprobs.count)
    let difference = zip(found, reference.logprobs).map { abs(Double($0) - $1) }.max() ?? .infinity
    #expect(difference < Self.logProbabilityError, "\(difference)")
  }
}
