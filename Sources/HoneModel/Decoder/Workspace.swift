import HoneCompute

/// What one layer's forward pass leaves for its backward pass, for up to a number of rows.
package struct Activations: Sendable {
  /// The residual stream before the layer and between its halves, with 1 / rms of each row.
  let input: Matrix, inputInverse: Matrix
  let middle: Matrix, middleInverse: Matrix
  /// Rotated queries, attention's output before its projection, and its log-normalizers.
  let queries: Matrix, attended: Matrix, logSums: Matrix
  let gate: Matrix, up: Matrix
  let heads: HeadActivations?
  let posts: PostActivations?

  init(_ configuration: ModelConfiguration, rows: Int, keeping: Bool = true) {
    let shape = configuration.attention
    input = Matrix(rows: keeping ? rows : 0, columns: configuration.width)
    middle = Matrix(rows: keeping ? rows : 0, columns: configuration.width)
    inputInverse = Matrix(rows: rows, columns: 1)
    middleInverse = Matrix(rows: rows, columns: 1)
    queries = Matrix(rows: rows, columns: shape.width)
    attended = Matrix(rows: rows, columns: shape.width)
    logSums = Matrix(rows: rows, columns: shape.heads)
    gate = Matrix(rows: rows, columns: configuration.hidden)
    up = Matrix(rows: rows, columns: configuration.hidden)
    heads = configuration.hasHeadNorms ? HeadActivations(shape, rows: rows, keeping: keeping) : nil
    posts = configuration.hasPostNorms ? PostActivations(width: configuration.width, rows: rows) : nil
  }

  /// Room of the same sizes, all but `input` shared with `other`.
  private init(sharing other: Activations, input: Matrix) {
    self.input = input
    middle = other.middle
    inputInverse = other.inputInverse
    middleInverse = other.middleInverse
    queries = other.queries
    attended = other.attended
    logSums = other.logSums
    gate = other.gate
    up = other.up
    heads = other.heads
    posts = other.posts
  }

  func sharingAllButInput() -> Activations {
    Activations(sharing: self, input: Matrix(rows: input.rows, columns: input.columns))
  }

  /// Bytes that one row of all matrices takes, and of these the input's.
  static func rowBytes(_ configuration: ModelConfiguration) -> (all: Int, input: Int) {
    let row = Activations(configuration, rows: 1)
    let matrices =
      [
        row.input, row.middle, row.inputInverse, row.middleInverse, row.queries, row.attended, row.logSums, row.gate,
        row.up,
      ] + (row.heads?.matrices ?? []) + (row.posts?.matrices ?? [])
    return (matrices.reduce(0) { $0 + 4 * $1.count }, 4 * row.input.count)
  }

  private init(first rows: Int, of all: Activations) {
    input = all.input.rows == 0 ? all.input : all.input.first(rows)
    middle = all.middle.rows == 0 ? all.middle : all.middle.first(rows)
    inputInverse = all.inputInverse.first(rows)
    middleInverse = all.middleInverse.first(rows)
    queries = all.queries.first(rows)
    attended = all.attended.first(rows)
    logSums = all.logSums.first(rows)
    gate = all.gate.first(rows)
    up = all.up.first(rows)
    heads = all.heads.map { HeadActivations(first: rows, of: $0) }
    posts = all.posts.map { PostActivations(first: rows, of: $0) }
  }

  func views(_ rows: Int) -> Activations { Activations(first: rows, of: self) }
}

/// Queries and keys before their heads' norms, with 1 / rms of each head: (rows, heads).
struct HeadActivations: Sendable {
  let queries: Matrix, queryInverse: Matrix
  let keys: Matrix, keyInverse: Matrix

  var matrices: [Matrix] { [queries, queryInverse, keys, keyInverse] }

  init(_ shape: AttentionShape, rows: Int, keeping: Bool) {
    queries = Matrix(rows: keeping ? rows : 0, columns: shape.width)
    keys = Matrix(rows: keeping ? rows : 0, columns: shape.keyWidth)
    queryInverse = Matrix(rows: rows, columns: shape.heads)
    keyInverse = Matrix(rows: rows, columns: shape.keyHeads)
  }

  init(first rows: Int, of all: HeadActivations) {
    queries = all.queries.rows == 0 ? all.queries : all.queries.first(rows)
    keys = all.keys.rows == 0 ? all.keys : all.keys.first(rows)
    queryInverse = all.queryInverse.first(rows)
    keyInverse = all.keyInverse.first(rows)
  }
}

/// What each half of a layer adds to the stream before its post-norm, (rows, width), with 1 / rms of each row.
struct PostActivations: Sendable {
  let attended: Matrix, attendedInverse: Matrix
  let transformed: Matrix, transformedInverse: Matrix

  var matrices: [Matrix] { [attended, attendedInverse, transformed, transformedInverse] }

  init(width: Int, rows: Int) {
    attended = Matrix(rows: rows, columns: width)
    transformed = Matrix(rows: rows, columns: width)
    attendedInverse = Matrix(rows: rows, columns: 1)
    transformedInverse = Matrix(rows: rows, columns: 1)
  }

  init(first rows: Int, of all: PostActivations) {
    attended = all.attended.first(rows)
    transformed = all.transformed.first(rows)
    attendedInverse = all.attendedInverse.first(rows)
    transformedInverse = all.transformedInverse.first(rows)
  }
}

/// The activations of every layer for one training batch, kept between batches of up to `capacity` rows.
package final class Tape {
  package enum Keeping: Sendable {
    /// All that the backward pass needs.
    case everything
    /// Each layer's input alone: the rest is computed again, layer by layer, to the same bits.
    case inputs
  }

  let layers: [Activations]
  package let capacity: Int
  package let keeping: Keeping

  package init(_ configuration: ModelConfiguration, capacity: Int, keeping: Keeping = .everything) {
    self.capacity = capacity
    self.keeping = keeping
    let first = Activations(configuration, rows: capacity)
    let others = (1..<configuration.layers).map { _ in
      keeping == .everything ? Activations(configuration, rows: capacity) : first.sharingAllButInput()
    }
    layers = [first] + others
  }

  /// The memory that a tape of `capacity` rows takes.
  package static func bytes(_ configuration: ModelConfiguration, capacity: Int, keeping: Keeping) -> Int {
    let row = Activations.rowBytes(configuration)
    return switch keeping {
    case .everything: capacity * configuration.layers * row.all
    case .inputs: capacity * (row.all + (configuration.layers - 1) * row.input)
    }
  }
}

/// The workspace of a decoder and its tunings, made larger when a batch asks for it.
final class Workspaces {
  private let configuration: ModelConfiguration
  private var workspace: Workspace

  init(_ configuration: ModelConfiguration) {
    self.configuration = configuration
    workspace = Workspace(configuration, rows: 0)
  }

  func views(_ rows: Int) -> Workspace.Views {
    if workspace.capacity < rows { workspace = Workspace(configuration, rows: rows) }
    return workspace.views(rows)
  }
}

/// Intermediate matrices of a forward pass, shared by all layers and kept between calls.
struct Workspace {
  let capacity: Int
  private let all: Views

  struct Views {
    let residual: Matrix, normed: Matrix, keys: Matrix, values: Matrix, hidden: Matrix
    let activations: Activations
    let codes: CodedRows
  }

  init(_ configuration: ModelConfiguration, rows: Int) {
    capacity = rows
    all = Views(
      residual: Matrix(rows: rows, columns: configuration.width),
      normed: Matrix(rows: rows, columns: configuration.width),
      keys: Matrix(rows: rows, columns: configuration.attention.keyWidth),
      values: Matrix(rows: rows, columns: configuration.attention.keyWidth),
      hidden: Matrix(rows: rows, columns: configuration.hidden),
      activations: Activations(configuration, rows: rows, keeping: false),
      codes: CodedRows(
        rows: rows, columns: max(configuration.width, configuration.hidden, configuration.attention.width)))
  }

  func views(_ rows: Int) -> Views {
    Views(
      residual: all.residual.first(rows), normed: all.normed.first(rows), keys: all.keys.first(rows),
      values: all.values.first(rows), hidden: all.hidden.first(rows), activations: all.activations.views(rows),
      codes: all.codes)
  }
}
