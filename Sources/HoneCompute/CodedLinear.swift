import CKernels

extension Engine {
  /// out (rows, outputs) = x · weightᵀ for each product, added to out where `accumulating`: quantized weights meet x in
  /// 16-bit codes, and then a row's figures do not depend on the other rows. Weights stored as plain numbers (F32, F16,
  /// BF16) meet x itself.
  package func codedLinear(_ x: Matrix, _ products: [Product], room: CodedRows, accumulating: Bool = false) {
    let packed = products.map { $0.weight.stored.packed(pool: pool) }
    for (product, packed) in zip(products, packed) where packed == nil && x.rows > 1 {
      linear(x, [Product(Weight(product.weight.stored), product.out)], accumulating: accumulating)
    }
    if packed.contains(where: { $0 != nil }) { room.encode(x, self) }
    if x.rows == 1, let first = packed[0], let last = packed[packed.count - 1] {
      room.last?.isFollowed(by: first)
      room.last = last
      last.fetchFollower(pool)
    }
    let inner = room.project(x, products.map(\.weight.change), self)
    withUnsafeTemporaryAllocation(of: CodedJob.self, capacity: products.count) { jobs in
      let groups = products.reduce(0) { $0 + $1.weight.rows } / PackedWeight.groupRows
      let share = max(1, groups / (threads * CodedJob.tasksPerThread))
      var tasks = 0
      for (index, product) in products.enumerated() {
        let job = CodedJob(
          x, product, packed[index], inner[index], groups: share, firstTask: tasks, adding: accumulating)
        jobs.initializeElement(at: index, to: job)
        tasks += job.tasks
      }
      var codes = room.view
      let kernels = kernels
      pool.parallelFor(tasks) { task, _ in
        var index = jobs.count - 1
        while jobs[index].firstTask > task { index -= 1 }
        jobs[index].run(task, &codes, kernels)
      }
    }
  }
}

/// One product as plain addresses: what a task reads thousands of times a second counts no references. Everything is
/// kept alive by the call that makes it.
private struct CodedJob {
  private let type: Int32
  private let packed: UnsafePointer<UInt8>?
  private let groupBytes: Int
  /// The weight as it lies in its file, where it is to be multiplied with the one row of `input`.
  private let stored: UnsafeRawPointer?
  private let rowBytes: Int
  private let input: UnsafePointer<Float>
  private let rows: Int
  private let inputs: Int
  private let outputs: Int
  private let out: UnsafeMutablePointer<Float>
  private let inner: UnsafePointer<Float>?
  private let change: UnsafePointer<Float>?
  private let rank: Int
  private let adding: Bool
  private let groups: Int
  /// The first of all products' tasks that is this one's.
  let firstTask: Int

  /// Tasks that each thread gets of one product, so that a late one does not keep the others waiting.
  static let tasksPerThread = 6

  /// `groups` groups of outputs make a task.
  init(
    _ x: Matrix, _ product: Product, _ packed: PackedWeight?, _ inner: UnsafePointer<Float>?, groups: Int,
    firstTask: Int, adding: Bool
  ) {
    let stored = product.weight.stored
    type = stored.type.rawValue
    self.packed = packed?.base
    groupBytes = packed?.groupBytes ?? 0
    self.stored = packed == nil && x.rows == 1 ? stored.base : nil
    rowBytes = stored.rowBytes
    (input, rows, inputs, outputs) = (UnsafePointer(x.base), x.rows, stored.columns, stored.rows)
    out = product.out.base
    self.inner = inner
    change = product.weight.change.map { UnsafePointer($0.transposedB().base) }
    rank = product.weight.change?.rank ?? 0
    (self.groups, self.firstTask, self.adding) = (groups, firstTask, adding)
  }

  var tasks: Int {
    let all = (outputs + PackedWeight.groupRows - 1) / PackedWeight.groupRows
    return (all + groups - 1) / groups
  }

  func run(_ task: Int, _ codes: UnsafePointer<hone_codes>, _ kernels: hone_kernels) {
    let first = (task - firstTask) * groups * PackedWeight.groupRows
    let count = min(groups * PackedWeight.groupRows, outputs - first)
    if let packed {
      let start = packed + first / PackedWeight.groupRows * groupBytes
      kernels.packed_product(type, start, count, codes, out + first, outputs, adding)
    } else if let stored {
      multiplyOne(stored, first, count, kernels)
    }
    if let inner, let change {
      kernels.add_mixture(inner, rows, rank, change + first, outputs, count, out + first, outputs)
    }
  }

  private func multiplyOne(_ stored: UnsafeRawPointer, _ first: Int, _ count: Int, _ kernels: hone_kernels) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { sums in
      // A task has outputs, so the buffer has an address.
      let result = sums.baseAddress!
      kernels.matrix_vector(type, stored + first * rowBytes, rowBytes, count, inputs, input, result)
      if adding { kernels.add(out + first, result, count) } else { (out + first).update(from: result, count: count) }
    }
  }
}
