/// The parts of a source that are shown in a colour of their own.
package enum Highlighting {
  package enum Kind: String, Sendable {
    case keyword, string, number, comment, command, builtin
  }

  package struct Span: Sendable {
    /// UTF-8 offsets.
    package var range: Range<Int>
    package var kind: Kind
  }

  /// In rising order, none over another. What the lexer cannot read, and all behind it, has no colour.
  package static func spans(of source: String) -> [Span] {
    let bytes = Array(source.utf8)
    var spans: [Span] = []
    var end = 0
    var isMember = false
    for token in Lexer.tokenize(bytes).tokens {
      let range = Int(token.start)..<Int(token.end)
      guard token.kind != .failure else { return spans }
      guard range.lowerBound >= end, range.upperBound <= bytes.count else { continue }
      spans += comments(in: end..<range.lowerBound, bytes)
      end = range.upperBound
      if !isMember, !range.isEmpty, let kind = kind(of: token, in: bytes) {
        spans.append(Span(range: range, kind: kind))
      }
      isMember = token.kind == .dot
    }
    return spans + comments(in: end..<bytes.count, bytes)
  }

  private static let builtins = Set(
    """
    len print repr range sorted reversed min max sum round abs zip enumerate map filter any all isinstance str int float \
    bool list dict set tuple type help
    """.split(separator: " ").map { Array($0.utf8) })

  private static func kind(of token: Token, in bytes: [UInt8]) -> Kind? {
    switch token.kind {
    case .string: .string
    case .integer, .float: .number
    case .command, .cellCommand, .shell, .help: .command
    case .name: builtins.contains(Array(bytes[Int(token.start)..<Int(token.end)])) ? .builtin : nil
    default: token.kind.isKeyword ? .keyword : nil
    }
  }

  /// The comments between two tokens; a `#` stands there for nothing else.
  private static func comments(in range: Range<Int>, _ bytes: [UInt8]) -> [Span] {
    var spans: [Span] = []
    var at = range.lowerBound
    while let start = bytes[at..<range.upperBound].firstIndex(of: UInt8(ascii: "#")) {
      let end = bytes[start..<range.upperBound].firstIndex(where: ASCII.isNewline) ?? range.upperBound
      spans.append(Span(range: start..<end, kind: .comment))
      at = end
    }
    return spans
  }
}
