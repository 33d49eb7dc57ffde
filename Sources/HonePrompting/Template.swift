import HoneData

/// A text with `{column}` holes. `{{` and `}}` stand for the braces themselves.
package struct Template: Equatable, Sendable {
  package enum Part: Equatable, Sendable {
    case text(String)
    case hole(String)
  }

  package let source: String
  package let parts: [Part]

  /// `dedent` cleans the text as Python's `inspect.cleandoc` does.
  package init(_ text: String, dedent: Bool = true) throws(PromptError) {
    source = dedent ? Self.cleaned(text) : text
    parts = try Self.parse(source)
  }

  package var holes: [String] {
    parts.compactMap { if case .hole(let name) = $0 { name } else { nil } }
  }

  private static func parse(_ source: String) throws(PromptError) -> [Part] {
    var parts: [Part] = [], text = "", rest = Substring(source)
    while let character = rest.popFirst() {
      switch character {
      case "{" where rest.first == "{", "}" where rest.first == "}":
        text.append(character)
        rest.removeFirst()
      case "{":
        guard let end = rest.firstIndex(of: "}") else { throw .openHole(String(rest.prefix(20))) }
        let name = rest[..<end]
        guard isName(name) else { throw .holeName(String(name)) }
        if !text.isEmpty { parts.append(.text(text)) }
        parts.append(.hole(String(name)))
        text = ""
        rest = rest[rest.index(after: end)...]
      case "}": throw .loneBrace
      default: text.append(character)
      }
    }
    if !text.isEmpty { parts.append(.text(text)) }
    return parts
  }

  /// Column names may hold spaces, but not what only a format or an expression would.
  private static func isName(_ name: Substring) -> Bool {
    !name.isEmpty && !name.contains { "{[(:!=\n".contains($0) } && name.first != " " && name.last != " "
  }

  /// Each hole filled with the row's value of that column.
  package func fill(_ row: Row) throws -> String {
    var text = ""
    for part in parts {
      switch part {
      case .text(let piece): text += piece
      case .hole(let name): text += try row.value(name).text
      }
    }
    return text
  }

  /// `inspect.cleandoc`: tabs expanded, the first line's indentation and the others' common one removed, blank lines at
  /// both ends dropped.
  static func cleaned(_ text: String) -> String {
    var lines = expanded(text).split(separator: "\n", omittingEmptySubsequences: false).map { $0 }
    let margin = lines.dropFirst().compactMap { line in line.firstIndex { $0 != " " }.map { line.distance(from: line.startIndex, to: $0) } }.min() ?? 0
    lines[0] = lines[0].drop { $0 == " " }
    for index in lines.indices.dropFirst() { lines[index] = lines[index].dropFirst(margin) }
    while lines.count > 1 && lines[lines.count - 1].isEmpty { lines.removeLast() }
    while lines.count > 1 && lines[0].isEmpty { lines.removeFirst() }
    return lines.joined(separator: "\n")
  }

  /// Tabs to the next multiple of eight columns.
  private static func expanded(_ text: String) -> String {
    guard text.contains("\t") else { return text }
    var result = "", column = 0
    for character in text {
      if character == "\t" {
        result += String(repeating: " ", count: 8 - column % 8)
        column += 8 - column % 8
      } else {
        result.append(character)
        column = character == "\n" ? 0 : column + 1
      }
    }
    return result
  }
}
