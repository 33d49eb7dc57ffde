import Foundation

/// What the world can do to a file that hone opens, maps or writes.
package enum FileError: Error, Equatable {
  case missing(path: String)
  case folder(path: String)
  case empty(path: String)
  /// `reason` is the system's own words, as "Permission denied".
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
  /// The file ends before `count` bytes at `offset`, which something in it promised.
  case outOfBounds(path: String, offset: Int, count: Int, size: Int)

  /// The error of a failed attempt to open `path` for reading.
  package static func opening(_ path: String, code: Int32) -> FileError {
    code == ENOENT || code == ENOTDIR ? .missing(path: path) : .unreadable(path: path, reason: systemReason(code))
  }
}

/// The system's words for an `errno`.
package func systemReason(_ code: Int32) -> String { String(cString: strerror(code)) }
