import Foundation
import HoneCore
import HoneTestSupport
import Testing

@Suite struct HashingTests {
  /// FIPS 180-2, appendix B.1.
  static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

  @Test func bytesDataAndTextHashAsTheStandardSays() {
    #expect(SHA256Hex.of(Data("abc".utf8)) == Self.abc)
    #expect(SHA256Hex.of([97, 98, 99]) == Self.abc)
    #expect(SHA256Hex.of("abc") == Self.abc)
  }

  @Test func aFileOfSeveralBlocksHashesAsItsBytes() throws {
    let folder = try TemporaryFolder()
    let bytes = (0..<3_000_001).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try Data(bytes).write(to: URL(filePath: folder.path("big")))
    #expect(try SHA256Hex.ofFile(folder.path("big")) == SHA256Hex.of(bytes))
    var stream = SHA256Stream()
    stream.update(Array(bytes[..<1000]))
    stream.update(Array(bytes[1000...]))
    #expect(stream.finish() == SHA256Hex.of(bytes))
  }

  @Test func aMissingFileAndAFolderAreNamed() throws {
    let folder = try TemporaryFolder()
    #expect(throws: FileError.missing(path: folder.path("none"))) { try SHA256Hex.ofFile(folder.path("none")) }
    #expect(throws: FileError.folder(path: folder.root)) { try SHA256Hex.ofFile(folder.root) }
  }
}
