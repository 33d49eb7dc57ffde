extension StringMethods {
  static var splitting: [Command] {
    let separator = Parameter("sep", .optional(.string), .value(.none), "None for any white space")
    let most = Parameter("maxsplit", .int, .value(.int(-1)), "at most so many cuts")
    return [
      row("split", [separator, most], returns: "list of str", "The parts between separators.", "line.split(\",\")") {
        text, c in
        .strings(try parts(text, c, fromRight: false))
      },
      row(
        "rsplit", [separator, most], returns: "list of str", "The parts between separators, cut from the right.",
        "line.rsplit(\",\", 1)"
      ) { text, c in
        .strings(try parts(text, c, fromRight: true))
      },
      row(
        "splitlines",
        [Parameter("keepends", .either([.bool, .int]), .value(.bool(false)), "with what ends each line")],
        returns: "list of str", "The lines.", "text.splitlines()"
      ) { text, c in
        .strings(lines(text, keepEnds: c.given("keepends").isTrue))
      },
      row(
        "partition", [Parameter("sep", .string)], returns: "tuple",
        "Before the first separator, the separator, after it.", "line.partition(\",\")"
      ) { text, c in
        try partition(text, c, fromRight: false)
      },
      row(
        "rpartition", [Parameter("sep", .string)], returns: "tuple",
        "Before the last separator, the separator, after it.", "line.rpartition(\",\")"
      ) { text, c in
        try partition(text, c, fromRight: true)
      },
    ]
  }

  private static func parts(_ text: String, _ c: CallContext, fromRight: Bool) throws -> [String] {
    let most = try c.int("maxsplit")
    let limit = most < 0 ? Int.max : most
    guard let separator = try c.optionalString("sep") else {
      return fromRight ? wordsFromRight(text, limit) : words(text, limit)
    }
    guard !separator.isEmpty else {
      throw ValueError("the separator must not be empty", hint: "list(text) gives the characters")
    }
    let bytes = ByteText(text)
    let needle = ByteText(separator)
    return cut(
      bytes, needle.bytes.count, fromRight ? matchesFromRight(bytes, needle, limit) : bytes.all(needle, limit: limit))
  }

  private static func matchesFromRight(_ bytes: ByteText, _ needle: ByteText, _ limit: Int) -> [Int] {
    var offsets: [Int] = []
    var end = bytes.bytes.count
    while offsets.count < limit, let offset = bytes.last(needle, in: 0..<end) {
      offsets.append(offset)
      end = offset
    }
    return offsets.reversed()
  }

  private static func cut(_ text: ByteText, _ width: Int, _ offsets: [Int]) -> [String] {
    var parts: [String] = []
    var start = 0
    for offset in offsets {
      parts.append(ByteText.string(text.bytes[start..<offset]))
      start = offset + width
    }
    return parts + [ByteText.string(text.bytes[start...])]
  }

  private static func words(_ text: String, _ limit: Int) -> [String] {
    var parts: [String] = []
    var rest = text.unicodeScalars.drop(while: isSpace)
    while !rest.isEmpty {
      guard parts.count < limit else {
        parts.append(String(rest))
        break
      }
      let word = rest.prefix { !isSpace($0) }
      parts.append(String(word))
      rest = rest[word.endIndex...].drop(while: isSpace)
    }
    return parts
  }

  private static func wordsFromRight(_ text: String, _ limit: Int) -> [String] {
    let mirrored = String(String.UnicodeScalarView(text.unicodeScalars.reversed()))
    return words(mirrored, limit).reversed().map { String(String.UnicodeScalarView($0.unicodeScalars.reversed())) }
  }

  /// The line ends that Python knows.
  private static let lineEnds = Set("\n\r\u{0B}\u{0C}\u{1C}\u{1D}\u{1E}\u{85}\u{2028}\u{2029}".unicodeScalars)

  private static func lines(_ text: String, keepEnds: Bool) -> [String] {
    var lines: [String] = []
    var line = String.UnicodeScalarView()
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      guard lineEnds.contains(scalar) else {
        line.append(scalar)
        continue
      }
      if keepEnds { line.append(scalar) }
      if scalar == "\r", rest.first == "\n" {
        rest.removeFirst()
        if keepEnds { line.append("\n") }
      }
      lines.append(String(line))
      line = String.UnicodeScalarView()
    }
    return line.isEmpty ? lines : lines + [String(line)]
  }

  private static func partition(_ text: String, _ c: CallContext, fromRight: Bool) throws -> Value {
    let separator = try c.string("sep")
    guard !separator.isEmpty else { throw ValueError("the separator must not be empty") }
    let bytes = ByteText(text)
    let needle = ByteText(separator)
    let all = 0..<bytes.bytes.count
    guard let offset = fromRight ? bytes.last(needle, in: all) : bytes.first(needle, in: all) else {
      let parts = fromRight ? ["", "", text] : [text, "", ""]
      return .tuple(parts.map { .string($0) })
    }
    let parts = cut(bytes, needle.bytes.count, [offset])
    return .tuple([.string(parts[0]), .string(separator), .string(parts[1])])
  }
}
