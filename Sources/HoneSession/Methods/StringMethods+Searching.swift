extension StringMethods {
  private static var place: [Parameter] {
    [
      Parameter("sub", .string, .required, "what to look for"),
      Parameter("start", .optional(.int), .value(.none), "where to begin"),
      Parameter("end", .optional(.int), .value(.none), "where to stop"),
    ]
  }

  static var searching: [Command] {
    [
      row("find", place, returns: "int", "Where the text first occurs, or -1.", "text.find(\"joy\")") { text, c in
        .int(try found(text, c, last: false) ?? -1)
      },
      row("rfind", place, returns: "int", "Where the text last occurs, or -1.", "text.rfind(\"o\")") { text, c in
        .int(try found(text, c, last: true) ?? -1)
      },
      row("index", place, returns: "int", "Where the text first occurs; an error if nowhere.", "text.index(\"joy\")") {
        text, c in
        .int(try required(found(text, c, last: false), c))
      },
      row("rindex", place, returns: "int", "Where the text last occurs; an error if nowhere.", "text.rindex(\"o\")") {
        text, c in
        .int(try required(found(text, c, last: true), c))
      },
      row("count", place, returns: "int", "How often the text occurs.", "text.count(\"o\")") { text, c in
        let bytes = ByteText(text)
        let sub = ByteText(try c.string("sub"))
        guard let range = try window(bytes, c) else { return .int(0) }
        let part = ByteText(bytes.bytes[range])
        return .int(sub.bytes.isEmpty ? part.codePoints(before: part.bytes.count) + 1 : part.all(sub).count)
      },
      row("startswith", affix("prefix"), returns: "bool", "Whether it begins so.", "text.startswith((\"a\", \"b\"))") {
        text, c in
        .bool(try hasAffix(text, c, "prefix") { bytes, range in range.lowerBound })
      },
      row("endswith", affix("suffix"), returns: "bool", "Whether it ends so.", "text.endswith(\".\")") { text, c in
        .bool(try hasAffix(text, c, "suffix") { bytes, range in range.upperBound - bytes })
      },
    ]
  }

  private static func affix(_ name: String) -> [Parameter] {
    [Parameter(name, .either([.string, .list]), .required, "a text or a tuple of texts")] + place.dropFirst()
  }

  /// The byte range that `start` and `end` select; nil where `start` lies beyond the end.
  private static func window(_ text: ByteText, _ c: CallContext) throws -> Range<Int>? {
    let count = text.codePoints(before: text.bytes.count)
    func place(_ bound: Int) -> Int { max(bound < 0 ? bound + count : bound, 0) }
    let start = place(try c.optionalInt("start") ?? 0)
    let end = min(place(try c.optionalInt("end") ?? count), count)
    guard start <= end else { return nil }
    return text.offset(ofCodePoint: start)..<text.offset(ofCodePoint: end)
  }

  private static func found(_ text: String, _ c: CallContext, last: Bool) throws -> Int? {
    let bytes = ByteText(text)
    let sub = ByteText(try c.string("sub"))
    guard let range = try window(bytes, c) else { return nil }
    return (last ? bytes.last(sub, in: range) : bytes.first(sub, in: range)).map { bytes.codePoints(before: $0) }
  }

  private static func required(_ place: Int?, _ c: CallContext) throws -> Int {
    guard let place else {
      throw ValueError("\(c.given("sub").brief) does not occur in the text", hint: "find() gives -1 instead")
    }
    return place
  }

  private static func hasAffix(
    _ text: String, _ c: CallContext, _ name: String, place: (Int, Range<Int>) -> Int
  ) throws -> Bool {
    let bytes = ByteText(text)
    guard let range = try window(bytes, c) else { return false }
    if case .list = c.given(name) {
      throw TypeError("\(c.command.name)() needs a str or a tuple of str; received a list", hint: "tuple(x) makes one")
    }
    let options = if case .string = c.given(name) { [c.given(name)] } else { try c.list(name) }
    return try options.contains { option in
      guard case .string(let affix) = option else {
        throw TypeError("\(c.command.name)() needs a str or a tuple of str; received \(option.described)")
      }
      let needle = ByteText(affix)
      return needle.bytes.count <= range.count && bytes.matches(needle, at: place(needle.bytes.count, range))
    }
  }
}
