extension Template {
  private typealias Line = String.UnicodeScalarView

  /// Python's `inspect.cleandoc`: tabs expanded, the first line's indentation and the others' common one removed, empty
  /// lines at both ends dropped. Columns count code points.
  package static func cleaned(_ text: String) -> String {
    var lines = expanded(text).split(separator: "\n", omittingEmptySubsequences: false)
    let margin = lines.dropFirst().compactMap { $0.firstIndex { !isSpace($0) }.map($0.prefix(upTo:))?.count }.min()
    lines[0] = lines[0].drop(while: isSpace)
    for index in lines.indices.dropFirst() { lines[index] = lines[index].dropFirst(margin ?? 0) }
    while lines.count > 1, lines[lines.count - 1].isEmpty { lines.removeLast() }
    while lines.count > 1, lines[0].isEmpty { lines.removeFirst() }
    return String(String.UnicodeScalarView(lines.joined(separator: Line("\n".unicodeScalars))))
  }

  /// Tabs to the next multiple of eight columns.
  private static func expanded(_ text: String) -> Line {
    guard text.utf8.contains(0x09) else { return text.unicodeScalars }
    var result = Line()
    var column = 0
    for scalar in text.unicodeScalars {
      guard scalar == "\t" else {
        result.append(scalar)
        column = scalar == "\n" || scalar == "\r" ? 0 : column + 1
        continue
      }
      let width = 8 - column % 8
      result.append(contentsOf: repeatElement(" ", count: width))
      column += width
    }
    return result
  }

  /// What Python's `str.isspace` accepts: white space, and the four separators of ASCII.
  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
  }
}
