/// The methods of range.
enum RangeMethods {
  static var rows: [Command] {
    [
      row("count", "How often a number occurs.") { range, item, _ in .int(range.index(of: item) == nil ? 0 : 1) },
      row("index", "Where a number occurs; an error if nowhere.") { range, item, _ in
        guard let index = range.index(of: item) else { throw ValueError("\(item.brief) is not in the range") }
        return .int(index)
      },
    ]
  }

  private static func row(
    _ name: String, _ summary: String, body: @escaping (RangeObject, Value, CallContext) throws -> Value
  ) -> Command {
    Command(
      .method("range"), name, [Parameter("item")], returns: "int", summary: summary, example: "range(5).\(name)(3)"
    ) {
      c in
      guard case .range(let range)? = c.receiver else { preconditionFailure("\(name) is a method of range") }
      return try body(range, c.given("item"), c)
    }
  }
}

extension RangeObject {
  /// Where a number stands; a float or bool counts as the int it equals.
  func index(of item: Value) -> Int? {
    guard contains(item), case .int(let number) = item.wholeNumber else { return nil }
    let distance = UInt(bitPattern: step > 0 ? number &- start : start &- number)
    return Int(exactly: distance / step.magnitude)
  }
}
