import Foundation

/// What a stretch of text between whole tokens goes through before it is encoded.
enum TextNormalizer: Equatable {
  case none
  /// Unicode's composed form, NFC.
  case composed
  /// ▁ for each space, and the prefix.
  case spaces(Vocabulary.SpacePrefix)

  /// UTF-8 of ▁, U+2581.
  static let visibleSpace: [UInt8] = [0xE2, 0x96, 0x81]

  init(_ vocabulary: Vocabulary) {
    switch vocabulary.scheme {
    case .byteLevel: self = vocabulary.composes ? .composed : .none
    case .sentencePiece(let prefix): self = .spaces(prefix)
    }
  }

  /// Calls `body` with the normalized `stretch`, which is not empty; `first` if it starts its text.
  func apply(_ stretch: UnsafeBufferPointer<UInt8>, first: Bool, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    switch self {
    case .none: body(stretch)
    case .composed: composed(stretch, body)
    case .spaces(let prefix): withVisibleSpaces(stretch, prefix, first: first).withUnsafeBufferPointer(body)
    }
  }

  private func composed(_ stretch: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    // Scalars below U+0300, whose UTF-8 starts with less than 0xCC, are composed already and combine with nothing.
    guard stretch.contains(where: { $0 >= 0xCC }) else { return body(stretch) }
    var text = String(decoding: stretch, as: UTF8.self).precomposedStringWithCanonicalMapping
    text.withUTF8(body)
  }

  private func withVisibleSpaces(
    _ stretch: UnsafeBufferPointer<UInt8>, _ prefix: Vocabulary.SpacePrefix, first: Bool
  ) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(stretch.count + stretch.count / 2 + 3)
    let spaced = stretch[0] == UInt8(ascii: " ") || stretch.starts(with: TextNormalizer.visibleSpace)
    let prefixed =
      switch prefix {
      case .none: false
      case .first: first && !spaced
      case .eachUnspaced: !spaced
      case .each: true
      }
    if prefixed { result += TextNormalizer.visibleSpace }
    for byte in stretch {
      if byte == UInt8(ascii: " ") { result += TextNormalizer.visibleSpace } else { result.append(byte) }
    }
    return result
  }

  /// The bytes that a SentencePiece token's spelling stands for.
  static func bytes(spelledBy text: ArraySlice<UInt8>) -> [UInt8] {
    guard text.contains(visibleSpace[0]) else { return Array(text) }
    var result: [UInt8] = [], rest = text
    while let byte = rest.first {
      let isSpace = rest.starts(with: visibleSpace)
      result.append(isSpace ? UInt8(ascii: " ") : byte)
      rest = rest.dropFirst(isSpace ? visibleSpace.count : 1)
    }
    return result
  }
}
