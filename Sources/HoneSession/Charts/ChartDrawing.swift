import HoneCore

/// Charts as one SVG file, below each other: what a notebook links to and an HTML report holds.
///
/// One element stands on a line, in the few forms that `ChartDrawing.isOwn` knows again. Colours follow the viewer's light or
/// dark preference, inside a page and as a file of its own; the ground is drawn too, as a page may follow another one.
package struct ChartDrawing: Sendable {
  static let width = 720.0
  /// Pixels that a character of the drawing's text takes.
  static let characterWidth = 7.3
  static let lineHeight = 20.0
  /// Around everything that is drawn.
  private static let margin = 12.0

  enum Anchor: String { case start, middle, end }

  /// Where the next chart begins.
  private(set) var bottom = 0.0
  private var elements: [String] = []

  /// Room of that height below what is drawn; its upper edge.
  mutating func makeRoom(_ height: Double) -> Double {
    defer { bottom += height }
    return bottom
  }

  mutating func text(_ text: String, _ style: String = "label", x: Double, y: Double, anchor: Anchor = .start) {
    elements.append(
      "<text class=\"hone-\(style)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" text-anchor=\"\(anchor.rawValue)\">"
        + Self.escaped(text) + "</text>")
  }

  /// Text over as many lines as it takes, below what is drawn already.
  mutating func paragraph(_ text: String) {
    let widest = Int(Self.width / Self.characterWidth)
    var lines: [String] = []
    for word in text.split(whereSeparator: \.isWhitespace) {
      if let last = lines.last, TextTable.columns(last) + 1 + TextTable.columns(String(word)) <= widest {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
    for line in lines { self.text(line, x: 0, y: makeRoom(Self.lineHeight) + 14) }
    _ = makeRoom(6)
  }

  mutating func line(_ style: String, from start: (x: Double, y: Double), to end: (x: Double, y: Double)) {
    elements.append(
      "<line\(Self.attributes(style, [("x1", start.x), ("y1", start.y), ("x2", end.x), ("y2", end.y)]))/>")
  }

  mutating func rectangle(_ style: String, x: Double, y: Double, width: Double, height: Double) {
    elements.append("<rect\(Self.attributes(style, [("x", x), ("y", y), ("width", width), ("height", height)]))/>")
  }

  mutating func circle(_ style: String, at center: (x: Double, y: Double), radius: Double) {
    elements.append("<circle\(Self.attributes(style, [("cx", center.x), ("cy", center.y), ("r", radius)]))/>")
  }

  mutating func polyline(_ style: String, _ points: [(x: Double, y: Double)]) {
    let places = points.map { "\(Self.number($0.x)),\(Self.number($0.y))" }.joined(separator: " ")
    elements.append("<polyline class=\"hone-\(style)\" points=\"\(places)\"/>")
  }

  /// The file's text.
  func document(title: String) -> String {
    let corner = Self.number(-Self.margin)
    let (width, height) = (Self.number(Self.width + 2 * Self.margin), Self.number(bottom + 2 * Self.margin))
    let opening =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"hone-chart\""
      + " viewBox=\"\(corner) \(corner) \(width) \(height)\" width=\"\(width)\" height=\"\(height)\" role=\"img\">"
    let head = [opening, "<title>\(Self.escaped(title))</title>", Self.style]
    return (head + elements + ["</svg>"]).joined(separator: "\n") + "\n"
  }

  private static func attributes(_ style: String, _ values: [(name: String, value: Double)]) -> String {
    " class=\"hone-\(style)\"" + values.map { " \($0.name)=\"\(number($0.value))\"" }.joined()
  }

  /// Tenths of a pixel, without a fraction that is zero.
  private static func number(_ value: Double) -> String {
    let text = Figures.fixed(value, 1)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.showingControls().unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"  // not in XML
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The one style sheet of every drawing. Its names begin with `hone-`, as they hold for the page around it too.
  static let style =
    "<style>.hone-chart{color:#1f2328;background:#fff;max-width:100%;height:auto}"
    + ".hone-chart text{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;fill:currentColor;white-space:pre}"
    + ".hone-chart .hone-title{font-weight:600}"
    + ".hone-grid{stroke:currentColor;stroke-opacity:.14}.hone-axis{stroke:currentColor;stroke-opacity:.55}"
    + ".hone-track{fill:currentColor;fill-opacity:.09}.hone-interval{stroke:currentColor;stroke-opacity:.75}"
    + ".hone-mark{stroke:currentColor;stroke-width:2.5}"
    + ".hone-line0,.hone-line1,.hone-line2{fill:none;stroke-width:1.6;stroke-linejoin:round}"
    + ".hone-line0{stroke:#0969da}.hone-line1{stroke:#bc4c00}.hone-line2{stroke:#1a7f37}"
    + ".hone-fill0{fill:#0969da}.hone-fill1{fill:#bc4c00}.hone-fill2{fill:#1a7f37}"
    + ".hone-bar{fill:#0969da;fill-opacity:.65}"
    + "@media (prefers-color-scheme:dark){.hone-chart{color:#e6edf3;background:#0d1117}"
    + ".hone-line0{stroke:#4493f8}.hone-line1{stroke:#f0883e}.hone-line2{stroke:#3fb950}"
    + ".hone-fill0,.hone-bar{fill:#4493f8}.hone-fill1{fill:#f0883e}.hone-fill2{fill:#3fb950}}</style>"
}
