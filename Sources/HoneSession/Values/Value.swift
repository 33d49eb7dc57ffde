/// A value of the language. Containers are references, as in Python.
package enum Value {
  case none
  case bool(Bool)
  case int(Int)
  case float(Double)
  case string(String)
  case list(ListObject)
  case tuple(TupleObject)
  case dict(DictObject)
  case set(SetObject)
  case range(RangeObject)
  case view(DictView)
  case iterator(IteratorObject)
  case function(Function)
  /// A builtin function: a row of the command table.
  case command(Command)
  case method(BoundMethod)
  case type(TypeObject)
  case exception(ExceptionObject)
  case object(any DomainObject)
}

extension Value {
  package static func list(_ items: [Value]) -> Value { .list(ListObject(items)) }
  package static func tuple(_ items: [Value]) -> Value { .tuple(TupleObject(items)) }
  package static func strings(_ items: [String]) -> Value { .list(items.map { .string($0) }) }
  package static func floats(_ items: [Double]) -> Value { .list(items.map { .float($0) }) }
  package static func ints(_ items: [Int]) -> Value { .list(items.map { .int($0) }) }

  /// A dict with string keys, in the order given.
  package static func record(_ entries: [(String, Value)]) -> Value {
    let dict = DictObject()
    for (name, value) in entries { dict.entries[Key(name)] = value }
    return .dict(dict)
  }
}
