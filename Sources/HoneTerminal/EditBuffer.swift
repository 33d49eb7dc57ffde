/// The text being edited and its cursor, and what each key makes of them.
///
/// libedit draws the lines of a cell from column 0, so that they would not stand under each other behind the prompt.
/// Each line but the first therefore begins with a margin of spaces as wide as the prompt, which is in the buffer but not
/// in the cell's `source`.
package struct EditBuffer: Equatable, Sendable {
  package var scalars: [Unicode.Scalar]
  /// Scalars before the cursor.
  package var cursor: Int
  package var margin: Int

  package init(_ text: String, cursor: Int? = nil, margin: Int) {
    scalars = Array(text.unicodeScalars)
    self.cursor = cursor ?? scalars.count
    self.margin = margin
  }

  /// What libedit is to do for a key.
  package enum Step: Equatable, Sendable {
    case move(Int)
    /// Deletes as many scalars before the cursor.
    case delete(Int)
    case insert(String)
    case submit
    case historyBack
    case historyForward
  }

  package static let indentWidth = 4

  package var source: String { EditBuffer.removingMargin(margin, from: text(0..<scalars.count)) }
  /// The source up to the cursor.
  package var sourceBeforeCursor: String { EditBuffer.removingMargin(margin, from: text(0..<cursor)) }

  package static func addingMargin(_ margin: Int, to source: String) -> String {
    let space = String(repeating: " ", count: margin)
    return source.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\n" + space)
  }

  /// Takes off each line but the first as much of the margin as is left of it.
  package static func removingMargin(_ margin: Int, from text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let rest = lines.dropFirst().map { $0.dropFirst($0.prefix(margin).prefix { $0 == " " }.count) }
    return (lines.prefix(1) + rest).joined(separator: "\n")
  }

  private func text(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(scalars[range])) }

  /// Lines after the cursor's.
  package var linesBelow: Int { scalars[cursor...].count { $0 == "\n" } }

  private var lineStart: Int { scalars[..<cursor].lastIndex(of: "\n").map { $0 + 1 } ?? 0 }
  private var lineEnd: Int { scalars[cursor...].firstIndex(of: "\n") ?? scalars.count }

  /// Where the text of the line that begins at `start` begins, behind what is left of its margin.
  private func textStart(_ start: Int) -> Int {
    start == 0 ? 0 : start + scalars[start...].prefix(margin).prefix { $0 == " " }.count
  }
}

extension EditBuffer {
  /// Starts a line below, indented by `indent`.
  package func newline(indent: Int) -> Step { .insert("\n" + String(repeating: " ", count: margin + indent)) }

  /// Runs the cell if it is whole and the cursor on its last line, else starts a line.
  package func enter(isWhole: Bool, indent: Int) -> Step {
    isWhole && lineEnd == scalars.count ? .submit : newline(indent: indent)
  }

  /// In the indentation goes back a level; at the start of a line, to the line above.
  package func backspace() -> Step {
    let start = textStart(lineStart)
    guard cursor > start else { return .delete(lineStart == 0 ? 0 : cursor - lineStart + 1) }
    let column = cursor - start
    guard scalars[start..<cursor].allSatisfy({ $0 == " " }) else { return .delete(1) }
    return .delete((column - 1) % EditBuffer.indentWidth + 1)
  }

  /// Spaces up to the next level of indentation; nil if there is text before the cursor in its line.
  package func indentation() -> Step? {
    let start = textStart(lineStart)
    guard cursor <= start || scalars[start..<cursor].allSatisfy({ $0 == " " }) else { return nil }
    let column = max(0, cursor - start)
    return .insert(String(repeating: " ", count: EditBuffer.indentWidth - column % EditBuffer.indentWidth))
  }

  package func left() -> Step {
    let start = textStart(lineStart)
    if cursor > start { return .move(-1) }
    return .move(lineStart == 0 ? 0 : lineStart - 1 - cursor)
  }

  package func right() -> Step {
    if cursor == scalars.count { return .move(0) }
    return .move(cursor == lineEnd ? textStart(cursor + 1) - cursor : 1)
  }

  package func home() -> Step { .move(textStart(lineStart) - cursor) }
  package func end() -> Step { .move(lineEnd - cursor) }

  package func up() -> Step {
    guard lineStart > 0 else { return .historyBack }
    var above = self
    above.cursor = lineStart - 1
    return .move(above.position(column: column) - cursor)
  }

  package func down() -> Step {
    guard lineEnd < scalars.count else { return .historyForward }
    var below = self
    below.cursor = lineEnd + 1
    return .move(below.position(column: column) - cursor)
  }

  /// The cursor's place in the text of its line.
  private var column: Int { max(0, cursor - textStart(lineStart)) }

  private func position(column: Int) -> Int { min(textStart(lineStart) + column, lineEnd) }

  /// Pasted text as it goes into the buffer: `\n` line ends, none at the end, no control characters.
  package func pasted(_ text: String) -> Step {
    var plain = ""
    for character in text {
      if character.isNewline {
        plain += "\n"
      } else if character == "\t" || character.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 }) {
        plain.append(character)
      }
    }
    while plain.hasSuffix("\n") { plain.removeLast() }
    return .insert(EditBuffer.addingMargin(margin, to: plain))
  }
}
