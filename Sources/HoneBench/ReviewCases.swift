import HoneCore
import HoneData
import HoneEvaluation
import HoneModel
import HoneTuning

// Evaluating and tuning on film reviews.
extension BenchCase {
  static let evaluate = evaluation(
    "evaluate-400", examples: 0, summary: "label 400 film reviews by their likeliest label")
  static let evaluateShots = evaluation(
    "evaluate-400-4shot", examples: 4, summary: "the same with four examples in every prompt")

  private static func evaluation(_ name: String, examples: Int, summary: String) -> BenchCase {
    BenchCase(name: name, summary: summary) { bench in
      let model = try bench.model(), items = try bench.reviews().test(examples: examples)
      var accuracy = 0.0
      let runs = try bench.repeating(name) { _ in
        let (seconds, report) = try timed { try bench.evaluate(model, items) }
        accuracy = report.accuracy
        return Double(report.count) / seconds
      }
      return Finding(
        size: items.count, unit: .examples, runs: runs,
        more: [("accuracy", .number(accuracy)), bench.dataKey, bench.modelKey])
    }
  }

  /// A whole run of tuning is no warm-up worth its minute: the evaluation before it is.
  static let tune = BenchCase(
    name: "lora-1000", summary: "tune an adapter of rank 8 on 1,000 film reviews, one epoch, and evaluate it"
  ) { bench in
    let model = try bench.model(), reviews = try bench.reviews(), test = reviews.test(), training = reviews.training()
    let before = try bench.evaluate(model, test).accuracy
    var last: TuningResult?
    let runs = try bench.repeating("lora-1000", warmUps: 0) { _ in
      let (seconds, result) = try timed { try bench.tune(model, training) }
      last = result
      return seconds
    }
    let peak = ProcessMemory.peak
    guard let last else { preconditionFailure("there is at least one run") }
    let name = "hone-bench"
    model.add(last.tuning, named: name)
    defer { model.remove(name) }
    let after = try bench.evaluate(model, test, tuningName: name).accuracy
    return Finding(
      size: training.count, unit: .seconds, runs: runs,
      more: [
        ("accuracy_before", .number(before)), ("accuracy_after", .number(after)), ("peak_memory", .integer(peak)),
        ("tok_s", .number(Double(last.tokens) / median(runs))),
        ("first_losses", .numbers(Array(last.losses.prefix(5)))),
        bench.dataKey, bench.modelKey,
      ])
  }
}

extension Bench {
  var dataKey: (key: String, value: BenchLine.Value) { ("data", .text(MovieReviews.dataset)) }

  func reviews() throws -> MovieReviews { try MovieReviews(Dataset.load(MovieReviews.dataset, monitor: monitor)) }

  /// Tokenizing is part of the work, as it is for the peers. Throws `BenchError.interrupted`.
  func evaluate(_ model: LanguageModel, _ items: [RenderedItem], tuningName: String? = nil) throws -> Report {
    let report = try LabelEvaluation.run(items, model: model, tuningName: tuningName, monitor: monitor)
    if monitor.isInterrupted { throw BenchError.interrupted }
    return report
  }

  /// One epoch in the order of the items, with the settings of `AdamW.standard` and `TuningOptions`: rank 8, alpha 16,
  /// batches of 16, a rate of 2e-4 that rises for a tenth of the steps and falls as a cosine does, decay 0.01, clip 1.
  func tune(_ model: LanguageModel, _ items: [RenderedItem]) throws -> TuningResult {
    var options = TuningOptions(optimizer: .standard)
    options.seed = nil
    let trainer = try Trainer(model, options: options)
    let result = try trainer.run(TrainingItem.make(items, model: model), monitor: monitor)
    if result.isInterrupted { throw BenchError.interrupted }
    return result
  }
}
