import Foundation

extension Session {
  /// Throws where `path` may not be written: outside `writableFolder`, links followed.
  func checkWritable(_ path: String) throws(LanguageError) {
    guard let writableFolder else { return }
    let allowed = Self.resolved(writableFolder), wanted = Self.resolved(path)
    guard wanted == allowed || wanted.hasPrefix(allowed == "/" ? "/" : allowed + "/") else {
      throw LanguageError(
        kind: "PermissionError",
        message: "'\(path)' is outside the notebook's folder, and this notebook is not trusted",
        hint: "--trust lets a notebook write where it likes")
    }
  }

  /// The path without links and dots; what does not exist yet keeps its name below the nearest folder that does.
  private static func resolved(_ path: String) -> String {
    var url = URL(filePath: path).standardizedFileURL, missing: [String] = []
    while !FileManager.default.fileExists(atPath: url.path) && url.path != "/" {
      missing.insert(url.lastPathComponent, at: 0)
      url.deleteLastPathComponent()
    }
    return missing.reduce(url.resolvingSymlinksInPath()) { $0.appending(path: $1) }.path
  }
}
