/// A piece of a template's source.
struct TemplateToken: Sendable {
  enum Kind: Equatable, Sendable {
    /// Text outside tags, after whitespace control.
    case text(String)
    case outputBegin, outputEnd, tagBegin, tagEnd
    case name(String)
    case string(String)
    case int(Int)
    case float(Double)
    /// One of `TemplateToken.operators`.
    case symbol(String)
    case end
  }

  let kind: Kind
  let line: Int

  /// Longest first.
  static let operators = [
    "//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".",
    ":", "|", ",", ";",
  ].map { (text: $0, scalars: Array($0.unicodeScalars)) }

  /// For messages: what stands there.
  var description: String {
    switch kind {
    case .text: "text"
    case .outputBegin: "'{{'"
    case .outputEnd: "'}}'"
    case .tagBegin: "'{%'"
    case .tagEnd: "'%}'"
    case .name(let name): "'\(name)'"
    case .string: "a string"
    case .int, .float: "a number"
    case .symbol(let text): "'\(text)'"
    case .end: "the template's end"
    }
  }
}

extension Unicode.Scalar {
  /// What Python's `str.isspace` and a regular expression's `\s` count as whitespace.
  var isPythonSpace: Bool {
    if value < 128 { return value == 32 || (9...13).contains(value) || (28...31).contains(value) }
    return properties.isWhitespace
  }

  var isPythonDigit: Bool { (48...57).contains(value) }
}
