/// A row-major float32 matrix on cache lines, shared by reference: assigning one does not copy its numbers.
///
/// Rows are allocated in groups of sixteen, so that a product may run over whole groups whatever the number of rows:
/// with fewer than sixteen rows oneDNN's arithmetic would depend on how many there are.
package struct Matrix: @unchecked Sendable {
  package let rows: Int
  package let columns: Int
  let storage: Storage

  static let rowGroup = 16
  /// Readable floats behind the last row, for kernels that read whole groups of 32 columns.
  private static let slack = 64

  final class Storage {
    let base: UnsafeMutablePointer<Float>
    let count: Int

    init(count: Int) {
      self.count = count
      let raw = UnsafeMutableRawPointer.allocate(byteCount: max(count, 1) * 4, alignment: 64)
      base = raw.bindMemory(to: Float.self, capacity: max(count, 1))
      base.initialize(repeating: 0, count: max(count, 1))
    }

    deinit { UnsafeMutableRawPointer(base).deallocate() }
  }

  /// A matrix of zeros.
  package init(rows: Int, columns: Int) {
    precondition(rows >= 0 && columns >= 0)
    self.rows = rows
    self.columns = columns
    storage = Storage(count: Self.padded(rows) * columns + Self.slack)
  }

  package init(rows: Int, columns: Int, _ values: some Sequence<Float>) {
    self.init(rows: rows, columns: columns)
    var count = 0
    for value in values {
      precondition(count < rows * columns)
      storage.base[count] = value
      count += 1
    }
    precondition(count == rows * columns)
  }

  /// The first `rows` rows of a larger matrix, sharing its numbers.
  package func first(_ rows: Int) -> Matrix { Matrix(rows: rows, columns: columns, sharing: storage) }

  /// The same numbers in rows of `columns`, a divisor of the columns there are.
  package func split(columns: Int) -> Matrix {
    precondition(columns > 0 && self.columns % columns == 0)
    return Matrix(rows: rows * (self.columns / columns), columns: columns, sharing: storage)
  }

  private init(rows: Int, columns: Int, sharing storage: Storage) {
    precondition(Self.padded(rows) * columns <= storage.count)
    self.rows = rows
    self.columns = columns
    self.storage = storage
  }

  static func padded(_ rows: Int) -> Int { (rows + rowGroup - 1) / rowGroup * rowGroup }

  var base: UnsafeMutablePointer<Float> { storage.base }
  func row(_ index: Int) -> UnsafeMutablePointer<Float> { storage.base + index * columns }
  /// Rows a product runs over.
  var productRows: Int { Self.padded(rows) }
  package var count: Int { rows * columns }

  package subscript(row: Int, column: Int) -> Float {
    get {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns)
      return storage.base[row * columns + column]
    }
    nonmutating set {
      precondition(row >= 0 && row < rows && column >= 0 && column < columns)
      storage.base[row * columns + column] = newValue
    }
  }

  /// All numbers, row by row.
  package var values: [Float] { Array(UnsafeBufferPointer(start: storage.base, count: count)) }

  package func copy() -> Matrix {
    let result = Matrix(rows: rows, columns: columns)
    result.copy(from: self)
    return result
  }

  package func copy(from other: Matrix) {
    precondition(rows == other.rows && columns == other.columns)
    storage.base.update(from: other.storage.base, count: count)
  }

  package func copy(from values: [Float]) {
    precondition(values.count == count)
    values.withUnsafeBufferPointer {
      storage.base.update(from: $0.baseAddress ?? UnsafePointer(storage.base), count: count)
    }
  }

  package func fill(_ value: Float) { storage.base.update(repeating: value, count: storage.count) }

  /// Rows `indices` of this matrix, in that order.
  package func gathering(_ indices: [Int]) -> Matrix {
    let result = Matrix(rows: indices.count, columns: columns)
    for (to, from) in indices.enumerated() {
      precondition(from >= 0 && from < rows)
      result.row(to).update(from: row(from), count: columns)
    }
    return result
  }

  /// Writes each row of `source` over row `indices[i]` of this matrix.
  package func scatter(_ source: Matrix, to indices: [Int]) {
    precondition(source.rows == indices.count && source.columns == columns)
    for (from, to) in indices.enumerated() {
      precondition(to >= 0 && to < rows)
      row(to).update(from: source.row(from), count: columns)
    }
  }
}
