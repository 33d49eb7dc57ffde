/// The door of this room: from a source to its tree, or to the one error that comes first.
package enum Parser {
  package static func parse(_ source: String) throws(Diagnostic) -> Program {
    var grammar = Grammar(.tokenize(Array(source.utf8)))
    return try grammar.parseProgram()
  }

  /// Whether `source` can be run, wants more lines, or is past mending; what Enter and Jupyter's `is_complete` ask.
  ///
  /// A block of several lines is complete only when an empty line ends it, as more of it may follow.
  package static func completeness(of source: String) -> Completeness {
    let text = SourceText(source)
    let lexer = Lexer.tokenize(text.bytes)
    let layout = Layout(text: text, tokens: lexer.tokens)
    if lexer.tokens.first?.kind == .cellCommand {
      return layout.endsWithEmptyLine ? .complete : .incomplete(indent: layout.lastIndent)
    }
    var grammar = Grammar(lexer)
    do throws(Diagnostic) {
      _ = try grammar.parseProgram()
    } catch {
      return grammar.isMendable ? .incomplete(indent: layout.indent(after: lexer)) : .invalid
    }
    if layout.endsInBlock, !layout.endsWithEmptyLine { return .incomplete(indent: layout.lastIndent) }
    return .complete
  }
}

/// Where the last line of a source stands, to decide what the next one looks like.
private struct Layout {
  static let step = 4

  let text: SourceText
  let tokens: [Token]

  /// The last line is blank, and not the only one.
  var endsWithEmptyLine: Bool { text.lineStarts.count > 1 && isBlank(text.lineStarts.count - 1) }

  /// The last statement stands in a block.
  var endsInBlock: Bool {
    // At the end of the source the open blocks are closed by dedents of no line of their own.
    guard tokens.count > 1, let end = tokens.last else { return false }
    let dedent = tokens[tokens.count - 2]
    return dedent.kind == .dedent && dedent.start == end.start
  }

  /// The columns before the first character of the last line that is not blank.
  var lastIndent: Int {
    for line in text.lineStarts.indices.reversed() where !isBlank(line) { return indent(ofLine: line) }
    return 0
  }

  /// The indentation of the line after a source that wants more.
  func indent(after lexer: Lexer) -> Int {
    if lexer.failure != nil { return lexer.isInString ? 0 : lastIndent }
    let last = tokens.last { ![.newline, .indent, .dedent, .end].contains($0.kind) }
    guard let last else { return 0 }
    switch last.kind {
    case .colon where lexer.brackets.isEmpty: return indentOfLogicalLine(before: last) + Self.step
    case .leftParenthesis, .leftBracket, .leftBrace: return indent(ofLine: text.line(at: Int(last.start))) + Self.step
    case _ where lexer.brackets.isEmpty && endsWithEmptyLine: return max(0, lastIndent - Self.step)
    default: return lastIndent
    }
  }

  private func indentOfLogicalLine(before last: Token) -> Int {
    var first = last
    for token in tokens.reversed() where token.start <= last.start {
      if token.kind == .newline || token.kind == .indent || token.kind == .dedent { break }
      first = token
    }
    return indent(ofLine: text.line(at: Int(first.start)))
  }

  private func isBlank(_ line: Int) -> Bool {
    text.bytes[text.lineRange(line)].allSatisfy { ASCII.isBlank($0) }
  }

  private func indent(ofLine line: Int) -> Int {
    let range = text.lineRange(line)
    let end = text.bytes[range].firstIndex { !ASCII.isBlank($0) } ?? range.upperBound
    return text.displayColumn(at: end)
  }
}
