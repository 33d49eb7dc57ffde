import Foundation
import GRDB
import HoneCore
import HoneStore
import HoneTestSupport
import Testing

@Suite struct ResultCacheTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// A clock that tests set.
  private final class Clock {
    var time = Date()
  }

  private func cache(limit: Int = ResultCache.usualLimit, clock: Clock = Clock()) -> ResultCache {
    let folders = UserFolders(environment: ["XDG_CACHE_HOME": folder.root])
    return ResultCache(store: Store(.results, folders: folders), limit: limit) { clock.time }
  }

  private func record(_ text: String) -> Data { Data(text.utf8) }
  private var files: String { folder.path("hone/results/files") }
  private func fileNames() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: files).sorted() }

  private func writer(_ text: String) -> (String) throws -> Void {
    { try Data(text.utf8).write(to: URL(filePath: $0)) }
  }

  /// The text of the record, and of the file behind a colon; the other answers as words.
  private func found(_ key: String, in cache: ResultCache) throws -> String {
    switch try cache.find(key) {
    case .missing: return "missing"
    case .damaged: return "damaged"
    case .found(let found):
      let file = found.file.map { ":" + ((try? String(contentsOfFile: $0, encoding: .utf8)) ?? "gone") } ?? ""
      return String(decoding: found.record, as: UTF8.self) + file
    }
  }

  @Test func whatIsKeptIsFoundByALaterSession() throws {
    let first = cache()
    #expect(try found("a", in: first) == "missing")
    #expect(try first.keep(record("one"), for: "a", kind: .evaluate))
    #expect(try first.keep(record("two"), for: "b", kind: .finetune, file: writer("weights")))
    let second = cache()
    #expect(try found("a", in: second) == "one" && found("b", in: second) == "two:weights")
    #expect(try found("c", in: second) == "missing" && second.hits == 2 && first.hits == 0)
    #expect(try fileNames() == [SHA256Hex.of("weights")])
  }

  @Test func aResultTakesThePlaceOfTheOneBefore() throws {
    let cache = cache()
    try cache.keep(record("one"), for: "a", kind: .finetune, file: writer("old"))
    try cache.keep(record("two"), for: "a", kind: .finetune, file: writer("new"))
    #expect(try found("a", in: cache) == "two:new")
    #expect(try fileNames() == [SHA256Hex.of("new")])
    #expect(try cache.shares() == [.init(kind: .finetune, count: 1, bytes: 6)])
  }

  @Test func aFreshSessionFindsNothingAndKeeps() throws {
    try cache().keep(record("one"), for: "a", kind: .generate)
    let fresh = cache()
    fresh.isFresh = true
    #expect(try found("a", in: fresh) == "missing")
    try fresh.keep(record("two"), for: "a", kind: .generate)
    #expect(try found("a", in: cache()) == "two")
  }

  @Test(arguments: ["flip", "cut", "remove"]) func aDamagedFileIsDropped(_ damage: String) throws {
    let cache = cache()
    try cache.keep(record("one"), for: "a", kind: .finetune, file: writer("weights"))
    let path = "\(files)/\(SHA256Hex.of("weights"))"
    switch damage {
    case "flip": try Data("weighty".utf8).write(to: URL(filePath: path))
    case "cut": try Data("weight".utf8).write(to: URL(filePath: path))
    default: try FileManager.default.removeItem(atPath: path)
    }
    #expect(try found("a", in: cache) == "damaged")
    #expect(try found("a", in: cache) == "missing" && fileNames() == [])
    try cache.keep(record("one"), for: "a", kind: .finetune, file: writer("weights"))
    #expect(try found("a", in: cache) == "one:weights")
  }

  @Test func aDamagedRecordIsDropped() throws {
    let cache = cache()
    try cache.keep(record("one"), for: "a", kind: .evaluate)
    let index = try DatabaseQueue(path: folder.path("hone/results/index.sqlite"))
    try index.write { try $0.execute(sql: "UPDATE results SET record = ?", arguments: [Data("onf".utf8)]) }
    #expect(try found("a", in: cache) == "damaged")
    #expect(try found("a", in: cache) == "missing")
  }

  @Test func whatWasNotUsedForLongestGoesFirst() throws {
    let clock = Clock(), cache = cache(limit: 12, clock: clock)
    for key in ["a", "b", "c"] {
      clock.time += 1
      try cache.keep(record("1234"), for: key, kind: .evaluate)
    }
    clock.time += 1
    #expect(try found("a", in: cache) == "1234")
    clock.time += 1
    try cache.keep(record("5678"), for: "d", kind: .evaluate)
    #expect(try ["a", "b", "c", "d"].map { try found($0, in: cache) } == ["1234", "missing", "1234", "5678"])
    clock.time += 1
    try cache.keep(record("12345678"), for: "e", kind: .finetune)
    #expect(try ["a", "c", "d", "e"].map { try found($0, in: cache) } == ["missing", "missing", "5678", "12345678"])
  }

  @Test func aResultLargerThanTheLimitIsNotKept() throws {
    let cache = cache(limit: 8)
    try cache.keep(record("1234"), for: "a", kind: .evaluate)
    #expect(try !cache.keep(record("12"), for: "b", kind: .finetune, file: writer("1234567")))
    #expect(try found("a", in: cache) == "1234" && found("b", in: cache) == "missing" && fileNames() == [])
  }

  @Test func aFileStaysUntilNoResultHasIt() throws {
    let clock = Clock(), cache = cache(limit: 30, clock: clock)
    try cache.keep(record("one"), for: "a", kind: .finetune, file: writer("weights"))
    clock.time += 1
    try cache.keep(record("two"), for: "b", kind: .finetune, file: writer("weights"))
    try cache.drop("a")
    #expect(try found("b", in: cache) == "two:weights")
    try cache.drop("b")
    #expect(try fileNames() == [])
  }

  @Test func whatAKilledSessionLeftIsRemovedInTime() throws {
    let clock = Clock(), cache = cache(clock: clock)
    try cache.keep(record("one"), for: "a", kind: .evaluate)
    for name in ["new-1", ".new-2.x", SHA256Hex.of("nobody's")] {
      try Data("left".utf8).write(to: URL(filePath: "\(files)/\(name)"))
    }
    try cache.keep(record("two"), for: "b", kind: .evaluate)
    #expect(try fileNames() == [".new-2.x", "new-1"])
    clock.time += 2 * 3_600
    try cache.keep(record("two"), for: "c", kind: .evaluate)
    #expect(try fileNames() == [])
  }

  @Test func aFileThatCannotBeWrittenLeavesNothing() throws {
    struct Full: Error {}
    let cache = cache()
    #expect(throws: Full.self) {
      try cache.keep(record("one"), for: "a", kind: .finetune) { path in
        try Data("part".utf8).write(to: URL(filePath: path))
        throw Full()
      }
    }
    #expect(try found("a", in: cache) == "missing" && fileNames() == [])
  }

  @Test(.timeLimit(.minutes(1))) func sessionsThatWriteAtOnceLoseNothing() async throws {
    await withTaskGroup(of: Void.self) { group in
      for session in 0..<8 {
        group.addTask {
          #expect(throws: Never.self) {
            let cache = self.cache()
            for index in 0..<12 {
              try cache.keep(record("own"), for: "\(session) \(index)", kind: .evaluate)
              try cache.keep(record("\(index)"), for: "all \(index)", kind: .finetune, file: writer("w\(index)"))
              #expect(try found("all \(index)", in: cache) == "\(index):w\(index)")
            }
          }
        }
      }
    }
    let cache = cache()
    #expect(try cache.shares().map(\.count) == [12, 96])
    for index in 0..<12 {
      #expect(try found("all \(index)", in: cache) == "\(index):w\(index)")
      for session in 0..<8 { #expect(try found("\(session) \(index)", in: cache) == "own") }
    }
    #expect(try fileNames() == (0..<12).map { SHA256Hex.of("w\($0)") }.sorted())
  }

  @Test(.timeLimit(.minutes(1))) func sessionsThatEvictAtOnceReadNothingWrong() async throws {
    await withTaskGroup(of: Void.self) { group in
      for session in 0..<4 {
        group.addTask {
          #expect(throws: Never.self) {
            let cache = self.cache(limit: 30)
            for index in 0..<40 {
              let text = "\((index + session) % 5)"
              try cache.keep(record(text), for: text, kind: .finetune, file: writer("file \(text)"))
              let other = "\(index % 5)", answer = try found(other, in: cache)
              #expect(["\(other):file \(other)", "\(other):gone", "missing", "damaged"].contains(answer))
            }
          }
        }
      }
    }
    #expect(try cache().shares().allSatisfy { $0.bytes <= 30 })
  }

  @Test func placesKnowWhatTheirLastResultWasMadeOf() throws {
    let cache = cache()
    #expect(try cache.parts(at: "n.md tune") == nil)
    try cache.note(["data": "1", "rank": "8"], at: "n.md tune")
    try cache.note(["data": "2", "rank": "8"], at: "n.md tune")
    #expect(try self.cache().parts(at: "n.md tune") == ["data": "2", "rank": "8"])
  }

  @Test func clearingRemovesEverything() throws {
    let cache = cache()
    try cache.keep(record("one"), for: "a", kind: .evaluate)
    try cache.keep(record("two"), for: "b", kind: .finetune, file: writer("weights"))
    try cache.note(["data": "1"], at: "n.md tune")
    #expect(
      try cache.shares() == [.init(kind: .finetune, count: 1, bytes: 10), .init(kind: .evaluate, count: 1, bytes: 3)])
    #expect(try cache.clear() == (2, 13))
    #expect(try cache.shares() == [] && fileNames() == [] && cache.parts(at: "n.md tune") == nil)
    #expect(try cache.clear() == (0, 0))
  }

  @Test func aBrokenIndexIsReportedOnceAndTheSessionGoesOn() throws {
    try FileManager.default.createDirectory(atPath: files, withIntermediateDirectories: true)
    let garbage = String(repeating: "this is not a database ", count: 100)
    _ = try folder.write(garbage, to: "hone/results/index.sqlite")
    let cache = cache()
    let error = #expect(throws: StoreError.self) { _ = try cache.find("a") }
    #expect(error?.message == "kept results cannot be used: file is not a database. This session goes on without them.")
    #expect(error?.hint == "remove the folder results in hone's cache folder; a new one is made")
    #expect(try found("a", in: cache) == "missing")
    try cache.keep(record("one"), for: "a", kind: .evaluate)
    #expect(try found("a", in: cache) == "missing" && cache.shares() == [])
  }
}
