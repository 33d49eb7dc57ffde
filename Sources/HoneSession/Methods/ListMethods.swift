/// The methods of list and tuple.
enum ListMethods {
  static var rows: [Command] { changing + looking("list") + looking("tuple") + RangeMethods.rows }

  private static func row(
    _ name: String, _ parameters: [Parameter] = [], returns: String = "None", _ summary: String, _ example: String = "",
    body: @escaping (ListObject, CallContext) throws -> Value
  ) -> Command {
    Command(.method("list"), name, parameters, returns: returns, summary: summary, example: example) { c in
      guard case .list(let list)? = c.receiver else { preconditionFailure("\(name) is a method of list") }
      return try body(list, c)
    }
  }

  private static var changing: [Command] {
    [
      row("append", [Parameter("item")], "Add an item at the end.", "losses.append(0.3)") { list, c in
        try c.session.evaluator.check(count: list.items.count + 1)
        list.items.append(c.given("item"))
        return .none
      },
      row("extend", [Parameter("items", .iterable)], "Add all items at the end.", "losses.extend([0.3, 0.2])") {
        list, c in
        let added = try c.list("items")
        try c.session.evaluator.check(count: list.items.count + added.count)
        list.items += added
        return .none
      },
      row(
        "insert", [Parameter("index", .int), Parameter("item")], "Add an item before the one at an index.",
        "words.insert(0, \"first\")"
      ) { list, c in
        let index = try c.int("index")
        try c.session.evaluator.check(count: list.items.count + 1)
        list.items.insert(
          c.given("item"), at: min(max(index < 0 ? index + list.items.count : index, 0), list.items.count))
        return .none
      },
      row(
        "pop", [Parameter("index", .int, .value(.int(-1)))], returns: "the item",
        "Take the last item away, or the one at an index.", "losses.pop()"
      ) { list, c in
        let index = try c.int("index")
        guard let place = resolvedIndex(index, count: list.items.count) else {
          throw LanguageError.index(index, of: .list(list), count: list.items.count)
        }
        return list.items.remove(at: place)
      },
      row("remove", [Parameter("item")], "Take the first such item away.", "words.remove(\"a\")") { list, c in
        guard let place = try firstIndex(of: c.given("item"), in: list.items, 0..<list.items.count) else {
          throw ValueError("\(c.given("item").brief) is not in the list")
        }
        list.items.remove(at: place)
        return .none
      },
      row("clear", [], "Take all items away.") { list, _ in
        list.items = []
        return .none
      },
      row("copy", [], returns: "list", "A new list of the same items.") { list, _ in .list(list.items) },
      row("reverse", [], "Turn the order round.") { list, _ in
        list.items.reverse()
        return .none
      },
      row(
        "sort",
        [
          Parameter("key", .optional(.function), .value(.none), "what to compare instead of the item"),
          Parameter("reverse", .either([.bool, .int]), .value(.bool(false)), "largest first"),
        ], "Put the items in order.", "reports.sort(key=lambda r: r.accuracy)"
      ) { list, c in
        list.items = try c.sorted(list.items)
        return .none
      },
    ]
  }

  /// What list and tuple share.
  private static func looking(_ type: String) -> [Command] {
    let example = type == "list" ? "xs" : "(3, 1, 3)"
    return [
      Command(
        .method(type), "count", [Parameter("item")], returns: "int", summary: "How often an item occurs.",
        example: "\(example).count(3)"
      ) { c in
        let item = c.given("item")
        return .int(try c.items(of: c.receiver ?? .none).count { try $0.isIdentical(to: item) || $0.equals(item) })
      },
      Command(
        .method(type), "index",
        [Parameter("item"), Parameter("start", .int, .value(.int(0))), Parameter("stop", .int, .value(.int(.max)))],
        returns: "int", summary: "Where an item first occurs; an error if nowhere.", example: "\(example).index(3)"
      ) { c in
        let items = try c.items(of: c.receiver ?? .none)
        func place(_ bound: Int) -> Int { min(max(bound < 0 ? bound + items.count : bound, 0), items.count) }
        let start = place(try c.int("start"))
        let range = start..<max(start, place(try c.int("stop")))
        guard let index = try firstIndex(of: c.given("item"), in: items, range) else {
          throw ValueError("\(c.given("item").brief) is not in the \(type)")
        }
        return .int(index)
      },
    ]
  }

  private static func firstIndex(of item: Value, in items: [Value], _ range: Range<Int>) throws -> Int? {
    try range.first { try items[$0].isIdentical(to: item) || items[$0].equals(item) }
  }
}
