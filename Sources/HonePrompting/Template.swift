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

  /// Code point by code point: an accent that follows a brace does not hide it.
  private static func parse(_ source: String) throws(PromptError) -> [Part] {
    var parts: [Part] = []
    var text = String.UnicodeScalarView()
    var rest = source.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch scalar {
      case "{" where rest.first == "{", "}" where rest.first == "}":
        text.append(scalar)
        rest.removeFirst()
      case "{":
        guard let end = rest.firstIndex(of: "}") else { throw .openHole(String(Substring(rest.prefix(20)))) }
        let name = String(rest[..<end])
        guard isName(name) else { throw .holeName(name) }
        if !text.isEmpty { parts.append(.text(String(text))) }
        parts.append(.hole(name))
        text = String.UnicodeScalarView()
        rest = rest[rest.index(after: end)...]
      case "}": throw .loneBrace
      default: text.append(scalar)
      }
    }
    if !text.isEmpty { parts.append(.text(String(text))) }
    return parts
  }

  /// Column names may hold spaces, but not what only a format or an expression would.
  private static func isName(_ name: String) -> Bool {
    let scalars = name.unicodeScalars
    return !scalars.isEmpty && !scalars.contains { "{[(:!=\n".unicodeScalars.contains($0) }
      && scalars.first != " " && scalars.last != " "
  }

  /// Each hole filled with the row's value of that column.
  package func fill(_ row: Row) throws(DatasetError) -> String {
    var text = ""
    for part in parts {
      switch part {
      case .text(let piece): text += piece
      case .hole(let name): text += try row.value(name).text
      }
    }
    return text
  }
}
