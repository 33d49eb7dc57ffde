import Foundation

/// Replaces a file whole: whoever reads it, and whatever crashes, sees the old content or the new, never a part.
package enum AtomicFile {
  /// Writes to a new file in the same folder, forces it to the disk and renames it over `path`.
  /// A symbolic link is followed, and an existing file keeps its permissions.
  package static func write(_ data: Data, to path: String) throws(FileError) {
    try write(parts: 1, to: path) { _ in data }
  }

  /// The same of parts that are asked for one after another, so that they need not be in memory together.
  package static func write(parts: Int, to path: String, _ part: (Int) -> Data) throws(FileError) {
    let target = resolved(path)
    let temporary = try temporaryFile(for: target, named: path, parts: parts, part)
    guard rename(temporary, target) == 0 else {
      let failure = errno
      unlink(temporary)
      throw .unwritable(path: path, reason: systemReason(failure))
    }
    syncFolder(of: target)
  }

  /// Throws what `write` would, and leaves `path` as it is: asked before long work whose result is to go there.
  package static func rehearse(_ data: Data, to path: String) throws(FileError) {
    unlink(try temporaryFile(for: resolved(path), named: path, parts: 1) { _ in data })
  }

  /// The path of a new file beside `target` that holds the parts and is on the disk.
  private static func temporaryFile(
    for target: String, named path: String, parts: Int, _ part: (Int) -> Data
  ) throws(FileError) -> String {
    var status = stat()
    let exists = stat(target, &status) == 0
    if exists, status.st_mode & S_IFMT == S_IFDIR { throw .folder(path: path) }
    let temporary = temporaryName(for: target)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw .unwritable(path: path, reason: systemReason(errno)) }
    if exists { fchmod(descriptor, status.st_mode & 0o7777) }
    var failure: Int32 = 0
    for index in 0..<parts where failure == 0 { failure = writeAll(part(index), to: descriptor) }
    if failure == 0, fsync(descriptor) != 0 { failure = errno }
    if close(descriptor) != 0, failure == 0 { failure = errno }
    guard failure == 0 else {
      unlink(temporary)
      throw .unwritable(path: path, reason: systemReason(failure))
    }
    return temporary
  }

  package static func write(_ text: String, to path: String) throws(FileError) {
    try write(Data(text.utf8), to: path)
  }

  /// Returns 0 or the `errno` of what failed.
  private static func writeAll(_ data: Data, to descriptor: Int32) -> Int32 {
    data.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let count = Foundation.write(descriptor, bytes.baseAddress! + done, bytes.count - done)  // not empty in here
        if count < 0, errno == EINTR { continue }
        guard count > 0 else { return count < 0 ? errno : ENOSPC }
        done += count
      }
      return 0
    }
  }

  /// Makes the rename itself last. Some file systems cannot, and the content is safe either way.
  private static func syncFolder(of path: String) {
    let descriptor = open(folder(of: path), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    _ = fsync(descriptor)
    close(descriptor)
  }

  private static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private static func folder(of path: String) -> String {
    let folder = (path as NSString).deletingLastPathComponent
    return folder.isEmpty ? "." : folder
  }

  private static func temporaryName(for path: String) -> String {
    let name = (path as NSString).lastPathComponent.utf8.prefix(100)
    let unique = String(UInt64.random(in: .min ... .max), radix: 36)
    return (folder(of: path) as NSString).appendingPathComponent(".\(String(decoding: name, as: UTF8.self)).\(unique)")
  }
}
