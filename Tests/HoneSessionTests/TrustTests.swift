import Foundation
import HoneSession
import HoneTestSupport
import Testing

/// Where an untrusted notebook may write.
struct TrustTests {
  private func isAllowed(_ path: String, in folder: String) -> Bool {
    let session = Session(sink: RecordingSink(), environment: [:])
    session.writableFolder = folder
    do throws(LanguageError) {
      try session.checkWritable(path)
      return true
    } catch {
      #expect(error.kind == "PermissionError")
      #expect(error.message == "'\(path)' is outside the notebook's folder, and this notebook is not trusted")
      return false
    }
  }

  @Test func filesBelowTheFolderMayBeWritten() throws {
    let folder = try TemporaryFolder()
    for name in ["a", "new/deep/a", "./a", "new/../a", ""] {
      #expect(isAllowed(folder.path(name), in: folder.root), "\(name)")
    }
  }

  @Test func nothingElseMay() throws {
    let folder = try TemporaryFolder(), outside = try TemporaryFolder()
    let manager = FileManager.default
    try manager.createDirectory(atPath: outside.path("inner"), withIntermediateDirectories: true)
    try manager.createSymbolicLink(atPath: folder.path("link"), withDestinationPath: outside.path("inner"))
    for name in ["../a", "new/../../a", "link/a", "link/../a"] {
      #expect(!isAllowed(folder.path(name), in: folder.root), "\(name)")
    }
    #expect(!isAllowed("/", in: folder.root) && !isAllowed(folder.root + "-sibling/a", in: folder.root))
  }

  @Test func aSessionThatIsNoNotebookWritesWhereItLikes() throws {
    try Session(sink: RecordingSink(), environment: [:]).checkWritable("/anywhere")
  }
}
