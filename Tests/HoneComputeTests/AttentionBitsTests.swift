import HoneCompute
import Testing

/// What a query's attention comes to depends, to the bit, on the keys that it sees and on nothing else: not on the rows
/// computed with it, nor on how its keys are divided into contexts.
@Suite struct AttentionBitsTests {
  static let engine = Engine(pool: WorkerPool(threads: 2))
  static let shape = AttentionShape(heads: 6, keyHeads: 2, headSize: 64)
  /// Keys in several tiles, and queries in several blocks.
  static let rows = 600
  static let windows = [nil, 1, 17, 300]

  let queries = Matrix(rows: rows, columns: shape.width, figures(rows * shape.width, seed: 91, scale: 4))
  let store: KeysAndValues

  init() {
    let columns = Self.shape.keyWidth, rows = Self.rows
    store = KeysAndValues(capacity: rows, columns: columns)
    store.write(
      keys: Matrix(rows: rows, columns: columns, figures(rows * columns, seed: 92)),
      values: Matrix(rows: rows, columns: columns, figures(rows * columns, seed: 93)), at: 0)
  }

  /// The bits of each row of `wanted` when attention runs over `segments`, whose rows are those of `queries`.
  private func bits(_ segments: [Segment], _ queries: Matrix, _ wanted: Range<Int>, _ window: Int?) -> [[UInt32]] {
    let out = Matrix(rows: queries.rows, columns: queries.columns)
    let logSums = Matrix(rows: queries.rows, columns: Self.shape.heads)
    Self.engine.attention(
      Self.shape, window: window, queries: queries, store: store, segments: segments, out: out, logSums: logSums)
    return wanted.map { row in
      (0..<out.columns).map { out[row, $0].bitPattern } + (0..<logSums.columns).map { logSums[row, $0].bitPattern }
    }
  }

  @Test(arguments: windows)
  func aSegmentAloneGivesWhatItGivesInABatch(_ window: Int?) {
    let segments = [
      Segment(rows: 0..<40, contexts: [], own: 0), Segment(rows: 40..<370, contexts: [0..<40], own: 40),
      Segment(rows: 370..<371, contexts: [0..<40], own: 370),
      Segment(rows: 371..<600, contexts: [0..<40, 370..<371], own: 371),
    ]
    let together = bits(segments, queries, 0..<Self.rows, window)
    for segment in segments {
      var alone = segment
      alone.rows = 0..<segment.rows.count
      let found = bits([alone], queries.gathering(Array(segment.rows)), alone.rows, window)
      #expect(found[...] == together[segment.rows], "\(segment.rows)")
    }
  }

  @Test(arguments: windows)
  func tokensRunOneByOneGiveWhatTheyGiveTogether(_ window: Int?) {
    let all = bits([Segment(rows: 0..<Self.rows, contexts: [], own: 0)], queries, 0..<Self.rows, window)
    for row in [0, 1, 31, 32, 95, 96, 255, 256, 257, 511, 512, 599] {
      let one = Segment(rows: 0..<1, contexts: [0..<row].filter { !$0.isEmpty }, own: row)
      #expect(bits([one], queries.gathering([row]), 0..<1, window) == [all[row]], "row \(row)")
    }
  }

  @Test(arguments: windows)
  func aSharedPrefixGivesWhatOwnKeysGive(_ window: Int?) {
    let all = bits([Segment(rows: 0..<Self.rows, contexts: [], own: 0)], queries, 0..<Self.rows, window)
    let cut = Segment(rows: 0..<250, contexts: [0..<50, 50..<51, 51..<350], own: 350)
    #expect(bits([cut], queries.gathering(Array(350..<600)), 0..<250, window)[...] == all[350..<600])
  }
}
