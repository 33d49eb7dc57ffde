import Foundation
import HoneCompute
import HoneCore
import HoneModel
import HoneTestSupport
import Testing

struct SafetensorsTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("x.safetensors")
  }

  /// Writes a file of a header and the bytes after it; `length` is stated in place of the header's true one.
  private func write(_ header: String, _ bytes: [UInt8] = [], length: UInt64? = nil) throws {
    var data = withUnsafeBytes(of: (length ?? UInt64(header.utf8.count)).littleEndian) { Data($0) }
    data.append(contentsOf: header.utf8)
    data.append(contentsOf: bytes)
    try data.write(to: URL(filePath: path))
  }

  private func refusal() -> String? {
    do {
      let file = try Safetensors(path: path)
      for name in file.names { _ = try file.matrix(name) }
      return nil
    } catch let error as any UserFacingError {
      return error.message.replacing("'\(path)'", with: "PATH")
    } catch {
      return "another error: \(error)"
    }
  }

  private func entry(_ type: String, _ shape: String, _ offsets: String) -> String {
    "{\"w\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}}"
  }

  @Test func whatIsWrittenIsReadBitForBit() throws {
    let one = filled("one", rows: 3, columns: 5, scale: 1), two = filled("two", rows: 1, columns: 1, scale: 1e-30)
    try Safetensors.write([("one", one), ("two.weight", two)], to: path)
    let file = try Safetensors(path: path)
    #expect(file.names == ["one", "two.weight"])
    #expect(try file.matrix("one").values == one.values && file.matrix("two.weight").values == two.values)
    #expect(try file.shape("one") == [3, 5])
    let error = #expect(throws: SafetensorsError.self) { try file.matrix("three") }
    #expect(error?.message == "'\(path)' has no tensor 'three'.")
  }

  @Test func halvesAreReadInBothFormats() throws {
    try write(entry("F16", "[1,3]", "[0,6]"), [0x00, 0x3C, 0x00, 0xC0, 0x01, 0x00])
    #expect(try Safetensors(path: path).matrix("w").values == [1, -2, 0x1p-24])
    try write(entry("BF16", "[3,1]", "[1,7]"), [0xFF, 0x80, 0x3F, 0x00, 0xC0, 0x01, 0x00])
    #expect(try Safetensors(path: path).matrix("w").values == [1, -2, 0x1p-133])
  }

  @Test func everyTruncationIsRefused() throws {
    try Safetensors.write([("w", filled("w", rows: 4, columns: 4, scale: 1))], to: path)
    let whole = try Data(contentsOf: URL(filePath: path))
    for length in 1..<whole.count {
      try whole.prefix(length).write(to: URL(filePath: path))
      #expect(refusal() == "PATH is cut short or is not a safetensors file.", "\(length) bytes")
    }
  }

  @Test func headersThatAreNoneAreRefused() throws {
    let sentence = "the header of PATH is not that of a safetensors file."
    for header in [
      "", "{", "[]", "{\"w\":1}", "{\"w\":{}}", "{\"w\":{\"dtype\":\"F32\"}}", "{\"w\":null}", "\0\0\0\0", "{}}",
      entry("F32", "[1.5,2]", "[0,8]"), entry("F32", "[99999999999999999999,2]", "[0,8]"),
      entry("F32", "\"1\"", "[0,4]"),
      String(repeating: "[", count: 100_000), String(repeating: "{\"a\":", count: 100_000),
    ] {
      try write(header)
      #expect(refusal() == sentence, "\(header.prefix(40))")
    }
    for length: UInt64 in [3, 1 << 40, .max] {
      try write("{}", length: length)
      #expect(refusal() == "PATH is cut short or is not a safetensors file.")
    }
  }

  @Test func shapesAndOffsetsThatDoNotFitAreRefused() throws {
    let least = "\(Int.min)", most = "\(Int.max)"
    for (shape, offsets, shown) in [
      ("[2,2]", "[0,15]", "[2, 2]"), ("[2,2]", "[16,0]", "[2, 2]"), ("[2,2]", "[-16,0]", "[2, 2]"),
      ("[2,2]", "[0]", "[2, 2]"),
      ("[-2,-2]", "[0,16]", "[-2, -2]"), ("[0,4]", "[0,0]", "[0, 4]"), ("[16]", "[0,64]", "[16]"),
      ("[]", "[0,4]", "[]"),
      ("[1,2,2]", "[0,16]", "[1, 2, 2]"), ("[2,2]", "[5,\(least)]", "[2, 2]"), ("[2,2]", "[\(least),0]", "[2, 2]"),
      ("[2147483647,2147483647]", "[0,4]", "[2147483647, 2147483647]"), ("[\(most),2]", "[0,\(most)]", "[\(most), 2]"),
    ] {
      try write(entry("F32", shape, offsets), Array(repeating: 0, count: 64))
      #expect(
        refusal() == "tensor 'w' of PATH has the shape \(shown), which its bytes do not fill or which is no matrix.",
        "\(shape) \(offsets)")
    }
    for offsets in ["[64,80]", "[\(Int.max - 16),\(Int.max)]"] {
      try write(entry("F32", "[2,2]", offsets), Array(repeating: 0, count: 64))
      #expect(refusal() == "PATH is cut short or is not a safetensors file.")
    }
    try write(entry("I64\\u0000", "[2,2]", "[0,32]"), Array(repeating: 0, count: 64))
    #expect(refusal() == "tensor 'w' of PATH is stored as I64␀; F32, F16 and BF16 are read.")
  }

  @Test func mutationsNeverEndTheProcess() throws {
    try Safetensors.write([("w", filled("w", rows: 4, columns: 4, scale: 1))], to: path)
    let whole = try Data(contentsOf: URL(filePath: path)), header = whole.count - 64
    var random = RandomStream(seed: 3, purpose: "safetensors-mutations", step: 0), refused = 0
    for _ in 0..<1_000 {
      var data = whole
      for _ in 0...random.next(below: 3) {
        let at = random.next(below: header)
        let digits = Array("0123456789-[]{},\":".utf8)
        data[at] =
          random.next(below: 2) == 0
          ? UInt8(truncatingIfNeeded: random.next()) : digits[random.next(below: digits.count)]
      }
      try data.write(to: URL(filePath: path))
      if let message = refusal() {
        refused += 1
        #expect(message.hasSuffix(".") && !message.hasPrefix("another error"))
      }
    }
    #expect(refused > 250)
  }
}
