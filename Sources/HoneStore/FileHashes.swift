import Foundation
import GRDB
import HoneCore

/// The SHA-256 of files, each computed once and remembered until the file changes: weights take a while to read.
package struct FileHashes: Sendable {
  /// A file may change again within the step of its time stamps: what changed this recently is not remembered, in
  /// nanoseconds.
  private static let settling: Int64 = 2_000_000_000

  private let store: Store
  private let hash: @Sendable (String) throws -> String
  private let now: @Sendable () -> Date

  package init(
    store: Store, hash: @escaping @Sendable (String) throws -> String = { try SHA256Hex.ofFile($0) },
    now: @escaping @Sendable () -> Date = { Date() }
  ) {
    (self.store, self.hash, self.now) = (store, hash, now)
  }

  /// 64 hexadecimal digits; nil where the file at the absolute `path` is not the one of `identity` any more. Without a
  /// usable store it is computed each time. Throws `FileError`.
  package func digest(of path: String, _ identity: FileIdentity) throws -> String? {
    guard FileIdentity(path: path) == identity else { return nil }
    if let known = remembered(path, identity) { return known }
    let digest = try hash(path)
    guard FileIdentity(path: path) == identity else { return nil }
    let age = Int64(now().timeIntervalSince1970 * 1e9) - max(identity.modified, identity.changed)
    if age > Self.settling { remember(digest, path, identity) }
    return digest
  }

  private func remembered(_ path: String, _ identity: FileIdentity) -> String? {
    let sql = """
      SELECT digest FROM files
      WHERE path = ? AND device = ? AND inode = ? AND size = ? AND modified = ? AND changed = ?
      """
    return holdingFailure {
      () throws(StoreError) in
      try store.read { try String.fetchOne($0, sql: sql, arguments: Self.arguments(path, identity)) } ?? nil
    }
  }

  private func remember(_ digest: String, _ path: String, _ identity: FileIdentity) {
    let sql = """
      INSERT OR REPLACE INTO files (path, device, inode, size, modified, changed, digest) VALUES (?, ?, ?, ?, ?, ?, ?)
      """
    holdingFailure {
      () throws(StoreError) in
      try store.write { try $0.execute(sql: sql, arguments: Self.arguments(path, identity) + [digest]) }
    }
  }

  /// A store that fails costs time here; who keeps results in it is the one to hear of it.
  @discardableResult private func holdingFailure<T>(_ body: () throws(StoreError) -> T?) -> T? {
    do throws(StoreError) {
      return try body()
    } catch {
      store.hold(error)
      return nil
    }
  }

  private static func arguments(_ path: String, _ identity: FileIdentity) -> StatementArguments {
    [
      Data(path.utf8), identity.device, identity.inode, identity.size, identity.modified, identity.changed,
    ]
  }
}
