/// The text being edited and its cursor, and what each key makes of them.
package struct EditBuffer: Equatable, Sendable {
  package var scalars: [Unicode.Scalar]
  /// Scalars before the cursor.
  package var cursor: Int

  package init(_ text: String, cursor: Int? = nil) { self.init(Array(text.unicodeScalars), cursor: cursor) }

  package init(_ scalars: [Unicode.Scalar], cursor: Int? = nil) {
    self.scalars = scalars
    self.cursor = cursor ?? scalars.count
  }

  /// What is to be done for a key.
  package enum Step: Equatable, Sendable {
    case move(Int)
    /// Deletes as many scalars before the cursor, or after it if negative.
    case delete(Int)
    case insert(String)
    case replace(EditBuffer)
    case submit
    case historyBack
    case historyForward
    case leave
  }

  package static let indentWidth = 4
  /// Scalars looked at to find the beginning of a character; longer clusters are taken in parts.
  private static let longestCharacter = 64

  package var source: String { text(0..<scalars.count) }
  /// The source up to the cursor.
  package var sourceBeforeCursor: String { text(0..<cursor) }

  func text(_ range: Range<Int>) -> String { String(String.UnicodeScalarView(scalars[range])) }

  private var lineStart: Int { scalars[..<cursor].lastIndex(of: "\n").map { $0 + 1 } ?? 0 }
  private var lineEnd: Int { scalars[cursor...].firstIndex(of: "\n") ?? scalars.count }
  /// Whether only spaces stand before the cursor in its line.
  private var isInIndentation: Bool { scalars[lineStart..<cursor].allSatisfy { $0 == " " } }

  /// Scalars of the character before the cursor.
  private var lengthBefore: Int {
    let start = max(0, cursor - EditBuffer.longestCharacter)
    return text(start..<cursor).last?.unicodeScalars.count ?? 0
  }

  /// Scalars of the character after the cursor.
  private var lengthAfter: Int {
    let end = min(scalars.count, cursor + EditBuffer.longestCharacter)
    return text(cursor..<end).first?.unicodeScalars.count ?? 0
  }
}

// Moving.
extension EditBuffer {
  package func left() -> Step { .move(-lengthBefore) }
  package func right() -> Step { .move(lengthAfter) }
  package func home() -> Step { .move(lineStart - cursor) }
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

  /// The cursor's place in its line, in characters.
  private var column: Int { text(lineStart..<cursor).count }

  private func position(column: Int) -> Int {
    lineStart + text(lineStart..<lineEnd).prefix(column).unicodeScalars.count
  }
}

// Changing.
extension EditBuffer {
  /// Starts a line below, indented by `indent`.
  package func newline(indent: Int) -> Step { .insert("\n" + String(repeating: " ", count: indent)) }

  /// Runs the cell if it is whole and the cursor on its last line, else starts a line.
  package func enter(isWhole: Bool, indent: Int) -> Step {
    isWhole && lineEnd == scalars.count ? .submit : newline(indent: indent)
  }

  /// In the indentation goes back a level.
  package func backspace() -> Step {
    let column = cursor - lineStart
    guard column > 0, isInIndentation else { return .delete(lengthBefore) }
    return .delete((column - 1) % EditBuffer.indentWidth + 1)
  }

  /// Deletes the character under the cursor; leaves if there is no text at all.
  package func delete() -> Step { scalars.isEmpty ? .leave : .delete(-lengthAfter) }

  /// Spaces up to the next level of indentation; nil if there is text before the cursor in its line.
  package func indentation() -> Step? {
    guard isInIndentation else { return nil }
    let column = cursor - lineStart
    return .insert(String(repeating: " ", count: EditBuffer.indentWidth - column % EditBuffer.indentWidth))
  }

  /// To the end of the line; at its end, the line break.
  package func killToEnd() -> Step { .delete(lineEnd > cursor ? cursor - lineEnd : cursor < scalars.count ? -1 : 0) }

  /// To the start of the line; at its start, the line break before it.
  package func killToStart() -> Step { .delete(lineStart < cursor ? cursor - lineStart : min(1, cursor)) }

  package func killWord() -> Step {
    let rest = scalars[cursor...]
    let start = rest.firstIndex { EditBuffer.isOfWord($0) } ?? rest.endIndex
    let end = scalars[start...].firstIndex { !EditBuffer.isOfWord($0) } ?? rest.endIndex
    return .delete(cursor - end)
  }

  package func killWordBack() -> Step {
    let before = scalars[..<cursor]
    let end = before.lastIndex { EditBuffer.isOfWord($0) }.map { $0 + 1 } ?? 0
    let start = scalars[..<end].lastIndex { !EditBuffer.isOfWord($0) }.map { $0 + 1 } ?? 0
    return .delete(cursor - start)
  }

  /// The text that a deletion takes away.
  package func deleted(by count: Int) -> String { text(count < 0 ? cursor..<cursor - count : cursor - count..<cursor) }

  private static func isOfWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }
}
