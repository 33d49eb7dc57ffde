/// The classes that pre-tokenizers tell apart: `\p{L}`, `\p{N}`, `\s` and the rest.
enum CharacterClass: UInt8 {
  case letter, number, space, other

  init(_ scalar: Unicode.Scalar) {
    if scalar.value < 128 {
      self = CharacterClass.ascii[Int(scalar.value)]
    } else {
      self.init(slow: scalar)
    }
  }

  private static let ascii: [CharacterClass] = (0..<128).map { CharacterClass(slow: Unicode.Scalar(UInt8($0))) }

  private init(slow scalar: Unicode.Scalar) {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: self = .letter
    case .decimalNumber, .letterNumber, .otherNumber: self = .number
    default: self = scalar.properties.isWhitespace ? .space : .other
    }
  }
}

/// Steps over the scalars of valid UTF-8, as `String` holds it.
struct ScalarText {
  let bytes: UnsafeBufferPointer<UInt8>

  /// The scalar that starts at `offset` and the offset after it. `offset` is a scalar's first byte.
  @inline(__always) func scalar(at offset: Int) -> (scalar: Unicode.Scalar, next: Int) {
    let first = UInt32(bytes[offset])
    if first < 0x80 { return (Unicode.Scalar(UInt8(first)), offset + 1) }
    func tail(_ i: Int) -> UInt32 { UInt32(bytes[offset + i] & 0x3F) }
    let value: UInt32
    let next: Int
    if first < 0xE0 {
      (value, next) = ((first & 0x1F) << 6 | tail(1), offset + 2)
    } else if first < 0xF0 {
      (value, next) = ((first & 0x0F) << 12 | tail(1) << 6 | tail(2), offset + 3)
    } else {
      (value, next) = ((first & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3), offset + 4)
    }
    return (Unicode.Scalar(value)!, next)  // a String's UTF-8 is valid
  }

  @inline(__always) func characterClass(at offset: Int) -> (class: CharacterClass, next: Int) {
    let (scalar, next) = scalar(at: offset)
    return (CharacterClass(scalar), next)
  }

  /// The end of the run of `wanted` that starts at `offset`, at most `limit`.
  @inline(__always) func endOfRun(of wanted: CharacterClass, from offset: Int, limit: Int) -> Int {
    var end = offset
    while end < limit {
      let (found, next) = characterClass(at: end)
      guard found == wanted else { break }
      end = next
    }
    return end
  }

  /// `\s+(?!\S)|\s+`: where the piece ends that starts with the white space at `start`. A run of it leaves its last scalar
  /// to the word that follows, unless that is all there is.
  func whitespaceEnd(from start: Int, limit: Int) -> Int {
    var last = start
    var end = start
    while end < limit {
      let (found, next) = characterClass(at: end)
      guard found == .space else { return last > start ? last : end }
      last = end
      end = next
    }
    return end
  }
}
