import HoneCompute

/// What the machine reaches at best, by the unit of a case; measured when first asked for.
final class MachinePeaks {
  private let engine: Engine
  /// GFLOP/s of float32 matrix products on all threads.
  private(set) lazy var arithmetic = engine.measureMultiplication() / 1e9
  /// GB/s read from memory on all threads.
  private(set) lazy var bytes = engine.measureReading() / 1e9

  init(_ engine: Engine) { self.engine = engine }
}
