import Foundation
import HoneCore

/// The line right behind an output fence that shows its chart as an image: `![chart](NAME.files/HASH.svg)`.
package struct ChartLink: Sendable, Equatable {
  /// The folder beside the notebook, as a path has it: "NAME.files".
  package var folder: String
  /// Of the drawing's SHA-256, sixteen hexadecimal digits.
  package var hash: String
  /// The line with its terminator.
  var range: Range<Int>

  private static let opening = "![chart](", closing = ".svg)"
  private static let digits = 16

  package static func hash(of drawing: String) -> String { String(SHA256Hex.of(drawing).prefix(digits)) }

  /// The line that shows a drawing.
  static func line(folder: String, hash: String) -> String {
    let allowed = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "()/&'*;!"))
    return opening + (folder.addingPercentEncoding(withAllowedCharacters: allowed) ?? folder) + "/" + hash + closing
  }

  /// The link that begins at `start`, or nil where the line there is something else.
  init?(_ bytes: [UInt8], at start: Int) {
    guard bytes[start...].starts(with: ChartLink.opening.utf8) else { return nil }
    let end = bytes[start...].firstIndex { $0 == .lineFeed || $0 == .carriageReturn } ?? bytes.count
    let line = String(decoding: bytes[start..<end], as: UTF8.self)
    guard line.hasSuffix(ChartLink.closing) else { return nil }
    let path = line.dropFirst(ChartLink.opening.count).dropLast(ChartLink.closing.count)
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].count > ChartFiles.suffix.count, parts[0].hasSuffix(ChartFiles.suffix),
      let folder = String(parts[0]).removingPercentEncoding, !folder.contains("/"), !folder.contains("\0"),
      parts[1].utf8.count == ChartLink.digits, parts[1].utf8.allSatisfy(ChartLink.isHexadecimal)
    else { return nil }
    let isPair = bytes[end...].starts(with: [.carriageReturn, .lineFeed])
    (self.folder, hash) = (folder, String(parts[1]))
    range = start..<min(bytes.count, end + (isPair ? 2 : 1))
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    byte.isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }
}

/// The drawings of a notebook, in a folder beside it.
package enum ChartFiles {
  static let suffix = ".files"
  static let longest = 16 << 20

  /// "NAME.files" for ".../NAME.md"
  package static func folder(of path: String) -> String {
    ((path as NSString).lastPathComponent as NSString).deletingPathExtension + suffix
  }

  /// Writes the drawings that are not there yet. Throws `FileError`; a folder that is a link is not written into.
  package static func write(_ drawings: [String], beside path: String) throws {
    guard !drawings.isEmpty else { return }
    let folder = self.path(folder(of: path), beside: path)
    var status = stat()
    if lstat(folder, &status) != 0 {
      guard mkdir(folder, 0o777) == 0 else { throw FileError.unwritable(path: folder, reason: systemReason(errno)) }
    } else if status.st_mode & S_IFMT != S_IFDIR {
      throw FileError.unwritable(path: folder, reason: "it is no folder, which the notebook's charts need")
    }
    for drawing in drawings {
      let file = folder + "/" + ChartLink.hash(of: drawing) + ".svg"
      if !FileManager.default.fileExists(atPath: file) { try AtomicFile.write(drawing, to: file) }
    }
  }

  /// What a link shows; nil where there is no such file, or another than was drawn.
  static func read(_ link: ChartLink, beside path: String) -> String? {
    guard let bytes = bytes(link.folder + "/" + link.hash + ".svg", beside: path),
      let text = String(validating: bytes, as: UTF8.self), ChartLink.hash(of: text) == link.hash
    else { return nil }
    return text
  }

  /// A file in or below the notebook's folder, links followed; nil where there is none or it is too long.
  static func bytes(_ name: String, beside path: String) -> [UInt8]? {
    guard let folder = realpath(self.path(".", beside: path), nil),
      let file = realpath(self.path(name, beside: path), nil)
    else { return nil }
    defer {
      free(folder)
      free(file)
    }
    let (root, found) = (String(cString: folder), String(cString: file))
    guard found.hasPrefix(root == "/" ? root : root + "/") else { return nil }
    var status = stat()
    guard stat(found, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= longest else { return nil }
    return try? SourceFile.read(found)
  }

  private static func path(_ name: String, beside path: String) -> String {
    let folder = (path as NSString).deletingLastPathComponent
    return (folder.isEmpty ? "." : folder) + "/" + name
  }
}
