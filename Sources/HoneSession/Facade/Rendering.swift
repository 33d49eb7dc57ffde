/// Where a live rendering is shown.
package struct Page: Equatable, Sendable {
  package var columns: Int
  /// Whether blocks, braille and arrows can be shown; plain ASCII otherwise.
  package var usesUnicode: Bool

  package init(columns: Int, usesUnicode: Bool) { (self.columns, self.usesUnicode) = (columns, usesUnicode) }

  /// What stable renderings are made for, whatever the terminal.
  package static let notebook = Page(columns: 100, usesUnicode: true)
}

/// How a value looks: `stable` is recorded in notebooks and compared, the live form adds time, speed, memory and paths and
/// fits the page it is shown on.
package struct Rendering: Sendable {
  package let stable: String
  /// The SVG file that shows the same, of a chart.
  package let drawing: String?
  private let draw: @Sendable (Page) -> String

  package init(stable: String, drawing: String? = nil, draw: @escaping @Sendable (Page) -> String) {
    self.stable = stable
    self.drawing = drawing
    self.draw = draw
  }

  package init(stable: String, live: String) { self.init(stable: stable) { _ in live } }

  /// A rendering without volatile parts.
  package init(_ text: String) { self.init(stable: text, live: text) }

  package var live: String { live(on: .notebook) }
  package func live(on page: Page) -> String { draw(page) }
}
