extension Grammar {
  /// `%name …`, `%%name …`, `!…`, `?name` and `%name?`, each of which is one token.
  mutating func parseSessionLine() throws(Diagnostic) -> Statement {
    let token = advance()
    let range = token.range
    index += 1  // its newline, or that of the source's end
    switch token.kind {
    case .command: return Statement(commandLine(from: range.start, to: range.end, body: nil), range)
    case .cellCommand:
      let rest = bytes[range.start..<range.end]
      let line = rest.firstIndex { ASCII.isNewline($0) } ?? range.end
      var body = line
      if body < range.end {
        body += bytes[body] == ASCII.carriageReturn && body + 1 < range.end && bytes[body + 1] == ASCII.lineFeed ? 2 : 1
      }
      return Statement(
        commandLine(from: range.start + 1, to: line, body: text(SourceRange(body, range.end))), range)
    case .shell:
      return Statement(.shell(text(trimmed(range.start + 1, range.end))), range)
    default:
      return try helpLine(range)
    }
  }

  /// The command whose `%` stands at `start`.
  private func commandLine(from start: Int, to end: Int, body: String?) -> Statement.Kind {
    var nameEnd = start + 1
    while nameEnd < end, ASCII.continuesName(bytes[nameEnd]) { nameEnd += 1 }
    let name = SourceRange(start + 1, nameEnd)
    return .command(
      name: Identifier(text(name), name), argument: text(trimmed(nameEnd, end)), body: body)
  }

  private func trimmed(_ start: Int, _ end: Int) -> SourceRange {
    var range = SourceRange(start, end)
    while range.start < range.end, ASCII.isBlank(bytes[range.start]) { range.start += 1 }
    while range.end > range.start, ASCII.isBlank(bytes[range.end - 1]) { range.end -= 1 }
    return range
  }

  private func helpLine(_ range: SourceRange) throws(Diagnostic) -> Statement {
    let comment = bytes[range.start..<range.end].firstIndex(of: UInt8(ascii: "#")) ?? range.end
    var topic = trimmed(range.start, comment)
    let whole = topic
    var marks = (before: 0, after: 0)
    while topic.start < topic.end, bytes[topic.start] == UInt8(ascii: "?") {
      topic.start += 1
      marks.before += 1
    }
    while topic.end > topic.start, bytes[topic.end - 1] == UInt8(ascii: "?") {
      topic.end -= 1
      marks.after += 1
    }
    topic = trimmed(topic.start, topic.end)
    let name = text(topic)
    guard marks.before <= 2, marks.after <= 2, marks.before == 0 || marks.after == 0, isTopic(topic) else {
      throw SyntaxProblem.helpMisplaced.at(whole)
    }
    return Statement(.help(name, detailed: max(marks.before, marks.after) == 2), whole)
  }

  /// A dotted name, `%name`, `%%name`, or nothing.
  private func isTopic(_ topic: SourceRange) -> Bool {
    var start = topic.start
    while start < topic.end, start < topic.start + 2, bytes[start] == UInt8(ascii: "%") { start += 1 }
    if start == topic.end { return start == topic.start }
    let parts = bytes[start..<topic.end].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.allSatisfy { part in
      part.first.map { ASCII.startsName($0) } == true && part.allSatisfy { ASCII.continuesName($0) }
    }
  }

  /// Whether this line is a dotted name and `?` or `??`.
  var isHelpLine: Bool {
    var next = index + 1
    while tokens[next].kind == .dot, tokens[next + 1].kind == .name { next += 2 }
    return tokens[next].kind == .question && tokens[next + 1].kind == .newline
  }

  mutating func parseHelpSuffix() throws(Diagnostic) -> Statement {
    let start = start
    var names: [String] = []
    while kind != .question {
      if kind == .name { names.append(name(in: token.range)) }
      advance()
    }
    let mark = advance()
    index += 1
    return Statement(.help(names.joined(separator: "."), detailed: mark.end - mark.start == 2), range(from: start))
  }

  /// Whether this line is Python's `match`, known by the `case` below it.
  var isMatch: Bool {
    guard text(token.range) == "match", nextKind.startsExpression || nextKind == .star else { return false }
    var next = index + 1
    while tokens[next].kind != .newline {
      if tokens[next].kind == .end || tokens[next].kind == .failure { return false }
      next += 1
    }
    guard tokens[next - 1].kind == .colon, next + 2 < tokens.count else { return false }
    return tokens[next + 1].kind == .indent && text(tokens[next + 2].range) == "case"
  }
}
