import HoneCore
import HoneModel

// Opening a model, reading a prompt, decoding.
extension BenchCase {
  static let load = BenchCase(name: "load", summary: "open the model's file, up to the tokens of a first text") {
    bench in
    let path = try bench.modelPath()
    var bytes = 0
    let runs = try bench.repeating("load") { _ in
      let (seconds, model) = try timed {
        let model = try LanguageModel(path: path, engine: bench.engine)
        _ = model.promptTokens("What a tokenizer makes on first use is part of loading.")
        return model
      }
      bytes = model.decoder.weights.size.bytes
      return seconds
    }
    return Finding(size: bytes, unit: .seconds, runs: runs, more: [bench.modelKey])
  }

  static let prompt = BenchCase(name: "prompt-512", summary: "read a prompt of 512 tokens, up to the first new token") {
    bench in
    let model = try bench.model(), count = 512
    var options = SamplingOptions()
    options.maxTokens = 1
    let runs = try bench.repeating("prompt-512") { run in
      let tokens = bench.tokens(count, run: run, below: model.configuration.vocabulary)
      return Double(count) / (try model.generate(tokens, options: options, monitor: bench.monitor).promptSeconds)
    }
    return Finding(size: count, unit: .tokens, runs: runs, more: [bench.modelKey])
  }

  /// The first new token comes of the prompt, so one more is asked for than is timed.
  static let decode = BenchCase(name: "decode-64", summary: "64 new tokens, one by one, after a prompt of 8") { bench in
    let model = try bench.model(), count = 64
    var options = SamplingOptions()
    (options.maxTokens, options.endsAtEnd) = (count + 1, false)
    let runs = try bench.repeating("decode-64") { run in
      let tokens = bench.tokens(8, run: run, below: model.configuration.vocabulary)
      let generation = try model.generate(tokens, options: options, monitor: bench.monitor)
      return Double(generation.tokens.count - 1) / generation.seconds
    }
    return Finding(size: count, unit: .tokens, runs: runs, more: [bench.modelKey])
  }
}

extension Bench {
  /// Which model a line is about.
  var modelKey: (key: String, value: BenchLine.Value) { ("model", .text(options.model)) }

  /// The ids drawn from: behind the special tokens, below the rare ones.
  private static let tokenRange = 100...40_000

  /// Pseudo-random tokens, others in each run: a prefix that is known from the run before would not be read again.
  func tokens(_ count: Int, run: Int, below vocabulary: Int) -> [Int] {
    let upper = min(Self.tokenRange.upperBound + 1, vocabulary)
    let lower = min(Self.tokenRange.lowerBound, upper / 2)
    var random = RandomStream(seed: 0, purpose: "bench-tokens", step: run)
    return (0..<count).map { _ in lower + random.next(below: upper - lower) }
  }
}
