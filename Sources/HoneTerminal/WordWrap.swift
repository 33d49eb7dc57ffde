import HoneLanguage

/// Long lines cut between words, so that the terminal does not cut them inside one.
package enum WordWrap {
  /// Room that is left for text where a hanging indentation would take more of the line.
  private static let leastRoom = 24

  /// `text` in lines of at most `columns`; a word that is longer is left to the terminal. What goes on under a second
  /// column ("  rank=8  an int; …") is indented like it. Excerpts of source stay as they are: their carets point.
  ///
  /// - Parameter used: columns of the first line that are taken already.
  package static func text(_ text: String, columns: Int, after used: Int = 0) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.enumerated().map { index, line in
      isExcerpt(line) ? String(line) : wrapped(String(line), columns, after: index == 0 ? used : 0)
    }.joined(separator: "\n")
  }

  private static func wrapped(_ line: String, _ columns: Int, after used: Int) -> String {
    // Bytes are never fewer than columns.
    guard used + line.utf8.count > columns, used + DisplayText(line).columns > columns else { return line }
    let margin = String(repeating: " ", count: hangingIndent(line, columns))
    var rows: [String] = []
    var row = "", width = used
    for word in words(line) {
      let bare = DisplayText(word.trimmedAtEnd).columns
      if width + bare > columns, row.contains(where: { $0 != " " }) || (rows.isEmpty && used > 0 && row.isEmpty) {
        rows.append(row.trimmedAtEnd)
        (row, width) = (margin, margin.count)
      }
      row += word
      width += DisplayText(word).columns
    }
    return (rows + [row.trimmedAtEnd]).joined(separator: "\n")
  }

  /// The words of a line, each with the spaces behind it; the first with those before it.
  private static func words(_ line: String) -> [String] {
    var words: [String] = []
    var word = ""
    for character in line {
      if character != " ", word.hasSuffix(" "), word.contains(where: { $0 != " " }) {
        words.append(word)
        word = ""
      }
      word.append(character)
    }
    return words + [word]
  }

  /// Where a second column starts, behind two spaces or more, or else how far the line is indented.
  private static func hangingIndent(_ line: String, _ columns: Int) -> Int {
    let indent = line.prefix { $0 == " " }.count
    let body = line.dropFirst(indent)
    guard let gap = body.range(of: "  ") else { return indent + leastRoom > columns ? 0 : indent }
    let second = body[gap.upperBound...].firstIndex { $0 != " " } ?? gap.upperBound
    let column = DisplayText(String(line[..<second])).columns
    return column + leastRoom > columns ? min(indent + 2, max(0, columns - leastRoom)) : column
  }

  /// "12 | code" and "   | ^^^^"
  private static func isExcerpt(_ line: Substring) -> Bool {
    let rest = line.drop { $0 == " " || $0.isASCII && $0.isNumber }
    return rest.hasPrefix("| ") && line.first != "|"
  }
}

extension String {
  fileprivate var trimmedAtEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}

/// Text as it is generated: a word that does not fit is taken back and written on the next line.
package struct StreamWrap {
  private let columns: Int
  private var column = 0
  private var word = ""
  private var wordWidth = 0

  package init(columns: Int) { self.columns = max(2, columns - 1) }  // The last column makes terminals wait or wrap.

  /// What to send for the next piece.
  package mutating func add(_ text: String) -> String {
    var sent = ""
    for character in text {
      if character.isNewline {
        sent.append("\n")
        startLine()
      } else {
        add(character, to: &sent)
      }
    }
    return sent
  }

  private mutating func add(_ character: Character, to sent: inout String) {
    let width = character == "\t" ? DisplayText.tabWidth : DisplayText.width(of: character)
    if column + width > columns {
      if character == " " {
        sent += "\n"
        return startLine()
      }
      if wordWidth > 0, wordWidth < column {
        sent += "\u{1B}[\(wordWidth)D\u{1B}[K\n" + word
        column = wordWidth
      } else {
        sent += "\n"
        startLine()
      }
    }
    sent.append(character)
    column += width
    // Scripts without spaces break anywhere.
    if character.isWhitespace || width > 1 {
      (word, wordWidth) = ("", 0)
    } else {
      word.append(character)
      wordWidth += width
    }
  }

  private mutating func startLine() { (column, word, wordWidth) = (0, "", 0) }
}
