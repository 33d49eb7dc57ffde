import Foundation

/// A file's bytes, mapped read-only for as long as this object lives. Opening touches no page.
///
/// A file that another program shortens while it is mapped ends the process on access, as with any mapping:
/// hone itself only ever replaces files (`AtomicFile`), which leaves mappings of the old one whole.
package final class MappedFile: Sendable {
  package let path: String
  /// In bytes, at least 1.
  package let size: Int
  /// Valid for `size` bytes while this object is alive.
  nonisolated(unsafe) package let base: UnsafeRawPointer

  package init(path: String) throws(FileError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .opening(path, code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw .unreadable(path: path, reason: systemReason(errno)) }
    let type = status.st_mode & S_IFMT
    guard type != S_IFDIR else { throw .folder(path: path) }
    guard type == S_IFREG else { throw .unreadable(path: path, reason: "Not a regular file") }
    guard status.st_size > 0 else { throw .empty(path: path) }
    let size = Int(status.st_size)
    guard let address = mmap(nil, size, PROT_READ, MAP_SHARED, descriptor, 0), address != MAP_FAILED else {
      throw .unreadable(path: path, reason: systemReason(errno))
    }
    self.path = path
    self.size = size
    self.base = UnsafeRawPointer(address)
  }

  deinit { munmap(UnsafeMutableRawPointer(mutating: base), size) }

  /// `count` bytes from `offset`, valid while this object is alive; `outOfBounds` where the file does not hold them.
  package func bytes(at offset: Int, count: Int) throws(FileError) -> UnsafeRawBufferPointer {
    guard offset >= 0, count >= 0, offset <= size, count <= size - offset else {
      throw .outOfBounds(path: path, offset: offset, count: count, size: size)
    }
    return UnsafeRawBufferPointer(start: base + offset, count: count)
  }
}
