import OrderedCollections

/// The methods of set.
enum SetMethods {
  private static func row(
    _ name: String, _ parameters: [Parameter] = [], returns: String = "None", _ summary: String, _ example: String = "",
    body: @escaping (SetObject, CallContext) throws -> Value
  ) -> Command {
    Command(.method("set"), name, parameters, returns: returns, summary: summary, example: example) { c in
      guard case .set(let set)? = c.receiver else { preconditionFailure("\(name) is a method of set") }
      return try body(set, c)
    }
  }

  static var rows: [Command] { changing + combining + comparing }

  private static var changing: [Command] {
    let item = Parameter("item")
    return [
      row("add", [item], "Add an item.", "seen.add(label)") { set, c in
        try c.session.evaluator.check(count: set.items.count + 1)
        set.items.append(try Key(c.given("item")))
        return .none
      },
      row("discard", [item], "Take an item away if it is there.", "seen.discard(\"b\")") { set, c in
        set.items.remove(try Key(c.given("item")))
        return .none
      },
      row("remove", [item], "Take an item away; an error if it is not there.", "seen.remove(label)") { set, c in
        guard set.items.remove(try Key(c.given("item"))) != nil else {
          throw LanguageError(
            kind: "KeyError", message: "\(c.given("item").brief) is not in the set", hint: "discard() does not mind")
        }
        return .none
      },
      row("pop", [], returns: "the item", "Take the first item away.") { set, _ in
        guard let first = set.items.first else {
          throw LanguageError(kind: "KeyError", message: "pop() of an empty set has no result")
        }
        set.items.removeFirst()
        return first.value
      },
      row("update", [others], "Add all items of others.", "seen.update(labels, found)") { set, c in
        for other in try operands(c) {
          try c.session.evaluator.check(count: set.items.count + other.count)
          set.items.formUnion(other)
        }
        return .none
      },
      row(
        "intersection_update", [others], "Keep only the items that all others have too.",
        "seen.intersection_update(labels)"
      ) { set, c in
        set.items = try operands(c).reduce(set.items) { $0.intersection($1) }
        return .none
      },
      row("difference_update", [others], "Take away all items of others.", "seen.difference_update(found)") { set, c in
        set.items = try operands(c).reduce(set.items) { $0.subtracting($1) }
        return .none
      },
      row(
        "symmetric_difference_update", [Parameter("other", .iterable)], "Keep what only one of both has.",
        "seen.symmetric_difference_update(found)"
      ) { set, c in
        set.items.formSymmetricDifference(OrderedSet(try c.list("other").map { try Key($0) }))
        return .none
      },
      row("clear", [], "Take all items away.") { set, _ in
        set.items = []
        return .none
      },
      row("copy", [], returns: "set", "A new set of the same items.") { set, _ in .set(SetObject(set.items)) },
    ]
  }

  private static var combining: [Command] {
    [
      combine("union", "The items of this set and of the others.") { $0.union($1) },
      combine("intersection", "The items that all have.") { $0.intersection($1) },
      combine("difference", "The items that the others lack.") { $0.subtracting($1) },
      row(
        "symmetric_difference", [Parameter("other", .iterable)], returns: "set", "The items that only one of both has.",
        "seen.symmetric_difference(found)"
      ) {
        set, c in
        .set(SetObject(set.items.symmetricDifference(OrderedSet(try c.list("other").map { try Key($0) }))))
      },
    ]
  }

  private static var comparing: [Command] {
    [
      compare("issubset", "Whether the other has all items of this set.") { $0.isSubset(of: $1) },
      compare("issuperset", "Whether this set has all items of the other.") { $0.isSuperset(of: $1) },
      compare("isdisjoint", "Whether no item is in both.") { $0.isDisjoint(with: $1) },
    ]
  }

  private static var others: Parameter { Parameter("others", .iterable, .value(.none), "", isVariadic: true) }

  private static func operands(_ c: CallContext) throws -> [OrderedSet<Key>] {
    try c.list("others").map { OrderedSet(try c.items(of: $0).map { try Key($0) }) }
  }

  private static func combine(
    _ name: String, _ summary: String, _ operation: @escaping (OrderedSet<Key>, OrderedSet<Key>) -> OrderedSet<Key>
  ) -> Command {
    row(name, [others], returns: "set", summary, "seen.\(name)(labels, found)") { set, c in
      .set(
        SetObject(
          try operands(c).reduce(set.items) { items, other in
            try c.session.evaluator.check(count: items.count + other.count)
            return operation(items, other)
          }))
    }
  }

  private static func compare(
    _ name: String, _ summary: String, _ holds: @escaping (Set<Key>, Set<Key>) -> Bool
  ) -> Command {
    row(name, [Parameter("other", .iterable)], returns: "bool", summary, "seen.\(name)(labels)") { set, c in
      .bool(holds(Set(set.items), Set(try c.list("other").map { try Key($0) })))
    }
  }
}

extension DictMethods {
  /// What the keys and items of a dict share with sets.
  static var viewRows: [Command] {
    ["dict_keys", "dict_items"].map { type in
      Command(
        .method(type), "isdisjoint", [Parameter("other", .iterable)], returns: "bool",
        summary: "Whether no item is in both.", example: "counts.\(type.dropFirst(5))().isdisjoint(labels)"
      ) { c in
        let items = try c.receiver?.asKeys ?? []
        return .bool(items.isDisjoint(with: try c.list("other").map { try Key($0) }))
      }
    }
  }
}
