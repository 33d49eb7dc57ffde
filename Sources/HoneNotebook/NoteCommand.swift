import Foundation
import HoneCore
import HoneLanguage
import HoneSession

/// `%note` and `%%note`: prose between the cells of a session.
///
/// A note is kept as the cell that it was typed as. Inside a notebook, whose prose needs no command, and inside a cell
/// with other statements it does nothing.
enum NoteCommand {
  static var rows: [Command] {
    [
      Command(
        .session, "note", [Parameter("text", .string, .required, "Markdown")], returns: "None",
        summary: "Add a line of prose, which %save writes between the cells.",
        example: "%note The second prompt names the labels."
      ) { context in try note(context.argumentText, context) },
      Command(
        .session, "%note", returns: "None",
        summary: "Add the rest of the cell as prose, which %save writes as Markdown."
      ) { context in try note(context.argumentText + (context.bodyText ?? ""), context) },
    ]
  }

  private static func note(_ text: String, _ context: CallContext) throws -> Value {
    guard !text.allSatisfy(\.isWhitespace) else { throw NoteError.empty }
    return .none
  }

  /// The text of a cell that is one note and nothing else; nil for any other.
  static func text(of source: String) -> String? {
    guard source.contains("%note"), let program = try? Parser.parse(source), program.statements.count == 1,
      case .command(let name, let argument, let body) = program.statements[0].kind, name.name == "note"
    else { return nil }
    let text = [argument, body ?? ""].joined(separator: "\n").trimmingCharacters(in: .newlines)
    return text.allSatisfy(\.isWhitespace) ? nil : text
  }
}

/// A note as Markdown that stays prose and swallows nothing of what follows it.
enum NoteText {
  static func markdown(_ note: String) -> String {
    let text = StableText.canonical(note)
    guard !staysProse(text) else { return text }
    let marks = String(repeating: "`", count: max(3, text.longestRun(of: .backtick) + 1))
    return "\(marks)text\n\(text)\n\(marks)"
  }

  /// Whether cells around the text are read as they are, and nothing in the text as a cell, an output or a footer.
  private static func staysProse(_ text: String) -> Bool {
    func cell(_ source: String) -> String { "```hone\n\(source)\n```" }
    guard let notebook = try? Notebook("\(cell("before"))\n\n\(text)\n\n\(cell("behind"))\n") else { return false }
    return notebook.cells.map(\.source) == ["before", "behind"] && notebook.cells.allSatisfy(\.outputs.isEmpty)
      && notebook.footer == nil && notebook.orphans.isEmpty && notebook.openTail == nil
  }
}

enum NoteError: Error, Equatable {
  case empty
}

extension NoteError: UserFacingError {
  var message: String { "%note needs a text." }
  var hint: String? { "write '%note What the numbers say', or begin a cell with '%%note'" }
}
