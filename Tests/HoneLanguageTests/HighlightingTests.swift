import HoneLanguage
import Testing

@Suite struct HighlightingTests {
  /// `kind:text` of each span.
  private func spans(_ source: String) -> [String] {
    Highlighting.spans(of: source).map { span in
      let bytes = Array(source.utf8)[span.range]
      return "\(span.kind.rawValue):\(String(decoding: bytes, as: UTF8.self))"
    }
  }

  @Test func wordsAreToldApart() {
    #expect(
      spans("for é in range(2):  # note\n    print(f\"{é}\", 1.5)\nx.map('#')\n")
        == [
          "keyword:for", "keyword:in", "builtin:range", "number:2", "comment:# note", "builtin:print",
          "string:f\"{é}\"", "number:1.5", "string:'#'",
        ])
  }

  @Test func sessionLinesAndCommentsAloneAreToldApart() {
    #expect(
      spans("# a\n%who\n!ls\nlen?\nif x:  # b\n  # c\n  pass")
        == [
          "comment:# a", "command:%who", "command:!ls", "builtin:len", "keyword:if", "comment:# b", "comment:# c",
          "keyword:pass",
        ])
  }

  @Test func whatCannotBeReadHasNoColour() {
    #expect(spans("1 + 'open\nfor") == ["number:1"])
    #expect(spans("") == [])
    #expect(spans("\u{FEFF}1") == ["number:1"])
  }
}
