import Foundation
import HoneCore

/// A notebook or script that a command line names.
package enum SourceFile {
  package static let longest = 64 << 20

  /// The file's bytes. Throws `FileError` or `NotebookError.tooLong`; a pipe is read to its end.
  package static func read(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError.opening(path, code: errno) }
    defer { close(descriptor) }
    return try read(descriptor, path: path)
  }

  /// The text of a script. Throws `NotebookError.notScript` too.
  package static func text(_ path: String) throws -> String {
    let bytes = try read(path)
    guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
      throw NotebookError.notScript(path: path)
    }
    return text
  }

  private static func read(_ descriptor: Int32, path: String) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = Foundation.read(descriptor, &block, block.count)
      if count == 0 { return bytes }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw errno == EISDIR ? FileError.folder(path: path) : .unreadable(path: path, reason: systemReason(errno))
      }
      bytes += block[..<count]
      guard bytes.count <= longest else { throw NotebookError.tooLong(path: path) }
    }
  }
}
