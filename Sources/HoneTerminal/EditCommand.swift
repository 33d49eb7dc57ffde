import Foundation
import HoneCore
import HoneSession

/// `%edit`, which works at the prompt of a terminal.
package final class EditCommand {
  /// What the next cell begins as.
  private(set) var draft = ""
  private let editor: ExternalEditor

  init(_ session: Session) {
    editor = ExternalEditor(environment: session.environment)
    session.commands.register(
      Self.row { [unowned self] c in
        try run(c.argumentText, c)
        return .none
      })
  }

  /// Explains the command to sessions without a prompt, where it cannot be used.
  package static func register(in session: Session) {
    session.commands.register(
      row { _ in
        throw ExternalEditor.Failure(
          message: "%edit works at the prompt alone: what it edits comes back there.", hint: "hone opens the prompt")
      })
  }

  func takeDraft() -> String {
    defer { draft = "" }
    return draft
  }

  /// The text as the user left it.
  func edited(_ text: String) throws -> String { try editor.edit(text, ending: "py") }

  private static func row(_ body: @escaping (CallContext) throws -> Value) -> Command {
    Command(
      .session, "edit",
      [Parameter("what", .string, .text("the last cell"), "the number of a cell, or the name of a prompt")],
      returns: "None", summary: "Change a cell or a prompt's template in your editor ($VISUAL or $EDITOR).",
      help: "A cell comes back to the input line; a prompt is bound anew.", example: "%edit 3", body: body)
  }

  private func run(_ argument: String, _ c: CallContext) throws {
    let session = c.session
    guard !session.isResuming else { return }
    if let template = session.promptTemplate(named: argument) {
      let new = try editor.edit(template, ending: "txt")
      guard new != template else { return c.emit(.note("\(argument) is as it was")) }
      try session.setPromptTemplate(named: argument, to: new)
      return c.emit(.note("\(argument) is bound to the edited template"))
    }
    // The cell that runs now is this command itself.
    let cells = session.cells.dropLast()
    let cell = argument.isEmpty ? cells.last : Int(argument).flatMap { index in cells.last { $0.index == index } }
    guard cell != nil || argument.isEmpty else {
      throw ExternalEditor.Failure(
        message: "there is no cell or prompt '\(argument)' to edit.", hint: "%history numbers the cells")
    }
    draft = try editor.edit(cell?.source ?? "", ending: "py")
  }
}
