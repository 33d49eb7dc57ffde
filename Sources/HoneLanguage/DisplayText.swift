/// One line as a terminal can show it: tabs become spaces, control characters their pictures, and every width is known.
package struct DisplayText: Sendable {
  package static let tabWidth = 4

  /// The characters to print, each with the columns it takes.
  package private(set) var cells: [(text: String, width: Int)] = []
  /// The columns of the whole line.
  package private(set) var columns = 0

  package init(_ line: String) { append(contentsOf: line) }

  mutating func append(contentsOf line: String) {
    for character in line { append(character) }
  }

  /// What `text` looks like where it follows this line, the tabs counted from the line's start.
  func following(_ text: String) -> (cells: [(text: String, width: Int)], columns: Int) {
    var line = self
    line.append(contentsOf: text)
    return (Array(line.cells[cells.count...]), line.columns - columns)
  }

  private mutating func append(_ character: Character) {
    if character == "\t" {
      let width = Self.tabWidth - columns % Self.tabWidth
      return add(String(repeating: " ", count: width), width)
    }
    if let scalar = character.unicodeScalars.first, scalar.properties.generalCategory == .control {
      let pictures = character.unicodeScalars.map { $0.value < 32 ? Unicode.Scalar(0x2400 + $0.value) ?? "?" : "?" }
      return add(pictures.map { String($0) }.joined(), pictures.count)
    }
    add(String(character), Self.width(of: character))
  }

  private mutating func add(_ text: String, _ width: Int) {
    cells.append((text, width))
    columns += width
  }

  /// The columns that a printable character takes on a terminal: 0, 1 or 2.
  package static func width(of character: Character) -> Int {
    var width = 0
    for scalar in character.unicodeScalars {
      if scalar.value == 0xFE0F { return 2 }  // asks for the emoji form of what stands before it
      width = max(width, columns(of: scalar))
    }
    return width
  }

  private static func columns(of scalar: Unicode.Scalar) -> Int {
    if scalar.value < 0x300 { return 1 }
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    if scalar.properties.isEmojiPresentation { return 2 }
    return wide.contains { $0.contains(scalar.value) } ? 2 : 1
  }

  /// East Asian wide and full-width blocks (Unicode Standard Annex 11); emoji are known by their own property.
  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3,
    0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CFF,
    0x1AFF0...0x1B2FF, 0x1F200...0x1F265, 0x20000...0x3FFFD,
  ]
}
