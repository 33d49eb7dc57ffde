import HoneLanguage

/// Code in a page, its words coloured by what they are.
enum HtmlCode {
  /// Languages that hone's own lexer can colour.
  private static let known = ["hone", "python", "py", "python3"]

  static func block(_ text: String, language: String) -> String {
    let isKnown = known.contains(language.lowercased())
    return "<pre class=\"code\"><code>\(isKnown ? highlighted(text) : HtmlText.escaped(text))</code></pre>\n"
  }

  static func highlighted(_ source: String) -> String {
    let bytes = Array(source.utf8)
    func text(_ range: Range<Int>) -> String { HtmlText.escaped(String(decoding: bytes[range], as: UTF8.self)) }
    var result = ""
    var done = 0
    for span in Highlighting.spans(of: source) where span.range.lowerBound >= done {
      result += text(done..<span.range.lowerBound)
      result += "<span class=\"\(span.kind.rawValue)\">\(text(span.range))</span>"
      done = span.range.upperBound
    }
    return result + text(done..<bytes.count)
  }
}
