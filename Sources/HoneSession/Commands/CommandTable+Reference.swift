extension CommandTable {
  /// The table as Markdown, one section an owner: what README's reference is.
  package var reference: String {
    var sections: [(title: String, rows: [Command])] = [("Functions", commands(of: .function))]
    for type in typeNames { sections.append((type, members(of: type))) }
    sections.append(("Session commands", commands(of: .session)))
    return sections.filter { !$0.rows.isEmpty }.map { section in
      let lines = section.rows.map { "| `\(cell($0.signature))` | \(cell($0.summary)) |" }
      return "### \(section.title)\n\n| | |\n|---|---|\n" + lines.joined(separator: "\n")
    }.joined(separator: "\n\n") + "\n"
  }

  /// Types with members of their own that are no part of Python, in the order they were registered.
  private var typeNames: [String] {
    var names: [String] = []
    for command in all {
      switch command.owner {
      case .method(let type), .property(let type):
        if type.first?.isUppercase == true && !names.contains(type) { names.append(type) }
      case .function, .session: break
      }
    }
    return names
  }

  private func cell(_ text: String) -> String { text.replacing("|", with: "\\|").replacing("\n", with: " ") }
}
