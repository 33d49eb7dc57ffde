extension Value {
  /// What `type(x)` is called.
  package var typeName: String {
    switch self {
    case .none: "NoneType"
    case .bool: "bool"
    case .int: "int"
    case .float: "float"
    case .string: "str"
    case .list: "list"
    case .tuple: "tuple"
    case .dict: "dict"
    case .set: "set"
    case .range: "range"
    case .view(let view): "dict_\(view.part.rawValue)"
    case .iterator(let iterator): iterator.typeName
    case .function: "function"
    case .command, .method: "builtin_function_or_method"
    case .type: "type"
    case .exception(let exception): exception.type.name
    case .object(let object): object.typeName
    }
  }

  package var isTrue: Bool {
    switch self {
    case .none: false
    case .bool(let flag): flag
    case .int(let number): number != 0
    case .float(let number): number != 0
    case .string(let text): !text.isEmpty
    case .list(let list): !list.items.isEmpty
    case .tuple(let tuple): !tuple.items.isEmpty
    case .dict(let dict): !dict.entries.isEmpty
    case .set(let set): !set.items.isEmpty
    case .range(let range): range.count != 0
    case .view(let view): !view.dict.entries.isEmpty
    case .object(let object as any IndexableObject): object.count != 0
    case .iterator, .function, .command, .method, .type, .exception, .object: true
    }
  }

  /// An int or a bool as a number.
  package var asInt: Int? {
    switch self {
    case .int(let number): number
    case .bool(let flag): flag ? 1 : 0
    default: nil
    }
  }

  /// A float, an int or a bool as a number.
  package var asDouble: Double? {
    if case .float(let number) = self { return number }
    return asInt.map(Double.init)
  }

  /// Which object it is, for `is`; nil for what has no identity of its own.
  var identity: ObjectIdentifier? {
    switch self {
    case .list(let object): ObjectIdentifier(object)
    case .tuple(let object): ObjectIdentifier(object)
    case .dict(let object): ObjectIdentifier(object)
    case .set(let object): ObjectIdentifier(object)
    case .range(let object): ObjectIdentifier(object)
    case .view(let object): ObjectIdentifier(object)
    case .iterator(let object): ObjectIdentifier(object)
    case .function(let object): ObjectIdentifier(object)
    case .exception(let object): ObjectIdentifier(object)
    case .object(let object): ObjectIdentifier(object)
    case .method(let object): ObjectIdentifier(object)
    case .none, .bool, .int, .float, .string, .command, .type: nil
    }
  }
}

extension RangeObject {
  package var count: Int {
    let distance = step > 0 ? stop.subtractingReportingOverflow(start) : start.subtractingReportingOverflow(stop)
    let ascends = step > 0 ? start < stop : start > stop
    guard ascends else { return 0 }
    guard !distance.overflow else { return .max }
    // The magnitude of Int.min is one more than Int.max; a range that wide has at most two items.
    let width = step.magnitude
    return Int((UInt(distance.partialValue) - 1) / width) + 1
  }

  /// `index` is in `0..<count`.
  package func item(_ index: Int) -> Int { start &+ index &* step }
}
