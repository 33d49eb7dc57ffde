extension Lexer {
  /// Reads indentation up to the first token of a logical line, and that token where it is a session command.
  mutating func startLine() throws(Diagnostic) {
    while at < limit {
      let (indentation, start) = try scanIndentation()
      guard at < limit else { return }
      if bytes[at] == UInt8(ascii: "#") { skipComment() }
      if at < limit, ASCII.isNewline(bytes[at]) {
        skipNewline()
        continue
      }
      guard at < limit else { return }
      try indent(to: indentation, from: start)
      if try scanSessionLine() { continue }
      return
    }
  }

  private mutating func scanIndentation() throws(Diagnostic) -> (Indentation, start: Int) {
    let start = at
    var indentation = Indentation()
    var beforeBackslash: Indentation?
    while at < limit {
      switch bytes[at] {
      case ASCII.space:
        indentation.column += 1
        indentation.alternate += 1
      case ASCII.tab:
        indentation.column = (indentation.column / 8 + 1) * 8
        indentation.alternate += 1
      case ASCII.formFeed:
        indentation = Indentation()
      case ASCII.backslash:
        // Python counts the columns before the first backslash that has any, for both of its measures.
        if beforeBackslash == nil, indentation.column > 0 {
          beforeBackslash = Indentation(column: indentation.column, alternate: indentation.column)
        }
        try continueLine()
        continue
      default:
        return (beforeBackslash ?? indentation, start)
      }
      at += 1
    }
    return (beforeBackslash ?? indentation, start)
  }

  private mutating func indent(to new: Indentation, from start: Int) throws(Diagnostic) {
    let old = indents[indents.count - 1]
    if new.column == old.column {
      if new.alternate != old.alternate { throw SyntaxProblem.mixedTabs.at(start, at) }
    } else if new.column > old.column {
      if new.alternate <= old.alternate { throw SyntaxProblem.mixedTabs.at(start, at) }
      if indents.count > Limits.blocks { throw SyntaxProblem.tooManyBlocks.at(start, at) }
      indents.append(new)
      add(.indent, from: start)
    } else {
      while indents.count > 1, new.column < indents[indents.count - 1].column {
        indents.removeLast()
        tokens.append(Token(.dedent, at, at))
      }
      let level = indents[indents.count - 1]
      if new.column != level.column { throw SyntaxProblem.unindentMatchesNothing.at(start, at) }
      if new.alternate != level.alternate { throw SyntaxProblem.mixedTabs.at(start, at) }
    }
  }

  /// A backslash before a newline joins two physical lines.
  mutating func continueLine() throws(Diagnostic) {
    let start = at
    at += 1
    guard at < limit else {
      isMendable = true
      throw SyntaxProblem.nothingAfterBackslash.at(start, at)
    }
    guard ASCII.isNewline(bytes[at]) else {
      throw SyntaxProblem.textAfterBackslash.at(start, start + 1)
    }
    skipNewline()
    if at >= limit {
      isMendable = true
      throw SyntaxProblem.nothingAfterBackslash.at(start, start + 1)
    }
  }

  /// A line that starts with `%`, `!` or `?` is one token, and its newline another. False where it starts otherwise.
  private mutating func scanSessionLine() throws(Diagnostic) -> Bool {
    let start = at
    switch bytes[at] {
    case UInt8(ascii: "!"):
      skipLine()
      add(.shell, from: start)
    case UInt8(ascii: "?"):
      skipLine()
      add(.help, from: start)
    case UInt8(ascii: "%"):
      try scanCommand(from: start)
    default:
      return false
    }
    tokens.append(Token(.newline, at, at))
    if at < limit { skipNewline() }
    return true
  }

  private mutating func scanCommand(from start: Int) throws(Diagnostic) {
    let isCell = peek(1) == UInt8(ascii: "%")
    at += isCell ? 2 : 1
    let name = at
    while at < limit, bytes[at] < 128, ASCII.continuesName(bytes[at]) { at += 1 }
    if name == at || ASCII.isDigit(bytes[name]) {
      throw SyntaxProblem.commandWithoutName(isCell: isCell).at(start, at)
    }
    let afterName = at
    skipLine()
    let rest = bytes[afterName..<at]
    if rest.allSatisfy({ $0 == UInt8(ascii: "?") || ASCII.isBlank($0) }), rest.contains(UInt8(ascii: "?")) {
      return add(.help, from: start)
    }
    if let next = rest.first, !ASCII.isBlank(next) {
      throw SyntaxProblem.commandWithoutSpace(String(decoding: bytes[start..<afterName], as: UTF8.self))
        .at(afterName, afterName + 1)
    }
    guard isCell else { return add(.command, from: start) }
    if !tokens.isEmpty {
      throw SyntaxProblem.cellCommandNotFirst(String(decoding: bytes[start..<afterName], as: UTF8.self))
        .at(start, afterName)
    }
    at = limit
    add(.cellCommand, from: start)
  }

  private mutating func skipLine() {
    while at < limit, !ASCII.isNewline(bytes[at]) { at += 1 }
  }
}
