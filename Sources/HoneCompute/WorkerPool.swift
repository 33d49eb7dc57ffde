import CDNNL
import CKernels
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Threads that share out the fixed chunks of one piece of work at a time.
///
/// Which thread runs a chunk is left to chance, so a chunk's result must not depend on it. Workers spin for a moment
/// after each job, because a decoder hands out thousands of short ones in a row, and sleep when nothing comes.
package final class WorkerPool: @unchecked Sendable {
  package static let shared = WorkerPool(threads: defaultThreads())

  package let threads: Int

  /// The current job's generation (high), chunk count and next chunk (low), in one word so that a claim is one exchange.
  private let ticket = Atomic<UInt64>(0)
  private let completed = Atomic<Int>(0)
  private let sleepers = Atomic<Int>(0)
  private var body: ((Int, Int) -> Void)?
  private let callers = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let bed = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let alarm = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  /// The bytes that threads without work fetch ahead: from, to.
  private let aheadNext = Atomic<UInt>(0)
  private let aheadEnd = Atomic<UInt>(0)

  private static let chunkBits: UInt64 = 20
  private static let chunkMask: UInt64 = 1 << chunkBits - 1
  private static let spins = 20_000

  /// `threads` counts the calling thread. A pool lives as long as the process.
  package init(threads: Int) {
    precondition(threads >= 1)
    self.threads = threads
    pthread_mutex_init(callers, nil)
    pthread_mutex_init(bed, nil)
    pthread_cond_init(alarm, nil)
    for worker in 1..<max(threads, 1) { start(worker) }
  }

  /// HONE_THREADS, or one for each processor that this process may use.
  private static func defaultThreads() -> Int {
    if let text = getenv("HONE_THREADS"), let count = Int(String(cString: text)), (1...256).contains(count) {
      return count
    }
    return max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }

  private func start(_ worker: Int) {
    final class Start { let pool: WorkerPool, worker: Int; init(_ p: WorkerPool, _ w: Int) { (pool, worker) = (p, w) } }
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(Start(self, worker)).toOpaque()
    // Signals are for other threads: they must not interrupt oneDNN's products, whose registers do not survive it.
    var all = sigset_t(), before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    let status = pthread_create(
      &thread, nil,
      { raw in
        // Retained by the creator for exactly this take.
        let start = Unmanaged<Start>.fromOpaque(raw!).takeRetainedValue()
        start.pool.serve(start.worker)
      }, argument)
    precondition(status == 0, "a worker thread could not be started")
  }

  /// Runs `body(chunk, worker)` for every chunk and returns when all are done. Not to be nested.
  package func parallelFor(_ chunks: Int, _ body: (_ chunk: Int, _ worker: Int) -> Void) {
    guard chunks > 0 else { return }
    precondition(chunks <= Int(Self.chunkMask))
    omp_set_num_threads(1)
    pthread_mutex_lock(callers)
    defer { pthread_mutex_unlock(callers) }
    if threads == 1 || chunks == 1 {
      for chunk in 0..<chunks { body(chunk, 0) }
      return
    }
    withoutActuallyEscaping(body) { escaping in
      self.body = escaping
      completed.store(0, ordering: .relaxed)
      let generation = (ticket.load(ordering: .relaxed) >> (2 * Self.chunkBits)) &+ 1
      ticket.store(
        generation << (2 * Self.chunkBits) | UInt64(chunks) << Self.chunkBits, ordering: .sequentiallyConsistent)
      if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
        pthread_mutex_lock(bed)
        pthread_cond_broadcast(alarm)
        pthread_mutex_unlock(bed)
      }
      while runNext(worker: 0) {}
      while completed.load(ordering: .acquiring) < chunks { wait() }
      self.body = nil
    }
  }

  /// What a thread fetches ahead at a time, and at most between two jobs: less than its second-level cache holds.
  private static let aheadStep: UInt = 1024, aheadLimit: UInt = 256 << 10

  /// Has threads that wait for work fetch these bytes meanwhile: memory is what decoding waits for. They need not exist.
  func fetchAhead(_ start: UInt, _ count: Int) {
    aheadEnd.store(0, ordering: .relaxed)
    aheadNext.store(start, ordering: .relaxed)
    aheadEnd.store(start + min(UInt(count), Self.aheadLimit), ordering: .releasing)
  }

  private func wait() {
    let next = aheadNext.load(ordering: .relaxed)
    if next < aheadEnd.load(ordering: .acquiring),
      aheadNext.compareExchange(expected: next, desired: next + Self.aheadStep, ordering: .relaxed).exchanged
    {
      hone_fetch_ahead(next, Int(Self.aheadStep))
    }
    hone_pause()
  }

  /// Claims and runs one chunk; false if none is left. A claimed chunk keeps its job alive, so `body` may be read after.
  private func runNext(worker: Int) -> Bool {
    var seen = ticket.load(ordering: .acquiring)
    while true {
      let next = seen & Self.chunkMask, chunks = (seen >> Self.chunkBits) & Self.chunkMask
      guard next < chunks else { return false }
      let (exchanged, original) = ticket.compareExchange(
        expected: seen, desired: seen + 1, ordering: .acquiringAndReleasing)
      if exchanged {
        body?(Int(next), worker)
        completed.add(1, ordering: .releasing)
        return true
      }
      seen = original
    }
  }

  private func hasWork() -> Bool {
    let seen = ticket.load(ordering: .sequentiallyConsistent)
    return seen & Self.chunkMask < (seen >> Self.chunkBits) & Self.chunkMask
  }

  private func serve(_ worker: Int) -> Never {
    omp_set_num_threads(1)
    var idle = 0
    while true {
      if runNext(worker: worker) {
        idle = 0
      } else if idle < Self.spins {
        idle += 1
        wait()
      } else {
        pthread_mutex_lock(bed)
        sleepers.add(1, ordering: .sequentiallyConsistent)
        while !hasWork() { pthread_cond_wait(alarm, bed) }
        sleepers.subtract(1, ordering: .sequentiallyConsistent)
        pthread_mutex_unlock(bed)
        idle = 0
      }
    }
  }
}
