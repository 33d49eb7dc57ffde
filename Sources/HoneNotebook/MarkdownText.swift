/// Escapes and character references of prose.
enum MarkdownText {
  static func isPunctuation(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
    default: false
    }
  }

  /// The text with its backslash escapes and character references read.
  static func unescaped(_ text: ArraySlice<UInt8>) -> String {
    var result: [UInt8] = []
    var at = text.startIndex
    while at < text.endIndex {
      let byte = text[at]
      if byte == UInt8(ascii: "\\"), at + 1 < text.endIndex, isPunctuation(text[at + 1]) {
        result.append(text[at + 1])
        at += 2
      } else if byte == UInt8(ascii: "&"), let (character, end) = reference(text, at: at) {
        result += Array(character.utf8)
        at = end
      } else {
        result.append(byte)
        at += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The character that `&…;` at an offset stands for, and where it ends. Of HTML's names, those that prose uses.
  static func reference(_ text: ArraySlice<UInt8>, at start: Int) -> (character: String, end: Int)? {
    let body = text[(start + 1)...].prefix(longestReference)
    guard let end = body.firstIndex(of: UInt8(ascii: ";")) else { return nil }
    let name = String(decoding: body[..<end], as: UTF8.self)
    if let character = names[name] { return (character, end + 1) }
    guard name.first == "#" else { return nil }
    let isHexadecimal = name.dropFirst().first?.lowercased() == "x"
    let digits = name.dropFirst(isHexadecimal ? 2 : 1)
    guard (1...7).contains(digits.count), digits.allSatisfy({ isHexadecimal ? $0.isHexDigit : $0.isNumber }),
      let value = UInt32(digits, radix: isHexadecimal ? 16 : 10)
    else { return nil }
    let scalar = value == 0 ? nil : Unicode.Scalar(value)
    return (String(Character(scalar ?? "\u{FFFD}")), end + 1)
  }

  private static let longestReference = 32

  private static let names: [String: String] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "shy": "\u{AD}", "copy": "©",
    "reg": "®", "trade": "™", "hellip": "…", "mdash": "—", "ndash": "–", "lsquo": "‘", "rsquo": "’", "ldquo": "“",
    "rdquo": "”", "laquo": "«", "raquo": "»", "bull": "•", "middot": "·", "times": "×", "divide": "÷", "plusmn": "±",
    "minus": "−", "deg": "°", "micro": "µ", "para": "¶", "sect": "§", "euro": "€", "pound": "£", "yen": "¥",
    "cent": "¢", "le": "≤", "ge": "≥", "ne": "≠", "asymp": "≈", "infin": "∞", "sum": "∑", "prod": "∏", "radic": "√",
    "part": "∂", "nabla": "∇", "isin": "∈", "larr": "←", "rarr": "→", "uarr": "↑", "darr": "↓", "harr": "↔",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "theta": "θ", "lambda": "λ", "mu": "μ",
    "pi": "π", "sigma": "σ", "tau": "τ", "phi": "φ", "chi": "χ", "omega": "ω", "Delta": "Δ", "Sigma": "Σ",
    "Omega": "Ω", "frac12": "½", "frac14": "¼", "frac34": "¾", "sup2": "²", "sup3": "³", "auml": "ä", "ouml": "ö",
    "uuml": "ü", "Auml": "Ä", "Ouml": "Ö", "Uuml": "Ü", "szlig": "ß", "eacute": "é", "egrave": "è", "agrave": "à",
    "ccedil": "ç", "ntilde": "ñ",
  ]
}
