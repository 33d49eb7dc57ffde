import HoneModel

extension SamplingOptions {
  init(
    maxTokens: Int, temperature: Double = 0, topK: Int? = nil, topP: Double? = nil, minP: Double? = nil,
    seed: UInt64 = 0
  ) {
    self.init()
    (self.maxTokens, self.temperature, self.topK) = (maxTokens, temperature, topK)
    (self.topP, self.minP, self.seed) = (topP, minP, seed)
  }
}
