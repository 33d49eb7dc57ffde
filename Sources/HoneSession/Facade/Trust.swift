import Foundation

extension Session {
  /// Throws where `path` may not be written: outside `writableFolder`, links followed.
  package func checkWritable(_ path: String) throws(LanguageError) {
    guard let writableFolder else { return }
    let allowed = Self.resolved(writableFolder), wanted = Self.resolved(path)
    guard wanted.starts(with: allowed) else {
      throw LanguageError(
        kind: "PermissionError",
        message: "'\(path)' is outside the notebook's folder, and this notebook is not trusted",
        hint: "--trust lets a notebook write where it likes")
    }
  }

  /// The names on the way from the root to `path` as the system would walk it: a link is followed before the `..` behind it.
  private static func resolved(_ path: String) -> [Substring] {
    let start = path.hasPrefix("/") ? "/" : FileManager.default.currentDirectoryPath + "/"
    var reached = "/"
    for name in (start + path).split(separator: "/") {
      reached = (reached as NSString).appendingPathComponent(String(name))
      if let real = realpath(reached, nil) {
        reached = String(cString: real)
        free(real)
      } else if name == ".." {
        reached = ((reached as NSString).deletingLastPathComponent as NSString).deletingLastPathComponent
      }
    }
    return reached.split(separator: "/")
  }
}
