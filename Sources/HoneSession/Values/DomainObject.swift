/// An object of the workbench: a model, a dataset, a report. Its members are rows of the command table.
package protocol DomainObject: AnyObject {
  /// The key of its rows in the command table and the name that `type()` gives: "Model", "Dataset", "Report".
  static var typeName: String { get }
  /// Its `repr`: one informative line, or several.
  var rendering: Rendering { get }
}

extension DomainObject {
  package var typeName: String { Self.typeName }
}

/// A domain object with `len()` and `x[key]`; iterated by index unless it is also an `IterableObject`.
package protocol IndexableObject: DomainObject {
  var count: Int { get }
  /// Throws `LanguageError.index` or `.key` for what is not there. Negative ints count from the end, as in Python.
  func item(at key: Value) throws -> Value
  /// What a slice gives; `indices` are in `0..<count`.
  func items(at indices: RangeObject) throws -> Value
}

/// A domain object that `for`, `list()` and unpacking go through.
package protocol IterableObject: DomainObject {
  /// Gives the items in order; nil at the end.
  func makeItems() -> () throws -> Value?
}
