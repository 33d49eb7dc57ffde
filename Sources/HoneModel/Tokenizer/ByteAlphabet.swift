/// GPT-2's visible alphabet: each byte is written as one scalar, so that no token's spelling holds a space or a control.
///
/// The printable bytes of Latin-1 stand for themselves; the other 68 are, in order, U+0100, U+0101, …
enum ByteAlphabet {
  /// The UTF-8 spelling (two bytes at most) of each byte.
  static let spellings: [[UInt8]] = scalars.map { Array(String(Character($0)).utf8) }

  private static let scalars: [Unicode.Scalar] = {
    var next: UInt32 = 0x100
    return (0..<256).map { (byte: UInt32) in
      if isVisible(byte) { return Unicode.Scalar(UInt8(byte)) }
      defer { next += 1 }
      return Unicode.Scalar(next)!  // U+0100...U+0143 are scalars
    }
  }()

  private static let bytes: [UInt8?] = {
    var table = [UInt8?](repeating: nil, count: 0x144)
    for (byte, scalar) in scalars.enumerated() { table[Int(scalar.value)] = UInt8(byte) }
    return table
  }()

  private static func isVisible(_ byte: UInt32) -> Bool {
    (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || (0xAE...0xFF).contains(byte)
  }

  /// The bytes that a token's spelling stands for. A scalar outside the alphabet stands for its own UTF-8.
  static func bytes(spelledBy text: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
      if scalar.value < bytes.count, let byte = bytes[Int(scalar.value)] {
        result.append(byte)
      } else {
        result.append(contentsOf: String(scalar).utf8)
      }
    }
    return result
  }
}
