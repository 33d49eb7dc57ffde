import HoneCompute
import HoneCore
import HoneModel

#if canImport(Glibc)
  import Glibc
#endif

/// Trains an adapter or every weight of a model on packed batches.
package final class Trainer {
  private let model: LanguageModel
  private let options: TuningOptions
  package let tuning: Tuning
  private let decoder: Decoder
  private let gradients: TuningGradients
  private let moments: [(first: Matrix, second: Matrix)]
  private var tape: Tape?
  private var cache: KeyValueCache?
  private var step = 0

  /// What a number that is trained takes: itself, its gradient and two moments, in float32.
  private static let bytesPerNumber = 16

  /// Starts from `start`; else LoRA from a new adapter whose B is zero, full tuning from the weights as they came. Throws
  /// `Interrupted` too.
  package init(
    _ model: LanguageModel, options: TuningOptions, start: Tuning? = nil, monitor: any Monitor = SilentMonitor()
  ) throws {
    try options.check()
    self.model = model
    self.options = options
    switch options.method {
    case .lora: tuning = try start?.copy() ?? .lowRank(Self.fresh(model.configuration, options))
    case .full:
      let needed = Self.bytesPerNumber * model.decoder.weights.size.parameters
      if let free = options.memory ?? ProcessMemory.available, free < needed {
        throw TuningError.memory(needed: needed, free: free)
      }
      tuning = try start?.copy() ?? .weights(model.decoder.weights.inMemory(monitor: monitor))
    }
    decoder = model.decoder.tuned(tuning)
    gradients = try TuningGradients(for: tuning, monitor: monitor)
    moments = try tuning.matrices.map {
      try monitor.check()
      return (
        Matrix(rows: $0.matrix.rows, columns: $0.matrix.columns),
        Matrix(rows: $0.matrix.rows, columns: $0.matrix.columns)
      )
    }
  }

  /// A uniform in ±1/√inputs (PEFT's Kaiming with a = √5), B zero.
  private static func fresh(_ configuration: ModelConfiguration, _ options: TuningOptions) -> Adapter {
    let layers = (0..<configuration.layers).map { index -> [Projection: LowRank] in
      var layer: [Projection: LowRank] = [:]
      for (order, projection) in Projection.allCases.enumerated() {
        let shape = projection.shape(configuration), bound = 1 / Double(shape.inputs).squareRoot()
        var stream = RandomStream(seed: options.seed ?? 0, purpose: "lora-a", step: index, item: order)
        let values = (0..<options.rank * shape.inputs).lazy.map { _ in
          Float((Double(stream.next() >> 11) * 0x1p-53 * 2 - 1) * bound)
        }
        layer[projection] = LowRank(
          a: Matrix(rows: options.rank, columns: shape.inputs, Array(values)),
          b: Matrix(rows: shape.outputs, columns: options.rank), scale: Float(options.alpha / Double(options.rank)))
      }
      return layer
    }
    return Adapter(rank: options.rank, alpha: Float(options.alpha), layers: layers)
  }

  /// Runs all epochs, or until the monitor asks to stop: then the tuning is as the last whole step left it.
  ///
  /// With a `checkpoint` it goes on where an earlier run of the same key was killed.
  package func run(
    _ items: [TrainingItem], validation: [TrainingItem] = [], monitor: any Monitor,
    checkpoint: TrainingCheckpoint? = nil
  ) throws -> TuningResult {
    guard !items.isEmpty else { throw TuningError.noItems }
    let perEpoch = (items.count + options.batch - 1) / options.batch
    var result = TuningResult(tuning: tuning, plannedSteps: perEpoch * options.epochs)
    if let checkpoint, checkpoint.restore(state, &result) {
      step = result.losses.count
      result.resumedStep = step
    }
    defer { checkpoint?.remove() }
    let started = ContinuousClock.now - .seconds(result.seconds)
    var nextWriting = ContinuousClock.now + (checkpoint?.interval ?? .zero)
    epochs: for epoch in 0..<options.epochs {
      let steps = TrainingBatches.steps(count: items.count, batch: options.batch, epoch: epoch, seed: options.seed)
      for chosen in steps.dropFirst(result.losses.count - epoch * perEpoch) {
        let loss: Double
        do {
          loss = try advance(chosen.map { items[$0] }, of: result.plannedSteps, monitor: monitor)
        } catch is Interrupted {
          result.isInterrupted = true
          break epochs
        }
        result.losses.append(loss)
        result.tokens += chosen.reduce(0) { $0 + items[$1].count }
        result.seconds = started.duration(to: .now) / .seconds(1)
        report(result, monitor)
        if let checkpoint, result.checkpointFailure == nil, nextWriting <= .now {
          nextWriting = try write(checkpoint, &result)
        }
      }
      guard !validation.isEmpty, result.validationLosses.count == epoch else { continue }
      guard let loss = try validate(validation, monitor) else { result.isInterrupted = true; break }
      result.validationLosses.append(loss)
    }
    result.seconds = started.duration(to: .now) / .seconds(1)
    return result
  }

  /// All that is trained and the optimizer's moments of it.
  private var state: [(name: String, matrix: Matrix)] {
    zip(tuning.matrices, moments).flatMap { place, moments in
      [
        ("tuning.\(place.name)", place.matrix), ("first.\(place.name)", moments.first),
        ("second.\(place.name)", moments.second),
      ]
    }
  }

  /// Returns when to write again.
  private func write(_ checkpoint: TrainingCheckpoint, _ result: inout TuningResult) throws -> ContinuousClock.Instant {
    do {
      return try ContinuousClock.now + checkpoint.write(result, state)
    } catch let failure as FileError {
      result.checkpointFailure = failure
      return .now
    }
  }

  private func report(_ result: TuningResult, _ monitor: any Monitor) {
    let done = result.losses.count, left = result.plannedSteps - done
    monitor.update(
      Progress(
        task: "fine-tuning", completed: done, total: result.plannedSteps, unit: "steps", rate: result.tokensPerSecond,
        rateUnit: "tok/s", series: result.losses, secondsLeft: result.seconds / Double(done) * Double(left)))
  }

  /// The mean loss over the targets of `items` and its gradients, which replace those of the step before.
  package func lossAndGradients(
    _ items: [TrainingItem], monitor: any Monitor = SilentMonitor()
  ) throws -> (loss: Double, gradients: TuningGradients) {
    gradients.clear(decoder.engine)
    let count = items.reduce(0) { $0 + $1.target.count }
    var loss = 0.0
    for (batch, targets) in TrainingBatches.packed(items, weight: 1 / Float(count)) {
      let (tape, cache) = room(batch.count)
      loss += try decoder.lossAndGradients(
        batch, targets, gradients: gradients, cache: cache, tape: tape, monitor: monitor)
    }
    return (loss, gradients)
  }

  /// One optimizer step on `items`; returns their loss before it. A step that is interrupted changes nothing.
  package func advance(
    _ items: [TrainingItem], of steps: Int, monitor: any Monitor = SilentMonitor()
  ) throws -> Double {
    let (loss, gradients) = try lossAndGradients(items, monitor: monitor)
    guard loss.isFinite else { throw TuningError.diverged(step: step) }
    let engine = decoder.engine, matrices = gradients.matrices
    let norm = matrices.reduce(0) { $0 + engine.sumOfSquares($1) }.squareRoot()
    guard norm.isFinite else { throw TuningError.diverged(step: step) }
    if let clip = options.clip, norm > clip {
      // torch.nn.utils.clip_grad_norm_ adds the same small number.
      for matrix in matrices { engine.scale(matrix, by: Float(clip / (norm + 1e-6))) }
    }
    let optimizer = options.optimizer
    let rate = optimizer.rate * optimizer.schedule.factor(step: step, of: steps)
    step += 1
    for (index, (name, weights)) in tuning.matrices.enumerated() {
      engine.adamW(
        weights, gradient: matrices[index], moments: moments[index], rate: Float(rate),
        betas: (Float(optimizer.betas.0), Float(optimizer.betas.1)), epsilon: Float(optimizer.epsilon),
        decay: Float(optimizer.weightDecay), step: step)
      let point = tuning.restingPoint(of: name, model.configuration)
      if point != 0 { engine.shift(weights, by: point * Float(rate * optimizer.weightDecay)) }
    }
    return loss
  }

  private func room(_ rows: Int) -> (Tape, KeyValueCache) {
    if let tape, let cache, tape.capacity >= rows { return (tape, cache) }
    (tape, cache) = (nil, nil)
    let capacity = max(rows, TrainingBatches.rows)
    let newTape = Tape(model.configuration, capacity: capacity, keeping: keeping(capacity))
    let newCache = KeyValueCache(model.configuration, capacity: capacity)
    (tape, cache) = (newTape, newCache)
    return (newTape, newCache)
  }

  /// What of the last batch's activations was kept; nil before the first.
  package var keeping: Tape.Keeping? { tape?.keeping }

  /// Activations may take half of the memory there is; where they would not fit, they are computed again.
  private func keeping(_ capacity: Int) -> Tape.Keeping {
    let bytes = Tape.bytes(model.configuration, capacity: capacity, keeping: .everything)
    return (options.memory ?? ProcessMemory.available).map { bytes <= $0 / 2 } ?? true ? .everything : .inputs
  }

  /// The mean loss over the targets of items that are not trained on; nil if interrupted.
  private func validate(_ items: [TrainingItem], _ monitor: any Monitor) throws -> Double? {
    let requests = items.map { ScoreRequest(context: $0.prompt, continuations: [$0.target]) }
    let scores: [[Score]]
    do {
      scores = try model.score(requests, tuning: tuning, monitor: monitor, task: "validating")
    } catch ModelError.notNumbers {
      throw TuningError.diverged(step: step)
    }
    guard scores.count == items.count else { return nil }
    let count = items.reduce(0) { $0 + $1.target.count }
    return -scores.reduce(0) { $0 + $1[0].logProbability } / Double(count)
  }
}
