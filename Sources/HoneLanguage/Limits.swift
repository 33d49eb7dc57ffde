/// What one source may hold at most.
///
/// Within these bounds no input can exhaust a stack of 2 MiB while it is parsed, or its tree freed.
package enum Limits {
  /// Levels of brackets, lambdas, unary operators and conditionals inside each other.
  /// Python's own parser gives up between 193 and 200, so that what parses here parses there.
  package static let nesting = 150
  /// Levels of indented blocks, as in Python.
  package static let blocks = 99
  /// Levels of statements inside each other, an `elif` being one below its `if`.
  package static let statements = 200
  /// Height of one expression's tree: `a + b + c` and `a.b().c` grow by one per operation. Python gives up near 2,985.
  package static let height = 1_000
  /// Bytes of one source.
  package static let source = 64 << 20
}
