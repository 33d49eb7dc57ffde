import HoneLanguage

extension Builtins {
  static var aggregates: [Command] {
    [
      extreme("min", "smallest", .less), extreme("max", "largest", .greater),
      Command(
        .function, "sum", [Parameter("items", .iterable), Parameter("start", .any, .value(.int(0)), "what to add to")],
        returns: "number", summary: "All items added up.", example: "sum(run.losses) / len(run.losses)"
      ) { c in
        var total = c.given("start")
        if case .string = total {
          throw TypeError("sum() adds numbers; received a str to start with", hint: "\"\".join(texts) joins texts")
        }
        for item in try c.list("items") { total = try Arithmetic.apply(total, .add, item) }
        return total
      },
      Command(
        .function, "any", [Parameter("items", .iterable)], returns: "bool",
        summary: "Whether at least one item is true.", example: "any(x > 3 for x in xs)"
      ) { c in
        try .bool(c.firstItem("items") { $0.isTrue })
      },
      Command(
        .function, "all", [Parameter("items", .iterable)], returns: "bool", summary: "Whether no item is false.",
        example: "all(label in labels for label in found)"
      ) { c in
        try .bool(!c.firstItem("items") { !$0.isTrue })
      },
    ]
  }

  private static func extreme(_ name: String, _ word: String, _ better: Value.Ordering) -> Command {
    Command(
      .function, name,
      [
        Parameter("values", .any, .required, "the values, or one list of them", isVariadic: true),
        Parameter("key", .optional(.function), .value(.none), "what to compare instead of the value"),
        Parameter("default", .any, .text("an error"), "the result for an empty list"),
      ], returns: "a value", summary: "The \(word) of the values.", example: "\(name)(scores, key=abs)"
    ) { c in
      var values = try c.list("values")
      guard !values.isEmpty else { throw TypeError("\(name)() needs a list or several values") }
      let isSingle = values.count == 1
      if isSingle { values = try c.items(of: values[0]) }
      guard var best = values.first else {
        if let fallback = c.value("default") { return fallback }
        throw ValueError("\(name)() of nothing has no result", hint: "\(name)(x, default=0) gives one")
      }
      let key = c.given("key")
      var bestKey = try c.keyOf(best, key)
      for value in values.dropFirst() {
        let valueKey = try c.keyOf(value, key)
        if try valueKey.isOrdered(better, bestKey) { (best, bestKey) = (value, valueKey) }
      }
      return best
    }
  }
}

extension CallContext {
  fileprivate func firstItem(_ name: String, where matches: (Value) -> Bool) throws -> Bool {
    let iterator = try session.evaluator.makeIterator(given(name))
    while let item = try session.evaluator.next(iterator) {
      if matches(item) { return true }
      try session.evaluator.step()
    }
    return false
  }
}
