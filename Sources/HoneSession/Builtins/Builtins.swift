/// The rows of all builtin functions, types and members of the language's own values.
enum Builtins {
  static var rows: [Command] {
    output + sequences + iteration + aggregates + numbers + integers + characters + constructors + members + leaving
      + NumberMethods.rows + StringMethods.rows + ListMethods.rows + DictMethods.rows + DictMethods.viewRows
      + SetMethods.rows
  }

  private static var output: [Command] {
    [
      Command(
        .function, "print",
        [
          Parameter("values", .any, .value(.none), "what to print", isVariadic: true),
          Parameter("sep", .optional(.string), .value(.string(" ")), "goes between the values"),
          Parameter("end", .optional(.string), .value(.string("\n")), "goes after the last one"),
          Parameter("flush", .any, .value(.bool(false)), "of no effect: what is printed is written at once"),
        ], returns: "None", summary: "Print values, each as str() gives it.", example: "print(\"accuracy\", 0.87)"
      ) { c in
        let texts = try c.list("values").map(\.str)
        c.print(texts.joined(separator: try c.optionalString("sep") ?? " ") + (try c.optionalString("end") ?? "\n"))
        return .none
      },
      Command(
        .function, "repr", [Parameter("value")], returns: "str", summary: "The text that would make the value again.",
        example: "repr(\"a\\tb\")"
      ) { c in .string(c.given("value").repr) },
      Command(
        .function, "format",
        [Parameter("value"), Parameter("spec", .string, .value(.string("")), "as after the colon in an f-string")],
        returns: "str", summary: "A value as text in a given format.", example: "format(0.8725, \".1%\")"
      ) { c in .string(try c.given("value").formatted(c.string("spec"))) },
      Command(
        .function, "help", [Parameter("topic", .any, .text("an overview"), "a function, method, object or its name")],
        returns: "None", summary: "Show what something is and how to call it.", example: "help(print)"
      ) { c in
        c.emit(.display(Rendering(try c.session.helpText(about: c.value("topic")))))
        return .none
      },
    ]
  }

  /// `exit` alone on a line leaves too; the session looks for these rows.
  private static var leaving: [Command] {
    ["exit", "quit"].map { name in
      Command(.function, name, returns: "None", summary: "Leave hone. Ctrl-D does the same.") { c in
        c.session.wantsExit = true
        return .none
      }
    }
  }
}

extension CallContext {
  /// An argument that the table guarantees.
  func given(_ name: String) -> Value { value(name) ?? .none }
}
