extension Diagnostic {
  /// Columns of source shown around the caret; longer lines are cut, with an ellipsis.
  package static let excerptWidth = 100
  /// Fewer show nothing, on however narrow a terminal.
  private static let leastExcerptWidth = 20

  /// The error as shown to people: where, the line, a caret under the exact range, the sentence, the next step.
  ///
  /// Plain text without colours and without a final newline.
  /// - Parameters:
  ///   - name: which source it is: "In[3]", "script.hone".
  ///   - columns: what the excerpt has to fit in.
  package func rendered(in source: String, name: String, columns: Int = .max) -> String {
    let text = SourceText(source)
    let line = text.line(at: min(range.start, text.bytes.count))
    let number = String(line + 1)
    // "12 | …" in front, an ellipsis behind, and the last column, behind which some terminals begin a new line.
    let room = columns - number.count - 6
    let width = min(Self.excerptWidth, max(Self.leastExcerptWidth, room))
    let (excerpt, caret) = excerpt(of: text, line: line, width: width)
    let margin = String(repeating: " ", count: number.count)
    let words = message.isEmpty ? kind : "\(kind): \(message)"
    var lines = ["\(name), line \(number)", "\(number) | \(excerpt)", "\(margin) | \(caret)", words]
    if let hint { lines.append("Hint: \(hint)") }
    return lines.map(Self.withoutTrailingSpaces).joined(separator: "\n")
  }

  /// The line's text and, below it, the carets.
  private func excerpt(of text: SourceText, line: Int, width: Int) -> (String, String) {
    let whole = text.lineRange(line)
    let start = min(max(range.start, whole.lowerBound), whole.upperBound)
    let end = min(max(range.end, start), whole.upperBound)
    // Only what can be shown is measured: a pasted line may be megabytes long, and a column takes four bytes at most.
    let reach = width * 4
    let from = text.characterStart(max(whole.lowerBound, start - reach))
    let to = text.characterStart(min(whole.upperBound, start + reach))
    let left = DisplayText(text.text(from..<max(from, start)))
    let right = left.following(text.text(start..<max(start, to)))
    let marked = left.following(text.text(start..<min(end, max(start, to))))

    var shownLeft = left.cells[...]
    var leftColumns = left.columns
    var cutLeft = from > whole.lowerBound
    while leftColumns > width * 3 / 4, let first = shownLeft.popFirst() {
      leftColumns -= first.width
      cutLeft = true
    }
    var shownRight = ""
    var rightColumns = 0
    var cutRight = to < whole.upperBound
    for cell in right.cells {
      guard leftColumns + rightColumns + cell.width <= width else {
        cutRight = true
        break
      }
      shownRight += cell.text
      rightColumns += cell.width
    }
    let carets = max(1, min(marked.columns, max(rightColumns, 1)))
    let excerpt = (cutLeft ? "…" : "") + shownLeft.map(\.text).joined() + shownRight + (cutRight ? "…" : "")
    let indent = String(repeating: " ", count: leftColumns + (cutLeft ? 1 : 0))
    return (excerpt, indent + String(repeating: "^", count: carets))
  }

  private static func withoutTrailingSpaces(_ line: String) -> String {
    var line = line[...]
    while line.last == " " { line.removeLast() }
    return String(line)
  }
}

extension SourceText {
  /// The start of the character that `offset` falls into.
  func characterStart(_ offset: Int) -> Int {
    var offset = offset
    while offset > 0, offset < bytes.count, bytes[offset] & 0xC0 == 0x80 { offset -= 1 }
    return offset
  }
}
