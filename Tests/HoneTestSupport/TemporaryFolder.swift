import Foundation

/// A folder of a test's own, removed with everything in it when the test lets go of it.
package final class TemporaryFolder: Sendable {
  package let root: String

  package init() throws {
    let path = NSTemporaryDirectory() + "/hone-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    root = URL(filePath: path).resolvingSymlinksInPath().path
  }

  deinit { try? FileManager.default.removeItem(atPath: root) }

  package func path(_ name: String) -> String { root + "/" + name }

  /// Returns the path of the file written.
  package func write(_ text: String, to name: String) throws -> String { try write(Data(text.utf8), to: name) }

  package func write(_ data: Data, to name: String) throws -> String {
    try data.write(to: URL(filePath: path(name)))
    return path(name)
  }
}
