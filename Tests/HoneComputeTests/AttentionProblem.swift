import CKernels
import Foundation
import Testing

/// The shape of one segment's attention.
struct AttentionCase: Sendable, CustomTestStringConvertible {
  var heads = 2, keyHeads = 1, headSize = 16
  var contexts: [Range<Int>] = []
  /// Keys of the segment's own before its first query.
  var own = 0
  var queries = 1
  /// Keys that a query sees at most; nil: all.
  var window: Int?

  var testDescription: String {
    let range = window.map { ", window \($0)" } ?? ""
    return "\(heads)/\(keyHeads) heads of \(headSize), contexts \(contexts), own \(own), queries \(queries)\(range)"
  }

  /// Query rows that belong to other segments come first, and keys that nobody sees stand between the runs.
  let firstQuery = 2
  var ownStart: Int { (contexts.map(\.upperBound).max() ?? 0) + 3 }
  var width: Int { heads * headSize }
  var keyWidth: Int { keyHeads * headSize }
  var queryRows: Int { firstQuery + queries }
  var keyRows: Int { ownStart + own + queries }
  var scale: Double { 1 / Double(headSize).squareRoot() }

  /// The key rows that query i sees.
  func seen(_ i: Int) -> [Int] {
    (contexts.flatMap { Array($0) } + Array(ownStart...(ownStart + own + i))).suffix(window ?? .max)
  }
}

/// Figures for a case: what attention reads, and a gradient of its output.
struct AttentionProblem {
  let shape: AttentionCase
  var queries, keys, values, outGradient: [Float]

  init(_ shape: AttentionCase) {
    self.shape = shape
    queries = figures(shape.queryRows * shape.width, seed: 41, scale: 4)
    keys = figures(shape.keyRows * shape.keyWidth, seed: 42, scale: 2)
    values = figures(shape.keyRows * shape.keyWidth, seed: 43)
    outGradient = figures(shape.queryRows * shape.width, seed: 44)
  }

  /// Output (query rows, width) and logarithms of sums (query rows, heads) in double; rows of other segments are zero.
  func exact() -> (out: [Double], logSums: [Double]) {
    let d = shape.headSize
    var out = [Double](repeating: 0, count: queries.count)
    var logSums = [Double](repeating: 0, count: shape.queryRows * shape.heads)
    for i in 0..<shape.queries {
      for head in 0..<shape.heads {
        let row = shape.firstQuery + i, at = row * shape.width + head * d
        let column = head / (shape.heads / shape.keyHeads) * d
        let places = shape.seen(i).map { $0 * shape.keyWidth + column }
        let scores = places.map { place in
          shape.scale * (0..<d).reduce(0.0) { $0 + Double(queries[at + $1]) * Double(keys[place + $1]) }
        }
        let top = scores.max() ?? 0
        let sum = scores.reduce(0.0) { $0 + exp($1 - top) }
        logSums[row * shape.heads + head] = top + log(sum)
        for (score, place) in zip(scores, places) {
          let weight = exp(score - top) / sum
          for k in 0..<d { out[at + k] += weight * Double(values[place + k]) }
        }
      }
    }
    return (out, logSums)
  }

  /// The sum of outGradient · out, in double.
  func exactLoss() -> Double { zip(exact().out, outGradient).reduce(0) { $0 + $1.0 * Double($1.1) } }

  func forward(_ kernels: hone_kernels) -> (out: [Float], logSums: [Float]) {
    var logSums: [Float] = []
    let out = written(queries.count) { out in
      logSums = written(shape.queryRows * shape.heads) { logSums in
        run(out, logSums, shape.keyHeads, kernels.attention)
      }
    }
    return (out, logSums)
  }

  /// Gradients of the queries (query rows, width) and, summed over the heads that share them, of keys and values
  /// (key rows, key width).
  func backward(_ kernels: hone_kernels) -> (queries: [Float], keys: [Float], values: [Float]) {
    let count = shape.keyRows * shape.width
    var (out, logSums) = forward(kernels)
    var keyGradient: [Float] = [], valueGradient: [Float] = []
    let queryGradient = written(queries.count) { queryGradient in
      keyGradient = written(count) { keyGradient in
        valueGradient = written(count) { valueGradient in
          outGradient.withUnsafeBufferPointer { outGradient in
            var gradients = hone_attention_gradients(
              out_gradient: outGradient.baseAddress, query_gradient: queryGradient, key_gradient: keyGradient,
              value_gradient: valueGradient)
            run(&out, &logSums, shape.heads) { layer, segment, head, scratch in
              kernels.attention_backward(layer, &gradients, segment, head, scratch)
            }
          }
        }
      }
    }
    return (queryGradient, summedOverHeads(keyGradient), summedOverHeads(valueGradient))
  }

  private func summedOverHeads(_ byHead: [Float]) -> [Float] {
    let d = shape.headSize, group = shape.heads / shape.keyHeads
    var sums = [Float](repeating: 0, count: shape.keyRows * shape.keyWidth)
    for (index, value) in byHead.enumerated() {
      let (row, column) = index.quotientAndRemainder(dividingBy: shape.width)
      sums[row * shape.keyWidth + column / d / group * d + column % d] += value
    }
    return sums
  }

  /// Runs `body` for each of `heads`, with exactly the scratch that the header promises.
  private func run(
    _ out: UnsafeMutablePointer<Float>, _ logSums: UnsafeMutablePointer<Float>, _ heads: Int,
    _ body: (UnsafePointer<hone_attention>, UnsafePointer<hone_segment>, Int, UnsafeMutablePointer<Float>) -> Void
  ) {
    let spans = shape.contexts.map { hone_span(start: $0.lowerBound, count: $0.count) }
    spans.withUnsafeBufferPointer { spans in
      queries.withUnsafeBufferPointer { queries in
        keys.withUnsafeBufferPointer { keys in
          values.withUnsafeBufferPointer { values in
            var layer = hone_attention(
              heads: shape.heads, key_heads: shape.keyHeads, head_size: shape.headSize, scale: Float(shape.scale),
              window: shape.window ?? .max, queries: queries.baseAddress, keys: keys.baseAddress,
              values: values.baseAddress, out: out, log_sums: logSums)
            var segment = hone_segment(
              first: shape.firstQuery, count: shape.queries, contexts: spans.baseAddress, context_count: spans.count,
              own_start: shape.ownStart, own: shape.own)
            for head in 0..<heads {
              _ = written(Int(hone_attention_scratch(shape.headSize))) { body(&layer, &segment, head, $0) }
            }
          }
        }
      }
    }
  }
}
