/// What may stand in a page: every text from a notebook goes through here.
enum HtmlText {
  /// Text, or a value in double quotes. Control characters are shown as their pictures.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case ..<" ": result.unicodeScalars.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
      case "\u{7F}"..."\u{9F}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static let schemes = ["http", "https", "mailto"]

  /// An address that a link may lead to, ready for an attribute; nil for scripts, data and what else is no web or mail address
  /// and no place in or beside this page.
  static func address(_ address: String) -> String? {
    // Browsers pass over white space and control characters in an address.
    let seen = String(String.UnicodeScalarView(address.unicodeScalars.filter { $0.value > 0x20 && $0.value != 0x7F }))
    guard !seen.hasPrefix("//"), !seen.contains("\\") else { return nil }
    let head = seen.prefix { !"/?#".contains($0) }
    if let colon = head.firstIndex(of: ":"), !schemes.contains(head[..<colon].lowercased()) { return nil }
    return escaped(encoded(address))
  }

  /// Whether an address leads to another machine.
  static func isRemote(_ address: String) -> Bool {
    schemes.contains { address.lowercased().hasPrefix($0 + ":") }
  }

  private static func encoded(_ address: String) -> String {
    var result = ""
    for byte in address.utf8 {
      let isPlain = byte.isLetter || byte.isDigit || "-._~!*'();:@&=+$,/?#[]%".utf8.contains(byte)
      result +=
        isPlain ? String(Unicode.Scalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16).uppercased()
    }
    return result
  }
}
