extension SessionCommands {
  static var quickref: Command {
    Command(.session, "quickref", returns: "None", summary: "List everything there is, in one page.") { c in
      c.emit(.display(Rendering(c.session.quickReference)))
      return .none
    }
  }
}

extension Session {
  /// One line for each bound object, its members, the functions and the `%` commands.
  package var quickReference: String {
    var sections: [String] = []
    for (name, value) in bindings.sorted(by: { $0.key < $1.key }) {
      let members = commands.members(of: value.typeName)
      sections.append("\(name): \(value.rendering.stable)\n" + Self.listing(members))
    }
    let own = commands.commands(of: .function)
    sections.append("functions\n" + Self.listing(own))
    sections.append("commands\n" + Self.listing(commands.commands(of: .session)))
    sections.append("!command runs a shell command; x? explains x, x?? shows its source")
    return sections.joined(separator: "\n\n")
  }

  static func listing(_ rows: [Command]) -> String {
    SessionCommands.columns(rows.map { ["  " + $0.shortName, $0.summary] })
  }
}
