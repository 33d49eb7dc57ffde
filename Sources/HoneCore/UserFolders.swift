import Foundation

/// Where hone keeps a user's files, after the XDG base directory specification. Each folder is made when asked for.
package struct UserFolders: Sendable {
  private let environment: [String: String]

  package init(environment: [String: String] = ProcessInfo.processInfo.environment) { self.environment = environment }

  /// What can be fetched or computed again: `$XDG_CACHE_HOME/hone`, or `~/.cache/hone`.
  package func cache() throws(FileError) -> String { try made(cachePath) }
  /// The same folder, which need not be there.
  package var cachePath: String { path("XDG_CACHE_HOME", or: ".cache") }
  /// A folder in that one.
  package func cache(_ name: String) throws(FileError) -> String { try made(try cache() + "/" + name) }
  /// Settings: `$XDG_CONFIG_HOME/hone`, or `~/.config/hone`.
  package func config() throws(FileError) -> String { try made(path("XDG_CONFIG_HOME", or: ".config")) }
  /// What would be missed: `$XDG_DATA_HOME/hone`, or `~/.local/share/hone`.
  package func data() throws(FileError) -> String { try made(path("XDG_DATA_HOME", or: ".local/share")) }

  /// A relative path in the variable is ignored, as the specification asks.
  private func path(_ variable: String, or fallback: String) -> String {
    if let named = environment[variable], named.hasPrefix("/") { return named + "/hone" }
    return (environment["HOME"] ?? NSHomeDirectory()) + "/" + fallback + "/hone"
  }

  private func made(_ path: String) throws(FileError) -> String {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(path: path, reason: (error as? CocoaError)?.underlyingReason ?? error.localizedDescription)
    }
    return path
  }
}

extension CocoaError {
  fileprivate var underlyingReason: String? { (underlying as? POSIXError).map { systemReason($0.code.rawValue) } }
}
