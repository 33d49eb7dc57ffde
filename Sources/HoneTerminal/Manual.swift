import Foundation

/// The man page, made from what `hone --help` knows.
package enum Manual {
  /// - Parameter help: swift-argument-parser's description of a command as JSON, with its subcommands.
  package static func page(help: String, sections: [(title: String, text: String)]) throws -> String {
    let tool = try JSONDecoder().decode(Tool.self, from: Data(help.utf8)).command
    var lines = [
      ".TH \(tool.commandName.uppercased()) 1", ".SH NAME", "\(tool.commandName) \\- \(plain(tool.abstract))",
    ]
    let commands = (tool.subcommands ?? []).filter { $0.commandName != "help" && $0.shouldDisplay != false }
    lines.append(".SH SYNOPSIS")
    for command in [tool] + commands { lines += [".B " + synopsis(command, of: tool), ".br"] }
    if let discussion = tool.discussion { lines += [".SH DESCRIPTION"] + paragraph(discussion) }
    lines += [".SH OPTIONS"] + arguments(tool)
    lines.append(".SH COMMANDS")
    for command in commands {
      lines += [".SS \(tool.commandName) \(command.commandName)", plain(command.abstract)]
      if let discussion = command.discussion { lines += [".PP"] + paragraph(discussion) }
      lines += arguments(command)
    }
    for section in sections { lines += [".SH " + section.title.uppercased()] + paragraph(section.text) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func synopsis(_ command: Command, of tool: Command) -> String {
    let name = command.commandName == tool.commandName ? [tool.commandName] : [tool.commandName, command.commandName]
    let parts = shown(command).map { argument in
      let text = argument.kind == "positional" ? argument.placeholder : argument.spelling(argument.names?.first)
      return argument.isOptional ? "[\(text)]" : text
    }
    return plain((name + parts).joined(separator: " "))
  }

  private static func arguments(_ command: Command) -> [String] {
    shown(command).flatMap { argument in
      let names = (argument.names ?? []).map { argument.spelling($0) }
      let head = argument.kind == "positional" ? argument.placeholder : names.joined(separator: ", ")
      return [".TP", ".B " + plain(head), plain(argument.abstract ?? "")]
    }
  }

  private static func shown(_ command: Command) -> [Argument] {
    (command.arguments ?? []).filter { $0.shouldDisplay && !["help", "version"].contains($0.valueName ?? "") }
  }

  /// Lines that are indented are a table, which keeps its line breaks.
  private static func paragraph(_ text: String) -> [String] {
    var lines: [String] = []
    var isTable = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("  ") != isTable {
        lines.append(isTable ? ".fi" : ".nf")
        isTable.toggle()
      }
      lines.append(line.isEmpty ? ".PP" : plain(String(line)))
    }
    return lines + (isTable ? [".fi"] : [])
  }

  /// Without what roff takes for its own: backslashes, hyphens, a dot or quote at the start of a line.
  private static func plain(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\e").replacing("-", with: "\\-").replacing("\n", with: " ")
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
  }
}

private struct Tool: Decodable { var command: Command }

private struct Command: Decodable {
  var commandName: String
  var abstract: String
  var discussion: String?
  var shouldDisplay: Bool?
  var subcommands: [Command]?
  var arguments: [Argument]?

  enum CodingKeys: String, CodingKey { case commandName, abstract, discussion, shouldDisplay, subcommands, arguments }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    commandName = try fields.decode(String.self, forKey: .commandName)
    abstract = try fields.decodeIfPresent(String.self, forKey: .abstract) ?? ""
    discussion = try fields.decodeIfPresent(String.self, forKey: .discussion)
    shouldDisplay = try fields.decodeIfPresent(Bool.self, forKey: .shouldDisplay)
    subcommands = try fields.decodeIfPresent([Command].self, forKey: .subcommands)
    arguments = try fields.decodeIfPresent([Argument].self, forKey: .arguments)
  }
}

private struct Argument: Decodable {
  struct Name: Decodable {
    var kind: String
    var name: String
  }

  var kind: String
  var shouldDisplay: Bool
  var isOptional: Bool
  var names: [Name]?
  var valueName: String?
  var abstract: String?

  var placeholder: String { "<\(valueName ?? "value")>" }

  /// "-c <code>", "--json"
  func spelling(_ name: Name?) -> String {
    guard let name else { return placeholder }
    let dashes = name.kind == "long" ? "--" : "-"
    return dashes + name.name + (kind == "option" ? " " + placeholder : "")
  }
}

extension Manual {
  /// What the page says beyond `hone --help`.
  package static let sections: [(title: String, text: String)] = [
    ("Events", JSONSink.reference),
    (
      "Files",
      """
      ~/.config/hone/config.yaml (below $XDG_CONFIG_HOME if that is set) holds settings, one line each:
      \(Configuration.Setting.all.map { "  \($0.name): \($0.accepted); \($0.summary)" }.joined(separator: "\n"))
      ~/.config/hone/startup.hone is run when the prompt starts.
      """
    ),
    (
      "Exit status",
      """
      0 all went well; 1 an error in the code, or a file that a statement could not load; 2 wrong usage; 3 the script or
      notebook named on the command line cannot be read; 4 hone check found a difference; 130 interrupted.
      """
    ),
  ]
}
