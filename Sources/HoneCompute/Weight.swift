import CKernels
import HoneCore

/// A matrix of weights as it lies in its file, (rows: outputs, columns: inputs), read through the mapping.
package struct StoredWeight: @unchecked Sendable {
  package let rows: Int
  package let columns: Int
  package let type: StorageType
  let base: UnsafeRawPointer
  /// Keeps the bytes behind `base` alive.
  private let owner: AnyObject
  /// What it was made of, where that is float32 in memory: then the weight can be trained.
  private let source: Matrix?
  private let packing = Packing()

  package var rowBytes: Int { columns / type.blockWeights * type.blockBytes }
  package var byteCount: Int { rows * rowBytes }

  /// `base` points at `rows * rowBytes` readable bytes that live as long as `owner`.
  package init(rows: Int, columns: Int, type: StorageType, base: UnsafeRawPointer, owner: AnyObject) {
    self.init(rows: rows, columns: columns, type: type, base: base, owner: owner, source: nil)
  }

  private init(
    rows: Int, columns: Int, type: StorageType, base: UnsafeRawPointer, owner: AnyObject, source: Matrix?
  ) {
    precondition(columns % type.blockWeights == 0)
    self.rows = rows
    self.columns = columns
    self.type = type
    self.base = base
    self.owner = owner
    self.source = source
  }

  /// Float32 weights held in memory; a change of the matrix is one of the weight.
  package init(_ matrix: Matrix) {
    self.init(
      rows: matrix.rows, columns: matrix.columns, type: .f32, base: UnsafeRawPointer(matrix.base),
      owner: matrix.storage, source: matrix)
  }

  /// The matrix that this weight was made of. Only for weights that were made of one.
  package var inMemory: Matrix {
    guard let source else { preconditionFailure("the weight lies in a file") }
    return source
  }

  /// Rows `first..<first + count`, columns `column..<column + width`, as float32, row by row. A range of columns is whole
  /// in the type's steps.
  func dequantize(
    rows first: Int, _ count: Int, columns column: Int, _ width: Int, into out: UnsafeMutablePointer<Float>,
    _ kernels: hone_kernels
  ) {
    let start = base + first * rowBytes
    if width == columns {
      kernels.dequantize(type.rawValue, start, 0, out, count * columns)
      return
    }
    precondition(column % type.columnStep == 0 && width % type.columnStep == 0)
    for row in 0..<count {
      kernels.dequantize(type.rawValue, start + row * rowBytes, column, out + row * width, width)
    }
  }

  /// The rows named, as a matrix: an embedding look-up.
  package func gathering(_ indices: [Int32], into out: Matrix) {
    precondition(out.rows == indices.count && out.columns == columns)
    let kernels = Kernels.current
    for (to, from) in indices.enumerated() {
      precondition(from >= 0 && Int(from) < rows)
      dequantize(rows: Int(from), 1, columns: 0, columns, into: out.row(to), kernels)
    }
  }

  /// All weights as float32.
  package func matrix() -> Matrix {
    let result = Matrix(rows: rows, columns: columns)
    dequantize(rows: 0, rows, columns: 0, columns, into: result.base, Kernels.current)
    return result
  }
}

/// A stored weight and the change an adapter makes to it, if one is in use.
package struct Weight: Sendable {
  package var stored: StoredWeight
  package var change: LowRank?

  package init(_ stored: StoredWeight, _ change: LowRank? = nil) {
    self.stored = stored
    self.change = change
  }

  package var rows: Int { stored.rows }
  package var columns: Int { stored.columns }

  /// A tile of the weight in use: `count` rows by `width` columns, row by row.
  func tile(
    rows first: Int, _ count: Int, columns column: Int, _ width: Int, into out: UnsafeMutablePointer<Float>,
    _ kernels: hone_kernels
  ) {
    stored.dequantize(rows: first, count, columns: column, width, into: out, kernels)
    guard let change else { return }
    multiplyMatrices(
      rows: count, columns: width, inner: change.rank, alpha: change.scale, change.b.row(first),
      strideA: change.rank, change.a.base + column, strideB: columns, beta: 1, into: out, strideC: width)
  }
}

extension StoredWeight {
  /// The weight arranged for products with coded rows; nil for types that are read as they lie.
  func packed(pool: WorkerPool) -> PackedWeight? {
    PackedWeight.canPack(self) ? packing.weight(self, pool: pool) : nil
  }

  /// Whether `codedLinear` multiplies it in codes.
  package var isCoded: Bool { PackedWeight.canPack(self) }

  /// Whether both are the same bytes of the same file.
  package func isSame(as other: StoredWeight) -> Bool { base == other.base }
}
