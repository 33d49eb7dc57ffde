import Foundation
import HoneCompute
import HoneCore
import HoneData
import HoneModel

/// One sitting: what its cases share, the model and the machine's peaks among it, each made when first asked for.
package final class Bench {
  let options: BenchOptions
  let engine: Engine
  let monitor: any Monitor
  private var loaded: LanguageModel?
  private(set) lazy var peaks = MachinePeaks(engine)

  /// `model` stands for the one that the options name.
  package init(_ options: BenchOptions, model: LanguageModel? = nil, monitor: any Monitor) {
    self.options = options
    self.monitor = monitor
    loaded = model
    engine =
      model?.decoder.engine ?? options.threads.map { Engine(pool: WorkerPool(threads: $0)) } ?? .shared
  }

  /// Measures the cases asked for, handing out a line as soon as there is one. Returns the process's exit code.
  package func run(line: (String) -> Void, note: (String) -> Void) -> Int32 {
    if options.isList {
      let width = BenchCase.all.map(\.name.count).max() ?? 0
      for one in BenchCase.all {
        line(one.name + String(repeating: " ", count: width - one.name.count + 2) + one.summary)
      }
      return 0
    }
    do {
      for one in options.chosen { line(try measure(one).json) }
      return 0
    } catch {
      if monitor.isInterrupted { return 130 }
      let known = error as? any UserFacingError
      note("hone: " + (known?.message ?? "\(error)") + (known?.hint.map { " (\($0))" } ?? ""))
      return 1
    }
  }

  package func measure(_ one: BenchCase) throws -> BenchLine {
    let found = try one.measure(self)
    return BenchLine(
      name: one.name, size: found.size, figure: median(found.runs), unit: found.unit, kernels: Kernels.name,
      more: [("threads", .integer(engine.threads)), ("runs", .numbers(found.runs))] + found.more)
  }

  /// The figures of as many runs as were asked for, after `warmUps` that do not count. `run` is told its number, from 0.
  func repeating(_ task: String, warmUps: Int = 1, _ run: (Int) throws -> Double) throws -> [Double] {
    let total = warmUps + options.runs
    return try (0..<total).map { index in
      monitor.update(Progress(task: task, completed: index, total: total, unit: "runs"))
      let figure = try run(index)
      if monitor.isInterrupted { throw BenchError.interrupted }
      return figure
    }.suffix(options.runs)
  }

  // MARK: The model

  func model() throws -> LanguageModel {
    if let loaded { return loaded }
    let model = try LanguageModel(path: modelPath(), engine: engine)
    loaded = model
    return model
  }

  /// The file of the model that the options name, fetched if it is one of the catalog.
  func modelPath() throws -> String {
    if let loaded { return loaded.path }
    let known = CatalogEntry.names(.model), name = options.model
    if known.contains(name) { return try Catalog().fetch(name, .model, monitor: monitor) }
    guard FileManager.default.fileExists(atPath: name) || name.contains("/") || name.contains(".") else {
      throw BenchError.unknownModel(name, known: known)
    }
    return name
  }
}

/// Seconds that `body` takes, and what it returns.
func timed<T>(_ body: () throws -> T) rethrows -> (seconds: Double, result: T) {
  let started = ContinuousClock.now, result = try body()
  return (started.duration(to: .now) / .seconds(1), result)
}
