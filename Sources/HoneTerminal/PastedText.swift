/// Text that was pasted, as it goes into the buffer.
package enum PastedText {
  /// `\n` line ends, none at the end, no control characters; without the prompts and the common indentation of a session
  /// or file that it was copied from.
  package static func cleaned(_ text: String) -> String {
    let lines = plain(text).split(separator: "\n", omittingEmptySubsequences: false)
    return withoutIndentation(withoutPrompts(lines)).joined(separator: "\n")
  }

  private static func plain(_ text: String) -> String {
    var plain = String.UnicodeScalarView()
    var wasReturn = false
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\n" where wasReturn: break
      case "\r", "\n", "\u{2028}", "\u{2029}": plain.append("\n")
      case "\t": plain.append(scalar)
      case _ where scalar.properties.generalCategory != .control: plain.append(scalar)
      default: break
      }
      wasReturn = scalar == "\r"
    }
    while plain.last == "\n" { plain.removeLast() }
    return String(plain)
  }

  /// Only where each line that is not blank begins with a prompt, the first with one of a new cell.
  private static func withoutPrompts(_ lines: [Substring]) -> [Substring] {
    guard let first = lines.first(where: { !isBlank($0) }), first.prefixMatch(of: firstPrompt) != nil else {
      return lines
    }
    let stripped = lines.map { line in
      isBlank(line) ? line : line.prefixMatch(of: anyPrompt).map { line[$0.range.upperBound...] }
    }
    return stripped.contains(nil) ? lines : stripped.compactMap(\.self)
  }

  private static var firstPrompt: Regex<Substring> { /\s*(?:>>>(?: |$)|In \[\d+\]:(?: |$))/ }
  private static var anyPrompt: Regex<Substring> { /\s*(?:>>>(?: |$)|In \[\d+\]:(?: |$)|\.{3,}:?(?: |$))/ }

  /// Only where no line is indented less than the first.
  private static func withoutIndentation(_ lines: [Substring]) -> [Substring] {
    guard let indentation = lines.first?.prefix(while: { $0 == " " || $0 == "\t" }), !indentation.isEmpty,
      lines.allSatisfy({ isBlank($0) || $0.hasPrefix(indentation) })
    else { return lines }
    return lines.map { isBlank($0) ? "" : $0.dropFirst(indentation.count) }
  }

  private static func isBlank(_ line: Substring) -> Bool { line.allSatisfy { $0 == " " || $0 == "\t" } }
}
