/// What a template may cost. Real templates stay a hundred times below each of these.
enum TemplateLimits {
  /// Bytes of a template's source; the longest in use, with tools, has 20 thousand.
  static let sourceBytes = 1 << 20
  /// Tags and expressions inside each other, in the source.
  static let nesting = 100
  /// Statements, expressions and macro calls under way at once, and values or scopes inside each other.
  static let depth = 300
  /// Expressions evaluated and items visited in one rendering: about a second.
  static let steps = 5_000_000
  /// Bytes of text written, copied or searched in one rendering.
  static let bytes = 256 << 20
  /// Items of a `range`, as in Jinja's sandbox.
  static let rangeItems = 100_000
}
