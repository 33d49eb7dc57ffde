import Crypto
import Foundation

/// SHA-256 as 64 lower-case hexadecimal digits.
package enum SHA256Hex {
  package static func of(_ data: Data) -> String { text(SHA256.hash(data: data)) }
  package static func of(_ bytes: [UInt8]) -> String { text(SHA256.hash(data: bytes)) }
  package static func of(_ string: String) -> String { of(Array(string.utf8)) }

  /// Reads the file in blocks of one megabyte, so that its size does not matter. Throws `FileError`.
  package static func ofFile(_ path: String) throws -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError.opening(path, code: errno) }
    defer { close(descriptor) }
    var hasher = SHA256Stream()
    var block = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = read(descriptor, &block, block.count)
      if count == 0 { return hasher.finish() }
      guard count > 0 else {
        if errno == EINTR { continue }
        throw errno == EISDIR ? FileError.folder(path: path) : .unreadable(path: path, reason: systemReason(errno))
      }
      block.withUnsafeBytes { hasher.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }
  }

  fileprivate static func text(_ digest: SHA256.Digest) -> String {
    digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}

/// SHA-256 of bytes that arrive piece by piece.
package struct SHA256Stream {
  private var hasher = SHA256()
  package init() {}
  package mutating func update(_ bytes: UnsafeRawBufferPointer) { hasher.update(bufferPointer: bytes) }
  package mutating func update(_ bytes: [UInt8]) { hasher.update(data: bytes) }
  package func finish() -> String { SHA256Hex.text(hasher.finalize()) }
}
