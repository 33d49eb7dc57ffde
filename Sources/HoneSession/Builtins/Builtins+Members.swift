extension Builtins {
  /// Going through items one at a time.
  static var iteration: [Command] {
    [
      Command(
        .function, "iter", [Parameter("items", .iterable)], returns: "iterator",
        summary: "Goes through the items once; next() takes them.", example: "iter(labels)"
      ) { c in .iterator(try c.session.evaluator.makeIterator(c.given("items"))) },
      Command(
        .function, "next",
        [Parameter("iterator"), Parameter("default", .any, .text("an error"), "the result at the end")],
        returns: "the item", summary: "The next item of an iterator.", example: "next(iter(labels))"
      ) { c in
        guard case .iterator(let iterator) = c.given("iterator") else {
          throw TypeError(
            "next() needs an iterator; received \(c.given("iterator").described)",
            hint: c.given("iterator").isIterable ? "next(iter(x)) gives the first item" : nil)
        }
        if let item = try c.session.evaluator.next(iterator) ?? c.value("default") { return item }
        throw LanguageError(
          kind: "StopIteration", message: "the iterator has no more items", hint: "next(x, None) gives None at the end")
      },
    ]
  }

  /// What a value has and can do.
  static var members: [Command] {
    [
      Command(
        .function, "callable", [Parameter("value")], returns: "bool", summary: "Whether a value can be called.",
        example: "callable(print)"
      ) { c in .bool(ParameterKind.function.accepts(c.given("value"))) },
      Command(
        .function, "dir", [Parameter("value")], returns: "list of str", summary: "The names of a value's members.",
        example: "dir(\"text\")"
      ) { c in
        let value = c.given("value")
        let type = if case .type(let type) = value { type.name } else { value.typeName }
        return .strings(c.session.commands.members(of: type).map(\.name).sorted())
      },
      Command(
        .function, "hasattr", [Parameter("value"), Parameter("name", .string)], returns: "bool",
        summary: "Whether a value has a member.", example: "hasattr(run, \"losses\")"
      ) { c in
        do {
          _ = try c.session.evaluator.attribute(c.string("name"), of: c.given("value"))
          return .bool(true)
        } catch let error as LanguageError where error.kind == "AttributeError" {
          return .bool(false)
        }
      },
      Command(
        .function, "getattr",
        [
          Parameter("value"), Parameter("name", .string),
          Parameter("default", .any, .text("an error"), "if there is none"),
        ],
        returns: "the member", summary: "A member by its name.", example: "getattr(report, \"accuracy\")"
      ) { c in
        do {
          return try c.session.evaluator.attribute(c.string("name"), of: c.given("value"))
        } catch let error as LanguageError where error.kind == "AttributeError" {
          guard let fallback = c.value("default") else { throw error }
          return fallback
        }
      },
    ]
  }
}
