import Foundation
import HoneCore
import HoneTestSupport
import Testing

@Suite struct MappedFileTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func mapsTheBytesOfAFile() throws {
    let file = try MappedFile(path: folder.write("0123456789", to: "digits"))
    #expect(file.size == 10)
    #expect(Array(try file.bytes(at: 3, count: 4)) == Array("3456".utf8))
    #expect(try file.bytes(at: 10, count: 0).isEmpty)
    #expect(file.base.load(as: UInt8.self) == UInt8(ascii: "0"))
  }

  @Test(arguments: [(-1, 2), (0, 11), (10, 1), (11, 0), (3, -1), (Int.max, 1), (1, Int.max)])
  func bytesOutsideTheFileAreRefused(offset: Int, count: Int) throws {
    let path = try folder.write("0123456789", to: "digits")
    let file = try MappedFile(path: path)
    #expect(throws: FileError.outOfBounds(path: path, offset: offset, count: count, size: 10)) {
      try file.bytes(at: offset, count: count)
    }
  }

  @Test func whatCannotBeMappedIsToldApart() throws {
    #expect(throws: FileError.missing(path: folder.path("none"))) { try MappedFile(path: folder.path("none")) }
    #expect(throws: FileError.folder(path: folder.root)) { try MappedFile(path: folder.root) }
    let empty = try folder.write("", to: "empty")
    #expect(throws: FileError.empty(path: empty)) { try MappedFile(path: empty) }
    #expect(throws: FileError.unreadable(path: "/dev/null", reason: "Not a regular file")) {
      try MappedFile(path: "/dev/null")
    }
  }

  @Test func messagesNameThePathAndANextStep() {
    let error = FileError.outOfBounds(path: "a.gguf", offset: 8, count: 4, size: 10)
    #expect(error.message == "the file 'a.gguf' is cut short: it has 10 bytes, and 4 are expected at byte 8.")
    #expect(error.hint == "fetch or copy the file again")
    #expect(FileError.missing(path: "x").message == "there is no file 'x'.")
    #expect(error.kind == "ValueError")
  }
}

@Suite struct AtomicFileTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func partsAreWrittenInTheirOrder() throws {
    let path = folder.path("parts")
    try AtomicFile.write(parts: 3, to: path) { Data("\($0),".utf8) }
    #expect(FileManager.default.contents(atPath: path) == Data("0,1,2,".utf8))
  }

  @Test func writesReplacesAndLeavesNothingElse() throws {
    try AtomicFile.write("one", to: folder.path("note.md"))
    try AtomicFile.write("two", to: folder.path("note.md"))
    try AtomicFile.write("", to: folder.path("empty"))
    #expect(try String(contentsOfFile: folder.path("note.md"), encoding: .utf8) == "two")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.root).sorted() == ["empty", "note.md"])
  }

  @Test func keepsPermissionsAndFollowsALink() throws {
    let path = try folder.write("one", to: "note.md")
    #expect(chmod(path, 0o640) == 0)
    #expect(symlink(path, folder.path("link")) == 0)
    try AtomicFile.write("two", to: folder.path("link"))
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "two")
    var status = stat()
    #expect(lstat(path, &status) == 0 && status.st_mode & 0o777 == 0o640)
    #expect(lstat(folder.path("link"), &status) == 0 && status.st_mode & S_IFMT == S_IFLNK)
  }

  @Test func aFolderOrAMissingFolderIsNamedAndNothingIsLeft() throws {
    #expect(throws: FileError.folder(path: folder.root)) { try AtomicFile.write("x", to: folder.root) }
    let lost = folder.path("none/note.md")
    #expect(throws: FileError.unwritable(path: lost, reason: "No such file or directory")) {
      try AtomicFile.write("x", to: lost)
    }
  }

  @Test func aRehearsalSaysWhatWouldGoWrongAndLeavesNothing() throws {
    let path = try folder.write("old", to: "note.md")
    try AtomicFile.rehearse(Data("new".utf8), to: path)
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.root) == ["note.md"])
    #expect(throws: FileError.folder(path: folder.root)) { try AtomicFile.rehearse(Data(), to: folder.root) }
    let lost = folder.path("none/note.md")
    #expect(throws: FileError.unwritable(path: lost, reason: "No such file or directory")) {
      try AtomicFile.rehearse(Data(), to: lost)
    }
  }

  @Test func aMappingOfTheOldContentStaysWhole() throws {
    let path = try folder.write("old", to: "data")
    let mapped = try MappedFile(path: path)
    try AtomicFile.write("n", to: path)
    #expect(Array(try mapped.bytes(at: 0, count: 3)) == Array("old".utf8))
  }
}

@Suite struct UserFoldersTests {
  @Test func theVariablesAreFollowedAndTheFoldersMade() throws {
    let root = try TemporaryFolder()
    let folders = UserFolders(environment: [
      "XDG_CACHE_HOME": root.path("c"), "XDG_CONFIG_HOME": root.path("f"), "XDG_DATA_HOME": root.path("d"),
    ])
    #expect(try folders.cache() == root.path("c/hone"))
    #expect(try folders.config() == root.path("f/hone"))
    #expect(try folders.data() == root.path("d/hone"))
    #expect(FileManager.default.fileExists(atPath: root.path("d/hone")))
  }

  @Test func withoutThemOrWithARelativeOneTheHomeFolderIsUsed() throws {
    let root = try TemporaryFolder()
    let folders = UserFolders(environment: ["HOME": root.root, "XDG_DATA_HOME": "relative"])
    #expect(try folders.cache() == root.path(".cache/hone"))
    #expect(try folders.config() == root.path(".config/hone"))
    #expect(try folders.data() == root.path(".local/share/hone"))
  }

  @Test func aFileInTheWayIsNamed() throws {
    let root = try TemporaryFolder()
    _ = try root.write("", to: "c")
    let error = #expect(throws: FileError.self) {
      try UserFolders(environment: ["XDG_CACHE_HOME": root.path("c")]).cache()
    }
    #expect(error?.message == "the file '\(root.path("c/hone"))' cannot be written: Not a directory.")
  }
}
