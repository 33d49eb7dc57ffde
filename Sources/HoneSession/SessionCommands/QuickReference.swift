extension SessionCommands {
  static var quickref: Command {
    Command(
      .session, "quickref", returns: "None", summary: "List everything there is, on one screen.", example: "%quickref"
    ) { c in
      c.emit(.display(Rendering(c.session.quickReference)))
      return .none
    }
  }
}

extension Session {
  /// The bound objects with their members, the functions and the `%` commands: names alone, explained by `name?`.
  package var quickReference: String {
    var rows = bindings.sorted { $0.key < $1.key }.map { name, value in
      [name, commands.members(of: value.typeName).map(\.name).joined(separator: " ")]
    }
    let functions = commands.commands(of: .function).map(\.name)
    let python = Set(Builtins.rows.map(\.name))
    rows.append(["functions", functions.filter { !python.contains($0) }.joined(separator: " ")])
    rows.append(["as in Python", functions.filter(python.contains).joined(separator: " ")])
    let names = commands.commands(of: .session).map(\.shortName)
    rows.append(["commands", names.joined(separator: " ")])
    rows.append(["keys", "Tab completes; Up and Down recall; Ctrl-R searches; Ctrl-C stops what runs; Ctrl-D leaves"])
    rows.append([
      "lines", "x? explains x; x?? shows the source of a function; !command runs the shell; ; hides a value",
    ])
    return Self.firstSteps + "\n\n" + SessionCommands.columns(rows)
  }

  private static let firstSteps = #"""
    model.load("smollm2")
    dataset.load("movie-reviews", input="text", target="sentiment"); dataset.split(test=400)
    prompt = Prompt("Positive or negative?\n\n{text}", labels=["positive", "negative"])
    evaluate()                      # the prompt, measured
    model.finetune(); evaluate()    # an adapter, measured on the same items
    """#

  static func listing(_ rows: [Command]) -> String {
    SessionCommands.columns(rows.map { ["  " + $0.shortName, $0.summary] })
  }
}
