import HoneSession

/// Text as a notebook can hold it: what is written and read again is the same text.
enum StableText {
  /// What an output fence holds for `output`; its last newline is the fence's own.
  static func recorded(_ output: RecordedOutput) -> String {
    let text = canonical(output.text)
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }

  /// Every line end becomes `\n`, terminal control sequences go, and other control characters become their pictures.
  static func canonical(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 < 0x20 && $0 != .lineFeed && $0 != .tab || $0 == 0x7F }) else { return text }
    var result = String.UnicodeScalarView()
    var rest = Substring(text).unicodeScalars
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\n", "\t": result.append(scalar)
      case "\r":
        if rest.first == "\n" { rest.removeFirst() }
        result.append("\n")
      case "\u{1B}": dropControlSequence(&rest)
      case "\u{7F}": result.append("\u{2421}")
      case ..<" ": result.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  /// Takes off what follows an escape character: `[`, parameters and a final letter (ECMA-48, section 5.4).
  private static func dropControlSequence(_ rest: inout Substring.UnicodeScalarView) {
    guard rest.first == "[" else { return }
    rest.removeFirst()
    while let scalar = rest.popFirst(), !("@"..."~").contains(scalar) {}
  }
}
