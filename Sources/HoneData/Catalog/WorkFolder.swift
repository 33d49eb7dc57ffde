import Foundation
import HoneCore

/// A folder for one download, inside the cache so that a rename keeps the result; it goes when this object does.
final class WorkFolder {
  private static let prefix = "partial-"
  private static let abandonedAfter: TimeInterval = 24 * 3600
  let root: String

  init(in cache: String) throws {
    WorkFolder.removeAbandoned(in: cache)
    root = cache + "/" + WorkFolder.prefix + UUID().uuidString
    do {
      for name in ["temporary", "package", "unpacked"] {
        try FileManager.default.createDirectory(atPath: root + "/" + name, withIntermediateDirectories: true)
      }
    } catch {
      throw FileError.unwritable(path: root, reason: error.localizedDescription)
    }
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  func path(_ name: String) -> String { root + "/" + name }

  /// Bytes in all files below.
  var size: Int {
    files.reduce(0) { sum, file in
      let attributes = try? FileManager.default.attributesOfItem(atPath: root + "/" + file)
      return sum + (attributes?[.size] as? Int ?? 0)
    }
  }

  /// The path of the file below whose path ends so; the companion files that macOS adds to archives are none.
  func find(_ ending: String, for entry: CatalogEntry) throws(CatalogError) -> String {
    let found = files.first { ("/" + $0).hasSuffix(ending) && !($0 as NSString).lastPathComponent.hasPrefix("._") }
    guard let found else { throw .fileMissing(name: entry.name, file: ending.trimmingCharacters(in: ["/"])) }
    return root + "/" + found
  }

  private var files: [String] {
    (FileManager.default.enumerator(atPath: root)?.allObjects as? [String] ?? []).sorted()
  }

  /// What sessions that were killed left behind.
  private static func removeAbandoned(in cache: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: cache)) ?? []
    for name in names where name.hasPrefix(prefix) {
      let path = cache + "/" + name
      let changed = (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date
      guard let changed, Date().timeIntervalSince(changed) > abandonedAfter else { continue }
      try? FileManager.default.removeItem(atPath: path)
    }
  }
}
