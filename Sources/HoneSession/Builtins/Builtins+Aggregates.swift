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
        try c.forEach(c.given("items")) { total = try Arithmetic.apply(total, .add, $0) }
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
      let values = try c.list("values")
      guard let first = values.first else { throw TypeError("\(name)() needs a list or several values") }
      let fallback = c.value("default")
      guard values.count == 1 || fallback == nil else {
        throw TypeError("default= of \(name)() is for one list that may be empty; received several values")
      }
      var best: (value: Value, key: Value)?
      try c.forEach(values.count == 1 ? first : c.given("values")) { value in
        let key = try c.keyOf(value, c.given("key"))
        if let found = best, try !key.isOrdered(better, found.key) { return }
        best = (value, key)
      }
      if let result = best?.value ?? fallback { return result }
      throw ValueError("\(name)() of nothing has no result", hint: "\(name)(x, default=0) gives one")
    }
  }
}

extension CallContext {
  /// Goes through whatever `for` could, one item at a time, and can be stopped.
  fileprivate func forEach(_ items: Value, _ body: (Value) throws -> Void) throws {
    let iterator = try session.evaluator.makeIterator(items)
    while let item = try session.evaluator.next(iterator) {
      try body(item)
      try session.evaluator.step()
    }
  }

  fileprivate func firstItem(_ name: String, where matches: (Value) -> Bool) throws -> Bool {
    let iterator = try session.evaluator.makeIterator(given(name))
    while let item = try session.evaluator.next(iterator) {
      if matches(item) { return true }
      try session.evaluator.step()
    }
    return false
  }
}
