/// The definitions of links in prose, `[label]: address "title"`, by label.
struct MarkdownReferences {
  struct Target {
    var address: String
    var title: String?
  }

  private var targets: [String: Target] = [:]

  /// A label's target; labels are the same whatever their case and white space.
  subscript(label: ArraySlice<UInt8>) -> Target? { targets[MarkdownReferences.key(label)] }

  /// Takes the definitions that a paragraph begins with; what is left of it, as one text or nothing.
  mutating func takingDefinitions(from text: [UInt8]) -> [[UInt8]] {
    var rest = text[...]
    while let (label, target, end) = MarkdownReferences.definition(rest) {
      let key = MarkdownReferences.key(label)
      if targets[key] == nil { targets[key] = target }
      rest = rest[end...]
    }
    return rest.isEmpty ? [] : [Array(rest)]
  }

  private static func key(_ label: ArraySlice<UInt8>) -> String {
    String(decoding: label, as: UTF8.self).split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
  }

  private static func definition(_ text: ArraySlice<UInt8>) -> (ArraySlice<UInt8>, Target, end: Int)? {
    var scan = MarkdownLinkScanner(text)
    guard let label = scan.label(), scan.take(":") else { return nil }
    scan.skipSpace()
    guard let address = scan.address(), !address.isEmpty || scan.last == UInt8(ascii: ">") else { return nil }
    var target = Target(address: address, title: nil)
    var end = scan.endOfLine
    if scan.skipSpace(), let title = scan.title(), let titleEnd = scan.endOfLine {
      (target.title, end) = (title, titleEnd)
    }
    return end.map { (label, target, $0) }
  }
}

/// Reads the parts of links and of their definitions.
struct MarkdownLinkScanner {
  private let text: ArraySlice<UInt8>
  private(set) var at: Int

  private static let longestLabel = 999, longestPart = 4096, deepestParentheses = 32

  init(_ text: ArraySlice<UInt8>) { (self.text, at) = (text, text.startIndex) }

  /// The byte right before.
  var last: UInt8? { at > text.startIndex ? text[at - 1] : nil }
  private var next: UInt8? { at < text.endIndex ? text[at] : nil }

  mutating func take(_ mark: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: mark) else { return false }
    at += 1
    return true
  }

  /// Passes over blanks and at most one line end; whether there was any.
  @discardableResult
  mutating func skipSpace() -> Bool {
    let start = at
    var lines = 0
    while let byte = next, byte.isBlank || (byte == .lineFeed && lines == 0) {
      if byte == .lineFeed { lines += 1 }
      at += 1
    }
    return at > start
  }

  /// Past the line's end, if nothing but blanks stands before it.
  var endOfLine: Int? {
    let rest = text[at...].drop(while: \.isBlank)
    guard let byte = rest.first else { return text.endIndex }
    return byte == .lineFeed ? rest.startIndex + 1 : nil
  }

  /// What stands between `[` and `]`, if it is more than white space and holds no bracket.
  mutating func label() -> ArraySlice<UInt8>? {
    var scan = self
    guard scan.take("[") else { return nil }
    let start = scan.at
    while let byte = scan.next, byte != UInt8(ascii: "]") {
      guard byte != UInt8(ascii: "["), scan.at - start <= Self.longestLabel else { return nil }
      scan.at += byte == UInt8(ascii: "\\") && scan.at + 1 < text.endIndex ? 2 : 1
    }
    guard scan.at < text.endIndex, !text[start..<scan.at].allSatisfy({ $0.isBlank || $0 == .lineFeed }) else {
      return nil
    }
    self.at = scan.at + 1
    return text[start..<scan.at]
  }

  /// An address, in `<…>` or without white space and with its parentheses in pairs; empty where there is none.
  mutating func address() -> String? {
    var scan = self
    if scan.take("<") {
      let start = scan.at
      while let byte = scan.next, byte != UInt8(ascii: ">") {
        guard byte != UInt8(ascii: "<"), byte != .lineFeed, scan.at - start < Self.longestPart else { return nil }
        scan.skipOne(byte)
      }
      guard scan.next != nil else { return nil }
      self.at = scan.at + 1
      return MarkdownText.unescaped(text[start..<scan.at])
    }
    let start = scan.at
    var depth = 0
    while let byte = scan.next, byte > 0x20, byte != 0x7F {
      if byte == UInt8(ascii: "(") { depth += 1 }
      if byte == UInt8(ascii: ")") {
        if depth == 0 { break }
        depth -= 1
      }
      guard depth <= Self.deepestParentheses, scan.at - start < Self.longestPart else { return nil }
      scan.skipOne(byte)
    }
    guard depth == 0 else { return nil }
    self.at = scan.at
    return MarkdownText.unescaped(text[start..<scan.at])
  }

  /// A title in quotes or parentheses.
  mutating func title() -> String? {
    guard let opening = next, "\"'(".utf8.contains(opening) else { return nil }
    let closing = opening == UInt8(ascii: "(") ? UInt8(ascii: ")") : opening
    var scan = self
    scan.at += 1
    let start = scan.at
    while let byte = scan.next, byte != closing {
      guard scan.at - start < Self.longestPart, closing != UInt8(ascii: ")") || byte != opening else { return nil }
      scan.skipOne(byte)
    }
    guard scan.next != nil else { return nil }
    self.at = scan.at + 1
    return MarkdownText.unescaped(text[start..<scan.at])
  }

  private mutating func skipOne(_ byte: UInt8) {
    let isEscape = byte == UInt8(ascii: "\\") && at + 1 < text.endIndex && MarkdownText.isPunctuation(text[at + 1])
    at += isEscape ? 2 : 1
  }
}
