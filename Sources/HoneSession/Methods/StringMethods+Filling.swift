extension StringMethods {
  static var filling: [Command] {
    [
      fill("ljust", "Filled up on the right.") { missing in (0, missing) },
      fill("rjust", "Filled up on the left.") { missing in (missing, 0) },
      row("center", parameters, "Filled up on both sides.", "label.center(20, \"-\")") { text, c in
        // Python puts the odd character on the left where the width is odd.
        let width = try c.int("width")
        return try padded(text, c) { missing in
          let left = missing / 2 + (missing & width & 1)
          return (left, missing - left)
        }
      },
      row("zfill", [Parameter("width", .int)], "Filled up with zeros after the sign.", "str(x).zfill(3)") { text, c in
        let width = try checkedWidth(c)
        let missing = max(0, width - text.unicodeScalars.count)
        let hasSign = text.first == "-" || text.first == "+"
        return .string(
          text.prefix(hasSign ? 1 : 0) + String(repeating: "0", count: missing) + text.dropFirst(hasSign ? 1 : 0))
      },
    ]
  }

  private static var parameters: [Parameter] {
    [Parameter("width", .int), Parameter("fillchar", .string, .value(.string(" ")), "one character")]
  }

  private static func fill(_ name: String, _ summary: String, _ sides: @escaping (Int) -> (Int, Int)) -> Command {
    row(name, parameters, summary, "label.\(name)(10)") { text, c in try padded(text, c, sides) }
  }

  private static func padded(_ text: String, _ c: CallContext, _ sides: (Int) -> (Int, Int)) throws -> Value {
    let filler = try c.string("fillchar")
    guard filler.unicodeScalars.count == 1 else {
      throw TypeError("fillchar must be one character; received \(c.given("fillchar").brief)")
    }
    let (left, right) = sides(max(0, try checkedWidth(c) - text.unicodeScalars.count))
    return .string(String(repeating: filler, count: left) + text + String(repeating: filler, count: right))
  }

  private static func checkedWidth(_ c: CallContext) throws -> Int {
    let width = try c.int("width")
    guard width <= SessionLimits.stringBytes / 4 else { throw LanguageError.longString }
    return max(0, width)
  }
}
