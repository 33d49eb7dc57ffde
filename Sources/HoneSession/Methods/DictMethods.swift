/// The methods of dict.
enum DictMethods {
  private static func row(
    _ name: String, _ parameters: [Parameter] = [], returns: String = "None", _ summary: String, _ example: String = "",
    body: @escaping (DictObject, CallContext) throws -> Value
  ) -> Command {
    Command(.method("dict"), name, parameters, returns: returns, summary: summary, example: example) { c in
      guard case .dict(let dict)? = c.receiver else { preconditionFailure("\(name) is a method of dict") }
      return try body(dict, c)
    }
  }

  static var rows: [Command] {
    [
      row("keys", [], returns: "dict_keys", "The keys, in order.") { dict, _ in .view(DictView(dict, .keys)) },
      row("values", [], returns: "dict_values", "The values, in order.") { dict, _ in .view(DictView(dict, .values)) },
      row(
        "items", [], returns: "dict_items", "The (key, value) pairs, in order.",
        "for name, value in d.items(): print(name, value)"
      ) { dict, _ in
        .view(DictView(dict, .items))
      },
      row(
        "get", [Parameter("key"), Parameter("default", .any, .value(.none), "where there is no such key")],
        returns: "the value", "The value under a key.", "counts.get(label, 0)"
      ) { dict, c in
        try dict.entries[Key(c.given("key"))] ?? c.given("default")
      },
      row(
        "setdefault",
        [Parameter("key"), Parameter("default", .any, .value(.none), "stored where there is no such key")],
        returns: "the value", "The value under a key, which is stored first if it is new.",
        "counts.setdefault(label, 0)"
      ) { dict, c in
        let key = try Key(c.given("key"))
        if let value = dict.entries[key] { return value }
        try c.session.evaluator.check(count: dict.entries.count + 1)
        dict.entries[key] = c.given("default")
        return c.given("default")
      },
      row(
        "pop", [Parameter("key"), Parameter("default", .any, .text("an error"), "where there is no such key")],
        returns: "the value", "Take a key away and give its value.", "counts.pop(label, 0)"
      ) { dict, c in
        if let value = try dict.entries.removeValue(forKey: Key(c.given("key"))) { return value }
        guard let fallback = c.value("default") else { throw LanguageError.key(c.given("key"), among: dict) }
        return fallback
      },
      row("popitem", [], returns: "tuple", "Take the last entry away.") { dict, _ in
        guard let last = dict.entries.elements.last else {
          throw LanguageError(kind: "KeyError", message: "popitem() of an empty dict has no result")
        }
        dict.entries.removeLast()
        return .tuple([last.key.value, last.value])
      },
      row(
        "update",
        [
          Parameter("items", .iterable, .value(.tuple([])), "a dict or pairs"),
          Parameter("entries", .any, .value(.none), "", collectsKeywords: true),
        ],
        "Store all entries of another dict.", "settings.update(lr=1e-4)"
      ) { dict, c in
        try dict.update(from: c.given("items"), c)
        try dict.update(from: c.given("entries"), c)
        return .none
      },
      Command(
        .method("dict"), "fromkeys",
        [Parameter("keys", .iterable), Parameter("value", .any, .value(.none), "stored under each")],
        returns: "dict", summary: "A new dict with these keys.", example: "dict.fromkeys(labels, 0)", isOfType: true
      ) { c in
        let dict = DictObject()
        for key in try c.list("keys") { dict.entries[try Key(key)] = c.given("value") }
        return .dict(dict)
      },
      row("clear", [], "Take all entries away.") { dict, _ in
        dict.entries = [:]
        return .none
      },
      row("copy", [], returns: "dict", "A new dict of the same entries.") { dict, _ in .dict(DictObject(dict.entries))
      },
    ]
  }
}

extension DictObject {
  /// Stores the entries of a dict, or pairs.
  func update(from source: Value, _ c: CallContext) throws { try update(from: source, c.session.evaluator) }

  func update(from source: Value, _ evaluator: Evaluator) throws {
    if case .dict(let other) = source {
      try evaluator.check(count: entries.count + other.entries.count)
      for (key, value) in other.entries { entries[key] = value }
      return
    }
    let items = try evaluator.items(of: source)
    try evaluator.check(count: entries.count + items.count)
    for (index, item) in items.enumerated() {
      guard item.isIterable else {
        throw TypeError("a dict is made of (key, value) pairs; item \(index) is \(item.described)")
      }
      let pair = try evaluator.items(of: item)
      guard pair.count == 2 else {
        throw ValueError("a dict is made of (key, value) pairs; item \(index) is \(item.described)")
      }
      entries[try Key(pair[0])] = pair[1]
    }
  }
}
