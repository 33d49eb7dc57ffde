import Foundation
import HoneCore
import HoneModel
import HoneStore

/// The files that a model was read from, as they were then.
struct ModelFiles: Sendable {
  private struct File: Sendable {
    /// In the model's folder; empty for a model of one file.
    let name: String
    let path: String
    let identity: FileIdentity?
  }

  private let files: [File]
  private let isFolder: Bool

  /// To be made right after the model.
  init(_ model: LanguageModel) {
    // The session's folder may be another one when the files are hashed.
    let start = model.path.hasPrefix("/") ? "" : FileManager.default.currentDirectoryPath + "/"
    isFolder = model.isFolder
    files = (isFolder ? model.files : [""]).map { name in
      let path = start + model.path + (name.isEmpty ? "" : "/" + name)
      return File(name: name, path: path, identity: FileIdentity(path: path))
    }
  }

  /// The file's SHA-256; of a folder, that of the list of its files' hashes and names. Nil where a file is no longer there
  /// as it was read.
  func digest(_ hashes: FileHashes) -> String? {
    var lines: [String] = []
    for file in files {
      guard let identity = file.identity, let digest = try? hashes.digest(of: file.path, identity) else { return nil }
      lines.append(isFolder ? "\(digest)  \(file.name)\n" : digest)
    }
    return isFolder ? SHA256Hex.of(lines.joined()) : lines.first
  }
}
