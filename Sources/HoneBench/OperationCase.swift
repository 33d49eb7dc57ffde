import HoneCompute
import HoneCore
import HoneModel

/// One operation of the engine at a model's shapes, ready to be run again and again.
struct Operation {
  /// Floating-point operations of a call, or bytes that it reads and writes.
  enum Work {
    case flops(Int)
    case bytes(Int)
  }

  let work: Work
  /// Inputs and outputs, as (outputs, inputs) of each weight or the sizes of a row.
  let shape: [Int]
  let call: () -> Void
}

extension BenchCase {
  /// A run repeats the operation for at least this long.
  private static let runSeconds = 0.1

  static func operation(
    _ name: String, rows: Int, summary: String,
    _ make: @escaping @Sendable (_ bench: Bench, _ rows: Int) throws -> Operation
  ) -> BenchCase {
    let name = "op-\(name)-\(rows)"
    return BenchCase(name: name, summary: summary) { bench in
      let operation = try make(bench, rows)
      let (amount, unit, peak) =
        switch operation.work {
        case .flops(let count): (Double(count), BenchLine.Unit.arithmetic, bench.peaks.arithmetic)
        case .bytes(let count): (Double(count), BenchLine.Unit.bytes, bench.peaks.bytes)
        }
      let runs = try bench.repeating(name) { _ in
        var calls = 0.0, seconds = 0.0
        let started = ContinuousClock.now
        while seconds < runSeconds {
          operation.call()
          calls += 1
          seconds = started.duration(to: .now) / .seconds(1)
        }
        return calls * amount / seconds / 1e9
      }
      return Finding(
        size: rows, unit: unit, runs: runs,
        more: [
          ("peak", .number(peak)), ("share", .number(median(runs) / peak)),
          ("shape", .numbers(operation.shape.map(Double.init))), bench.modelKey,
        ])
    }
  }
}

extension Matrix {
  /// Numbers in -1..<1 that are always the same.
  static func random(_ rows: Int, _ columns: Int) -> Matrix {
    var stream = RandomStream(seed: 0, purpose: "bench-matrix", step: rows, item: columns)
    return Matrix(
      rows: rows, columns: columns,
      (0..<rows * columns).lazy.map { _ in Float(Double(stream.next() >> 11) * 0x1p-52 - 1) }.map { $0 })
  }
}
