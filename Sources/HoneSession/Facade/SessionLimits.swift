/// What one cell may use. Each limit has a case in `Tests/HoneSessionTests/Cases/limit`.
package struct SessionLimits: Sendable {
  /// Calls of hone functions inside each other, as in Python.
  package var calls = 1_000
  /// Statements and loop passes of one cell; minutes of pure looping, where hours of training are one step.
  package var steps = 1_000_000_000

  /// Containers inside each other when a value is printed, compared or hashed.
  package static let valueDepth = 1_000
  /// Items of one list, tuple, dict or set: 320 MB.
  package static let elements = 20_000_000
  /// UTF-8 bytes of one string: 256 MB.
  package static let stringBytes = 1 << 28
  /// Keys of a dict that a misspelt one is compared with.
  static let keysCompared = 1_000
  /// The largest width or precision of a format.
  static let formatWidth = 100_000
  /// A stack limit beyond this is no limit, and threads then have the usual stack, in bytes.
  static let largestStack: UInt = 1 << 30
  static let usualStack: UInt = 2 << 20

  package init() {}
}
