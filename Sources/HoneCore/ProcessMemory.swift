#if canImport(Glibc)
  import Glibc
#endif

package enum ProcessMemory {
  /// The most memory this process has held at once, in bytes.
  package static var peak: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}
