/// Something that `hone bench` measures.
package struct BenchCase: Sendable {
  package let name: String
  /// What is done, in one line.
  package let summary: String
  let measure: @Sendable (Bench) throws -> Finding

  /// What the runs of a case gave; the figure is their median.
  struct Finding {
    var size: Int
    var unit: BenchLine.Unit
    var runs: [Double]
    var more: [(key: String, value: BenchLine.Value)] = []
  }

  /// In the order that they are measured.
  package static let all: [BenchCase] =
    [load, start, keystroke, tab, prompt, decode, evaluate, evaluateShots, tune] + operations
}
