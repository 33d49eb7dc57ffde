import Foundation
import HoneCore
import HoneStore
import HoneTestSupport
import Synchronization
import Testing

@Suite struct FileHashesTests {
  private let folder: TemporaryFolder
  private let store: Store

  init() throws {
    folder = try TemporaryFolder()
    store = Store(.results, folders: UserFolders(environment: ["XDG_CACHE_HOME": folder.root]))
  }

  private final class Count: Sendable {
    let value = Mutex(0)
  }

  /// Hashes an hour later, counting how often it reads a file.
  private func hashes(_ count: Count, later: TimeInterval = 3_600) -> FileHashes {
    FileHashes(store: store) { path in
      count.value.withLock { $0 += 1 }
      return try SHA256Hex.ofFile(path)
    } now: {
      Date() + later
    }
  }

  private func digest(_ path: String, _ hashes: FileHashes) throws -> String? {
    try FileIdentity(path: path).flatMap { try hashes.digest(of: path, $0) }
  }

  @Test func aFileIsReadOnceUntilItChanges() throws {
    let path = try folder.write("weights", to: "model.gguf"), count = Count()
    for _ in 0..<3 { #expect(try digest(path, hashes(count)) == SHA256Hex.of("weights")) }
    #expect(count.value.withLock { $0 } == 1)
    _ = try folder.write("weighty", to: "model.gguf")
    #expect(try digest(path, hashes(count)) == SHA256Hex.of("weighty"))
    #expect(count.value.withLock { $0 } == 2)
  }

  @Test func aFileWhoseTimeWasSetBackIsReadAgain() throws {
    let path = try folder.write("weights", to: "model.gguf"), count = Count()
    let time = try #require(try FileManager.default.attributesOfItem(atPath: path)[.modificationDate] as? Date)
    _ = try digest(path, hashes(count))
    let handle = try FileHandle(forWritingTo: URL(filePath: path))
    try handle.write(contentsOf: Data("weighty".utf8))
    try handle.close()
    try FileManager.default.setAttributes([.modificationDate: time], ofItemAtPath: path)
    #expect(try digest(path, hashes(count)) == SHA256Hex.of("weighty"))
  }

  @Test func whatHasJustChangedIsNotRemembered() throws {
    let path = try folder.write("weights", to: "model.gguf"), count = Count()
    for _ in 0..<2 { _ = try digest(path, hashes(count, later: 0)) }
    #expect(count.value.withLock { $0 } == 2)
  }

  @Test func anotherFileUnderTheNameIsNotTakenForIt() throws {
    let path = try folder.write("weights", to: "model.gguf"), identity = try #require(FileIdentity(path: path))
    try FileManager.default.removeItem(atPath: path)
    #expect(try hashes(Count()).digest(of: path, identity) == nil)
    _ = try folder.write("others", to: "model.gguf")
    #expect(try hashes(Count()).digest(of: path, identity) == nil)
    #expect(FileIdentity(path: folder.root) == nil)
  }
}
