import CKernels

/// Keys and values of one layer, row by row. Rows are positions in a cache.
package struct KeysAndValues: Sendable {
  package let keys: Matrix
  package let values: Matrix

  package init(capacity: Int, columns: Int) {
    keys = Matrix(rows: capacity, columns: columns)
    values = Matrix(rows: capacity, columns: columns)
  }

  /// Takes the first `rows` rows of another store of the same width.
  package func copy(from other: KeysAndValues, rows: Int) {
    precondition(keys.columns == other.keys.columns && rows <= keys.rows && rows <= other.keys.rows)
    keys.base.update(from: other.keys.base, count: rows * keys.columns)
    values.base.update(from: other.values.base, count: rows * keys.columns)
  }

  /// Writes the rows of `keys` and `values` from row `first` on.
  package func write(keys newKeys: Matrix, values newValues: Matrix, at first: Int) {
    precondition(first + newKeys.rows <= keys.rows && newKeys.columns == keys.columns)
    keys.row(first).update(from: newKeys.base, count: newKeys.count)
    values.row(first).update(from: newValues.base, count: newValues.count)
  }
}

/// One sequence of a packed batch: rows `rows` of the batch, whose keys lie at `own` and on, after those of `contexts`.
package struct Segment: Sendable, Equatable {
  package var rows: Range<Int>
  /// Cache rows that every row of this segment sees, in order: a shared prefix, a conversation so far.
  package var contexts: [Range<Int>]
  /// The cache row of the segment's first row.
  package var own: Int

  package init(rows: Range<Int>, contexts: [Range<Int>], own: Int) {
    self.rows = rows
    self.contexts = contexts
    self.own = own
  }
}

/// The shape of attention: `heads` query heads share `keyHeads` key heads, each `headSize` wide.
package struct AttentionShape: Sendable {
  package let heads: Int
  package let keyHeads: Int
  package let headSize: Int
  /// What products of queries and keys are multiplied with.
  package let scale: Float

  /// Without a scale, 1 / √headSize (Vaswani et al. 2017, section 3.2.1).
  package init(heads: Int, keyHeads: Int, headSize: Int, scale: Float? = nil) {
    self.heads = heads
    self.keyHeads = keyHeads
    self.headSize = headSize
    self.scale = scale ?? 1 / Float(headSize).squareRoot()
  }

  package var width: Int { heads * headSize }
  package var keyWidth: Int { keyHeads * headSize }
}

extension Engine {
  /// out (rows, heads · headSize) = softmax(scale · q kᵀ) v, each segment by itself; logSums (rows, heads) is kept
  /// for the backward pass. With a window w a query sees itself and the w - 1 keys before it, in the order of its
  /// contexts and then its segment's own. A row's bits depend on the keys that it sees alone: not on its batch, nor on
  /// what of its sequence is a context.
  package func attention(
    _ shape: AttentionShape, window: Int? = nil, queries: Matrix, store: KeysAndValues, segments: [Segment],
    out: Matrix, logSums: Matrix
  ) {
    precondition(queries.columns == shape.width && out.rows == queries.rows && logSums.columns == shape.heads)
    var layer = description(shape, window, queries, store, out, logSums)
    scratch.reserve(Int(hone_attention_scratch(shape.headSize)))
    // Blocks of a segment are spread over tasks, so that one long prompt uses every thread; its last see the most keys
    // and go first.
    let rows = max(1, Int(HONE_BLOCK_ROWS) * shape.keyHeads / shape.heads)
    withCSegments(segments, rows: rows) { parts in
      pool.parallelFor(parts.count * shape.keyHeads) { task, worker in
        var part = parts[parts.count - 1 - task / shape.keyHeads]
        kernels.attention(&layer, &part, task % shape.keyHeads, scratch.room(worker))
      }
    }
  }

  /// Given out's gradient: the queries' gradient (rows, width), and the keys' and values' (cache rows, keyWidth), both
  /// overwritten.
  package func attentionBackward(
    _ shape: AttentionShape, window: Int? = nil, queries: Matrix, store: KeysAndValues, segments: [Segment],
    out: Matrix, logSums: Matrix, outGradient: Matrix, queryGradient: Matrix, keyGradient: Matrix, valueGradient: Matrix
  ) {
    let rows = keyGradient.rows
    precondition(valueGradient.rows == rows && queryGradient.rows == queries.rows)
    var layer = description(shape, window, queries, store, out, logSums)
    let keysByHead = Matrix(rows: rows, columns: shape.width), valuesByHead = Matrix(rows: rows, columns: shape.width)
    var gradients = hone_attention_gradients(
      out_gradient: outGradient.base, query_gradient: queryGradient.base, key_gradient: keysByHead.base,
      value_gradient: valuesByHead.base)
    scratch.reserve(Int(hone_attention_scratch(shape.headSize)))
    withCSegments(segments, rows: queries.rows) { parts in
      // A head's tasks all add to the same keys, so one task takes them in order.
      pool.parallelFor(shape.heads) { head, worker in
        for index in parts.indices {
          var part = parts[index]
          kernels.attention_backward(&layer, &gradients, &part, head, scratch.room(worker))
        }
      }
    }
    sumHeads(shape, keysByHead, into: keyGradient)
    sumHeads(shape, valuesByHead, into: valueGradient)
  }

  /// Sums the query heads that share a key head, in order.
  private func sumHeads(_ shape: AttentionShape, _ byHead: Matrix, into sums: Matrix) {
    let group = shape.heads / shape.keyHeads, size = shape.headSize
    for row in 0..<sums.rows {
      for keyHead in 0..<shape.keyHeads {
        let out = sums.row(row) + keyHead * size, first = byHead.row(row) + keyHead * group * size
        out.update(from: first, count: size)
        for other in 1..<max(group, 1) { kernels.add(out, first + other * size, size) }
      }
    }
  }

  private func description(
    _ shape: AttentionShape, _ window: Int?, _ queries: Matrix, _ store: KeysAndValues, _ out: Matrix, _ logSums: Matrix
  ) -> hone_attention {
    precondition(window.map { $0 >= 1 } ?? true)
    return hone_attention(
      heads: shape.heads, key_heads: shape.keyHeads, head_size: shape.headSize, scale: shape.scale,
      window: window ?? .max, queries: queries.base, keys: store.keys.base, values: store.values.base, out: out.base,
      log_sums: logSums.base)
  }

  /// Hands out the segments in parts of up to `rows` rows.
  private func withCSegments(_ segments: [Segment], rows: Int, _ body: ([hone_segment]) -> Void) {
    let spans = segments.flatMap { $0.contexts.map { hone_span(start: $0.lowerBound, count: $0.count) } }
    spans.withUnsafeBufferPointer { spans in
      var parts: [hone_segment] = []
      var context = 0
      for segment in segments {
        let contexts = spans.baseAddress.map { $0 + context }
        for first in stride(from: 0, to: segment.rows.count, by: rows) {
          parts.append(
            hone_segment(
              first: segment.rows.lowerBound + first,
              count: min(rows, segment.rows.count - first), contexts: contexts,
              context_count: segment.contexts.count, own_start: segment.own, own: first))
        }
        context += segment.contexts.count
      }
      body(parts)
    }
  }
}
