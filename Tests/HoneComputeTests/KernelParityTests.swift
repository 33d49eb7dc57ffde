import CKernels
import Foundation
import Testing

/// Every table computes what the scalar table computes, over sizes around every group width.
@Suite struct KernelParityTests {
  /// A few roundings, and products contracted into fused multiply-adds by one table and not by the other.
  static let roundings: Float = 1e-6
  /// Sums of up to 1,000 terms, added up in different orders; relative to the largest result, where terms cancel.
  static let reordered: Float = 2e-5
  /// The vector exponential is within 2e-7 of the C library's, plus a few roundings.
  static let exponential: Float = 1e-6

  /// The formula of gelu in float32, which loses a few bits where the tanh nears -1.
  static let gelu = 1e-6
  /// Central differences in double, besides.
  static let geluSlope = 2e-6

  /// Half a unit in the last place of beta = 0.99 is 3e-6 of 1 - beta.
  static let moment: Float = 4e-6

  var scalar: hone_kernels { Table.scalar.kernels }

  /// Callers rely on it, and tests of the others would not notice one that is missing.
  @Test(arguments: Table.all) func everyTableHasEveryKernel(_ table: Table) {
    withUnsafeBytes(of: table.kernels) { fields in
      #expect(fields.assumingMemoryBound(to: UInt.self).allSatisfy { $0 != 0 })
    }
  }

  @Test(arguments: Table.all, awkwardSizes)
  func additionAndScalingAreExact(_ table: Table, _ n: Int) {
    let x = figures(n, seed: 1), y = figures(n, seed: 2)
    #expect(written(n, from: x) { table.kernels.add($0, y, n) } == zip(x, y).map { $0 + $1 })
    #expect(written(n, from: x) { table.kernels.scale($0, -1.7, n) } == x.map { $0 * -1.7 })
  }

  @Test(arguments: Table.all, awkwardSizes)
  func scaledProductsAreAddedUp(_ table: Table, _ n: Int) {
    let x = figures(n, seed: 23), y = figures(n, seed: 24), start = figures(n, seed: 25)
    let run = { (kernels: hone_kernels) in written(n, from: start) { kernels.add_product(x, y, -1.7, $0, n) } }
    #expect(difference(run(table.kernels), run(scalar)) <= Self.roundings)
    let expected = (0..<n).map { start[$0] - 1.7 * x[$0] * y[$0] }
    #expect(difference(run(table.kernels), expected) <= Self.roundings)
  }

  @Test(arguments: Table.all, awkwardSizes)
  func mixturesOfRowsAreAddedAlikeForOneRowAndSeveral(_ table: Table, _ outputs: Int) {
    for (rows, rank) in [(1, 1), (3, 8), (5, 17)] {
      let inner = figures(rows * rank, seed: 5), stride = outputs + 3, b = figures(rank * stride, seed: 6)
      let start = figures(max(0, (rows - 1) * stride + outputs), seed: 7)
      let run = { (kernels: hone_kernels, first: Int, count: Int) in
        written(start.count, from: start) {
          kernels.add_mixture(
            Array(inner[(first * rank)...]), count, rank, b, stride, outputs, $0 + first * stride, stride)
        }
      }
      let all = run(table.kernels, 0, rows)
      #expect(difference(all, run(Table.scalar.kernels, 0, rows)) <= Self.reordered)
      let last = run(table.kernels, rows - 1, 1)
      #expect(all.suffix(outputs) == last.suffix(outputs))
    }
  }

  @Test(arguments: Table.all, awkwardSizes)
  func sumsOfSquaresAgree(_ table: Table, _ n: Int) {
    let x = figures(n * 9, seed: 3)  // past the 4,096 that are summed in float32
    let expected = x.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(abs(table.kernels.sum_of_squares(x, x.count) - expected) <= Double(Self.roundings) * expected)
  }

  @Test(arguments: Table.all, awkwardSizes.filter { $0 > 0 })
  func rootMeanSquareNormAgrees(_ table: Table, _ size: Int) {
    let rows = 3, x = figures(rows * size, seed: 4, scale: 3), weight = figures(size, seed: 5)
    let run = { (kernels: hone_kernels) -> (out: [Float], inverse: [Float]) in
      var out: [Float] = []
      let inverse = written(rows) { inverse in
        out = written(rows * size) { kernels.rms_norm(x, weight, 1e-5, $0, inverse, rows, size) }
      }
      return (out, inverse)
    }
    let (expected, actual) = (run(scalar), run(table.kernels))
    #expect(eachDifference(actual.inverse, expected.inverse) <= Self.reordered)
    #expect(eachDifference(actual.out, expected.out) <= Self.reordered)
  }

  @Test(arguments: Table.all, awkwardSizes.filter { $0 > 0 })
  func rootMeanSquareNormBackwardAgreesAndAddsUp(_ table: Table, _ size: Int) {
    let rows = 3, count = rows * size
    let x = figures(count, seed: 6), weight = figures(size, seed: 7), dy = figures(count, seed: 8)
    let inverse = figures(rows, seed: 9).map { $0 + 2 }, before = figures(count, seed: 10)
    let run = { (kernels: hone_kernels) in
      written(count, from: before) { kernels.rms_norm_backward(dy, x, weight, inverse, $0, rows, size) }
    }
    #expect(difference(run(table.kernels), run(scalar)) <= Self.reordered)
  }

  @Test(arguments: Table.all, [2, 14, 16, 20, 30, 32, 34, 62, 64, 66, 128, 1000])
  func rotationsAgreeAndUndoThemselves(_ table: Table, _ headSize: Int) {
    let rows = 3, heads = 2, stride = heads * headSize + 5, count = rows * stride
    let x = figures(count, seed: 11), angles = figures(rows * headSize / 2, seed: 12, scale: 3)
    let cosines = angles.map { cos($0) }, sines = angles.map { sin($0) }
    for interleaved in [false, true] {
      let run = { (kernels: hone_kernels, start: [Float], direction: Float) in
        written(count, from: start) {
          kernels.rotate($0, stride, cosines, sines, rows, heads, headSize, direction, interleaved)
        }
      }
      let turned = run(table.kernels, x, 1)
      #expect(difference(turned, run(scalar, x, 1)) <= Self.roundings)
      #expect(difference(run(table.kernels, turned, -1), x) <= Self.roundings)
      #expect((0..<rows).allSatisfy { turned[$0 * stride + heads * headSize] == x[$0 * stride + heads * headSize] })
    }
  }

  @Test(arguments: Table.all, awkwardSizes)
  func gatesAgreeUpToTheEndsOfTheirRange(_ table: Table, _ n: Int) {
    for scale: Float in [4, 200] {
      let gate = figures(n, seed: 13, scale: scale), up = figures(n, seed: 14), dy = figures(n, seed: 15)
      for isGelu in [false, true] {
        let out = { (kernels: hone_kernels) in
          written(n) { (isGelu ? kernels.gated_gelu : kernels.gated)(gate, up, $0, n) }
        }
        let gradients = { (kernels: hone_kernels) in
          var ups: [Float] = []
          let gates = written(n) { gates in
            ups = written(n) {
              (isGelu ? kernels.gated_gelu_backward : kernels.gated_backward)(dy, gate, up, gates, $0, n)
            }
          }
          return gates + ups
        }
        #expect(difference(out(table.kernels), out(scalar)) <= Self.exponential)
        #expect(difference(gradients(table.kernels), gradients(scalar)) <= Self.exponential)
      }
    }
  }

  /// The formula itself, in double.
  @Test(arguments: Table.all) func geluFollowsItsFormulaAndItsGradientFiniteDifferences(_ table: Table) {
    let gate = figures(1_000, seed: 22, scale: 6), ones = [Float](repeating: 1, count: 1_000)
    let gelu = { (x: Double) in x / 2 * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x))) }
    let out = written(1_000) { table.kernels.gated_gelu(gate, ones, $0, 1_000) }
    var ups: [Float] = []
    let gates = written(1_000) { gates in
      ups = written(1_000) { table.kernels.gated_gelu_backward(ones, gate, ones, gates, $0, 1_000) }
    }
    let step = 1e-5
    for (i, x) in gate.map(Double.init).enumerated() {
      #expect(abs(Double(out[i]) - gelu(x)) <= Self.gelu && abs(Double(ups[i]) - gelu(x)) <= Self.gelu)
      #expect(abs(Double(gates[i]) - (gelu(x + step) - gelu(x - step)) / (2 * step)) <= Self.geluSlope)
    }
  }

  @Test(arguments: Table.all, awkwardSizes)
  func softmaxStatisticsAgree(_ table: Table, _ n: Int) {
    let logits = figures(n, seed: 16, scale: 20)
    let run = { (kernels: hone_kernels) in written(2) { kernels.softmax_statistics(logits, n, $0, $0 + 1) } }
    let (actual, expected) = (run(table.kernels), run(scalar))
    #expect(actual[0] == logits.max() ?? -.infinity)
    #expect(difference([actual[1]], [expected[1]]) <= Self.exponential)
  }

  @Test(arguments: Table.all, awkwardSizes)
  func softmaxGradientsAgreeFigureByFigure(_ table: Table, _ n: Int) {
    let logits = figures(n, seed: 17, scale: 20)
    let run = { (kernels: hone_kernels) in
      written(n, from: logits) { kernels.softmax_gradient($0, n, 21.5, 0.25) }
    }
    #expect(eachDifference(run(table.kernels), run(scalar)) <= Self.exponential)
  }

  @Test(arguments: Table.all, [7, 33])
  func notANumberIsNeverHidden(_ table: Table, _ n: Int) {
    for place in [0, n - 1] {
      var x = figures(n, seed: 21)
      x[place] = .nan
      let ones = [Float](repeating: 1, count: n)
      #expect(written(n) { table.kernels.gated(x, ones, $0, n) }[place].isNaN)
      #expect(written(n) { table.kernels.gated_gelu(x, ones, $0, n) }[place].isNaN)
      #expect(written(n, from: x) { table.kernels.softmax_gradient($0, n, 1, 1) }[place].isNaN)
      #expect(written(2) { table.kernels.softmax_statistics(x, n, $0, $0 + 1) }[1].isNaN)
    }
  }

  @Test(arguments: Table.all, awkwardSizes)
  func adamWFollowsItsFormula(_ table: Table, _ n: Int) {
    let gradient = figures(n, seed: 20)
    var weights = figures(n, seed: 19), first = [Float](repeating: 0, count: n), second = first
    var exact = weights.map(Double.init), moments = exact.map { _ in (first: 0.0, second: 0.0) }
    for step in 1...3 {
      let corrections = (1 - pow(0.9, Double(step)), 1 - pow(0.99, Double(step)))
      var settings = hone_adamw(
        rate: 0.01, beta1: 0.9, beta2: 0.99, epsilon: 1e-8, decay: 0.1, correction1: Float(corrections.0),
        correction2: Float(corrections.1))
      weights = written(n, from: weights) { weights in
        first = written(n, from: first) { first in
          second = written(n, from: second) {
            table.kernels.adamw(&settings, weights, gradient, first, $0, n)
          }
        }
      }
      for i in exact.indices {
        let g = Double(gradient[i])
        moments[i] = (0.9 * moments[i].first + 0.1 * g, 0.99 * moments[i].second + 0.01 * g * g)
        let step = moments[i].first / corrections.0 / ((moments[i].second / corrections.1).squareRoot() + 1e-8)
        exact[i] = exact[i] * (1 - 0.01 * 0.1) - 0.01 * step
      }
    }
    #expect(difference(weights, exact.map(Float.init)) <= Self.roundings)
    #expect(difference(first, moments.map { Float($0.first) }) <= Self.roundings)
    #expect(difference(second, moments.map { Float($0.second) }) <= Self.moment)
  }
}
