import Foundation
import HoneCore

extension SessionCommands {
  static var run: Command {
    Command(
      .session, "run", [Parameter("file", .string, names: [.file([])])], returns: "None",
      summary: "Run a file of hone code in this session.", example: "%run setup.hone"
    ) { c in
      guard !c.argumentText.isEmpty else { throw ValueError("%run needs a file", hint: c.command.example) }
      let path = expanded(c.argumentText, c.session)
      let text: String
      do {
        text = try String(contentsOfFile: path, encoding: .utf8)
      } catch {
        throw LanguageError.unreadable(c.argumentText)
      }
      _ = try c.session.evaluator.runNested(text, name: (path as NSString).lastPathComponent) { value, isHidden in
        if case .none = value { return }
        if !isHidden { c.emit(.result(value.rendering, index: nil)) }
      }
      return .none
    }
  }

  static var cd: Command {
    Command(
      .session, "cd",
      [Parameter("folder", .string, .text("the home folder"), "- for the previous one", names: [.folder])],
      returns: "None",
      summary: "Change the folder that relative paths start from.", example: "%cd ~/reviews"
    ) { c in
      let files = FileManager.default
      let current = files.currentDirectoryPath
      var wanted = c.argumentText.isEmpty ? "~" : c.argumentText
      if wanted == "-" {
        guard let previous = c.session.previousFolder else { throw ValueError("there is no previous folder yet") }
        wanted = previous
      }
      guard files.changeCurrentDirectoryPath(expanded(wanted, c.session)) else { throw LanguageError.noFolder(wanted) }
      c.session.previousFolder = current
      c.emit(.note(files.currentDirectoryPath))
      return .none
    }
  }

  /// A path without quotes around it and with `~` resolved.
  static func expanded(_ path: String, _ session: Session) -> String {
    var path = path
    if path.count >= 2, let quote = path.first, quote == path.last, quote == "'" || quote == "\"" {
      path = String(path.dropFirst().dropLast())
    }
    guard path == "~" || path.hasPrefix("~/"), let home = session.environment["HOME"] else { return path }
    return home + path.dropFirst()
  }
}

extension LanguageError {
  fileprivate static func unreadable(_ path: String) -> LanguageError {
    LanguageError(
      kind: "FileNotFoundError", message: "the file '\(path)' cannot be read as UTF-8 text",
      hint: "%cd shows and changes the folder")
  }

  fileprivate static func noFolder(_ path: String) -> LanguageError {
    LanguageError(kind: "FileNotFoundError", message: "there is no folder '\(path)' to change to")
  }
}
