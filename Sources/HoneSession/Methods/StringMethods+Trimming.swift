extension StringMethods {
  enum Side { case left, right, both }

  static var trimming: [Command] {
    let characters = Parameter(
      "chars", .optional(.string), .value(.none), "the characters to take away; None for white space")
    return [
      row("strip", [characters], "Without white space at both ends.", "line.strip()") { text, c in
        .string(stripped(text, try c.optionalString("chars"), .both))
      },
      row("lstrip", [characters], "Without white space at the start.", "line.lstrip(\"# \")") { text, c in
        .string(stripped(text, try c.optionalString("chars"), .left))
      },
      row("rstrip", [characters], "Without white space at the end.", "line.rstrip()") { text, c in
        .string(stripped(text, try c.optionalString("chars"), .right))
      },
      row(
        "removeprefix", [Parameter("prefix", .string)], "Without this start, if it has it.",
        "text.removeprefix(\"a \")"
      ) { text, c in
        let (bytes, prefix) = (ByteText(text), ByteText(try c.string("prefix")))
        return .string(bytes.matches(prefix, at: 0) ? ByteText.string(bytes.bytes.dropFirst(prefix.bytes.count)) : text)
      },
      row(
        "removesuffix", [Parameter("suffix", .string)], "Without this end, if it has it.",
        "text.removesuffix(\".\")"
      ) { text, c in
        let (bytes, suffix) = (ByteText(text), ByteText(try c.string("suffix")))
        let ends = bytes.matches(suffix, at: bytes.bytes.count - suffix.bytes.count)
        return .string(ends ? ByteText.string(bytes.bytes.dropLast(suffix.bytes.count)) : text)
      },
    ]
  }

  static func stripped(_ text: String, _ characters: String?, _ side: Side) -> String {
    let set = characters.map { Set($0.unicodeScalars) }
    func goes(_ scalar: Unicode.Scalar) -> Bool { set.map { $0.contains(scalar) } ?? isSpace(scalar) }
    var rest = text.unicodeScalars[...]
    if side != .right { rest = rest.drop(while: goes) }
    if side != .left {
      while let last = rest.last, goes(last) { rest.removeLast() }
    }
    return String(rest)
  }

  /// Python's white space.
  static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
  }
}
