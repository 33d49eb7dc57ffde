import Foundation

/// What tells whether a file is still the one that was looked at: where it lies on its disk, its size and its times.
package struct FileIdentity: Equatable, Sendable {
  package let device: Int64
  package let inode: Int64
  package let size: Int64
  /// In nanoseconds since 1970. The second time changes too where a program sets the first one back.
  package let modified: Int64
  package let changed: Int64

  /// Nil where there is no such file, or something else under its name.
  package init?(path: String) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    device = Int64(truncatingIfNeeded: status.st_dev)
    inode = Int64(truncatingIfNeeded: status.st_ino)
    size = Int64(status.st_size)
    modified = Self.nanoseconds(status.st_mtim)
    changed = Self.nanoseconds(status.st_ctim)
  }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
