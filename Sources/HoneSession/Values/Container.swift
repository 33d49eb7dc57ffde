/// A reference type that holds values.
///
/// Freeing goes through a pile instead of recursion, so that a list nested a million deep cannot overflow the stack:
/// each subclass calls `Container.free(takeContents())` in its `deinit`.
package class Container {
  /// Returns the values held and forgets them.
  func takeContents() -> [Value] { [] }

  static func free(_ values: consuming [Value]) {
    var pile: [Container] = []
    gather(values, into: &pile)
    while var container = pile.popLast() {
      if isKnownUniquelyReferenced(&container) { gather(container.takeContents(), into: &pile) }
    }
  }

  private static func gather(_ values: consuming [Value], into pile: inout [Container]) {
    for value in values {
      if let container = value.container { pile.append(container) }
    }
  }
}

extension Value {
  fileprivate var container: Container? {
    switch self {
    case .list(let list): list
    case .tuple(let tuple): tuple
    case .dict(let dict): dict
    case .set(let set): set
    case .view(let view): view
    case .iterator(let iterator): iterator
    case .function(let function): function
    case .method(let method): method
    case .exception(let exception): exception
    case .none, .bool, .int, .float, .string, .range, .command, .type, .object: nil
    }
  }
}
