import Foundation
import HoneCore
import HoneStore
import HoneTestSupport
import Testing

@Suite struct HistoryTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func store() -> Store { Store(folders: UserFolders(environment: ["XDG_DATA_HOME": folder.root])) }

  @Test func cellsAreFoundAgainByALaterSession() throws {
    let time = Date(timeIntervalSince1970: 1_700_000_000.5)
    let first = History(store: store(), session: "one")
    try first.append("for x in y:\n  print(x)\n", succeeded: true, at: time)
    try first.append("boom(\0é😀", succeeded: false)
    let second = History(store: store(), session: "two")
    try second.append("1 + 1", succeeded: true)
    let all = try second.last(10)
    #expect(all.map(\.source) == ["for x in y:\n  print(x)\n", "boom(\0é😀", "1 + 1"])
    #expect(all.map(\.succeeded) == [true, false, true] && all.map(\.session) == ["one", "one", "two"])
    #expect(all[0].time == time && all.map(\.id) == [1, 2, 3])
    #expect(try second.last(2).map(\.source) == ["boom(\0é😀", "1 + 1"])
    #expect(try second.last(10, ofSession: "two").map(\.source) == ["1 + 1"])
    #expect(try second.last(0) == [] && second.last(-1) == [])
  }

  @Test func aPrefixFindsTheNewestFirst() throws {
    let history = History(store: store())
    for source in [
      "model.load(1)", "modelx", "MODEL.load", "print(model.load)", "model.load(2)", "100%_x", "100 y", "é1",
    ] {
      try history.append(source, succeeded: true)
    }
    #expect(try history.search(prefix: "model.").map(\.source) == ["model.load(2)", "model.load(1)"])
    #expect(try history.search(prefix: "model", limit: 1).map(\.source) == ["model.load(2)"])
    #expect(try history.search(prefix: "100%_").map(\.source) == ["100%_x"])
    #expect(try history.search(prefix: "é").map(\.source) == ["é1"])
    #expect(try history.search(prefix: "").count == 8)
    #expect(try history.search(prefix: "'; DROP TABLE history; --") == [])
  }

  @Test(.timeLimit(.minutes(1))) func sessionsThatOpenAndWriteAtOnceLoseNothing() async throws {
    await withTaskGroup(of: Void.self) { group in
      for session in 0..<8 {
        group.addTask {
          let history = History(store: store(), session: "s\(session)")
          #expect(throws: Never.self) {
            for cell in 0..<25 { try history.append("cell \(cell)", succeeded: true) }
          }
        }
      }
    }
    let history = History(store: store())
    #expect(try history.last(1000).count == 200)
    for session in 0..<8 {
      #expect(try history.last(1000, ofSession: "s\(session)").map(\.source) == (0..<25).map { "cell \($0)" })
    }
  }

  @Test func nothingIsOpenedBeforeItIsNeeded() throws {
    let store = store()
    #expect(store.isUsable)
    #expect(!FileManager.default.fileExists(atPath: folder.path("hone/hone.sqlite")))
    #expect(try History(store: store).last(1) == [])
    #expect(FileManager.default.fileExists(atPath: folder.path("hone/hone.sqlite")))
  }

  @Test func aBrokenDatabaseIsReportedOnceAndTheSessionGoesOn() throws {
    _ = try UserFolders(environment: ["XDG_DATA_HOME": folder.root]).data()
    let garbage = String(repeating: "this is not a database ", count: 100)
    let path = try folder.write(garbage, to: "hone/hone.sqlite")
    let store = store()
    let history = History(store: store)
    let error = #expect(throws: StoreError.self) { try history.append("x", succeeded: true) }
    #expect(error?.message == "the history cannot be used: file is not a database. This session goes on without it.")
    #expect(error?.hint == "look at hone.sqlite in hone's data folder; if it is moved away, a new one is made")
    #expect(!store.isUsable)
    try history.append("y", succeeded: true)
    #expect(try history.last(5) == [] && history.search(prefix: "") == [])
    #expect(try String(contentsOfFile: path, encoding: .utf8) == garbage)
  }

  @Test func aFolderThatCannotBeMadeIsReported() throws {
    _ = try folder.write("", to: "hone")
    let error = #expect(throws: StoreError.self) { try History(store: store()).last(1) }
    #expect(
      error?.reason == "the file '\(folder.path("hone"))' cannot be written: File exists"
        || error?.reason == "the file '\(folder.path("hone"))' cannot be written: Not a directory")
  }
}
