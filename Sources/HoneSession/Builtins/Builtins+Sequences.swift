extension Builtins {
  private static var items: Parameter { Parameter("items", .iterable, .required) }

  static var sequences: [Command] {
    [
      Command(
        .function, "len", [Parameter("value")], returns: "int", summary: "How many items or characters there are.",
        example: "len(dataset)"
      ) { c in
        let value = c.given("value")
        guard let count = value.length else { throw LanguageError.noLength(value) }
        return .int(count)
      },
      Command(
        .function, "sorted",
        [
          items, Parameter("key", .optional(.function), .value(.none), "what to compare instead of the item"),
          Parameter("reverse", .either([.bool, .int]), .value(.bool(false)), "largest first"),
        ], returns: "list", summary: "A new list of the items in order.", example: "sorted(words, key=len)"
      ) { c in .list(try c.sorted(c.list("items"))) },
      iterator("reversed", [items], "The items from the last to the first.", "reversed([1, 2, 3])") { c in
        switch c.given("items") {
        case .set, .iterator:
          throw TypeError(
            "reversed() needs something with an order and a length; received \(c.given("items").described)",
            hint: "reversed(list(x))")
        default: return .items(try c.list("items").reversed(), next: 0)
        }
      },
      iterator(
        "enumerate", [items, Parameter("start", .int, .value(.int(0)), "the first number")],
        "The items with their numbers.", "for i, x in enumerate(xs): print(i, x)"
      ) { c in .enumerate(try c.iterator("items"), next: try c.int("start")) },
      iterator(
        "zip",
        [
          Parameter("items", .iterable, .value(.none), "", isVariadic: true),
          Parameter("strict", .bool, .value(.bool(false)), "an error where one ends before the others"),
        ],
        "The first items together, the second together, and so on.", "zip(names, scores)"
      ) { c in
        .zip(try c.list("items").map { try c.session.evaluator.makeIterator($0) }, strict: try c.bool("strict"))
      },
      iterator(
        "map", [Parameter("function", .function), Parameter("items", .iterable, .value(.none), "", isVariadic: true)],
        "What a function gives for each item.", "list(map(len, words))"
      ) { c in
        .map(c.given("function"), try c.list("items").map { try c.session.evaluator.makeIterator($0) })
      },
      iterator(
        "filter", [Parameter("function", .optional(.function), .required, "None keeps what is true"), items],
        "The items for which a function is true.", "list(filter(str.isdigit, words))"
      ) { c in .filter(c.given("function"), try c.iterator("items")) },
      Command(
        .function, "range",
        [
          Parameter("start", .int, .required, "or the end, if alone"),
          Parameter("stop", .int, .text("the first number, from 0")),
          Parameter("step", .int, .value(.int(1))),
        ], returns: "range", summary: "Whole numbers from start up to, not including, stop.", example: "range(0, 10, 2)"
      ) { c in
        let first = try c.int("start")
        let stop = try c.optionalInt("stop")
        let step = try c.int("step")
        guard step != 0 else { throw ValueError("the step of range() must not be 0") }
        return .range(RangeObject(start: stop == nil ? 0 : first, stop: stop ?? first, step: step))
      },
    ]
  }

  private static func iterator(
    _ name: String, _ parameters: [Parameter], _ summary: String, _ example: String,
    source: @escaping (CallContext) throws -> IteratorObject.Source
  ) -> Command {
    Command(.function, name, parameters, returns: name, summary: summary, example: example) { c in
      .iterator(IteratorObject(name, try source(c)))
    }
  }
}

extension CallContext {
  fileprivate func iterator(_ name: String) throws -> IteratorObject { try session.evaluator.makeIterator(given(name)) }

  /// Sorts by the arguments `key` and `reverse`; equal items keep their order.
  func sorted(_ items: [Value]) throws -> [Value] {
    let key = given("key")
    let reverse = given("reverse").isTrue
    func isBefore(_ a: Value, _ b: Value) throws -> Bool {
      try session.evaluator.step()
      return reverse ? try b.isOrdered(.less, a) : try a.isOrdered(.less, b)
    }
    if case .none = key { return try items.sorted(by: isBefore) }
    let keyed = try items.map { item in (key: try call(key, [item]), item: item) }
    return try keyed.sorted { try isBefore($0.key, $1.key) }.map(\.item)
  }

  func keyOf(_ item: Value, _ key: Value) throws -> Value {
    if case .none = key { return item }
    return try call(key, [item])
  }
}

extension Value {
  /// What `len()` gives; nil for what has none.
  package var length: Int? {
    switch self {
    case .string(let text): text.unicodeScalars.count
    case .list(let list): list.items.count
    case .tuple(let tuple): tuple.items.count
    case .dict(let dict): dict.entries.count
    case .set(let set): set.items.count
    case .range(let range): range.count
    case .view(let view): view.dict.entries.count
    case .object(let object as any IndexableObject): object.count
    default: nil
    }
  }
}

extension LanguageError {
  fileprivate static func noLength(_ value: Value) -> LanguageError {
    TypeError("\(value.asSubject) has no length", hint: value.isIterable ? "len(list(x)) counts its items" : nil)
  }
}
