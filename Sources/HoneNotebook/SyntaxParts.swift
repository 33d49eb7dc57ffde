import HoneLanguage

extension Expression {
  /// The expressions directly inside this one.
  var parts: [Expression] {
    switch kind {
    case .none, .bool, .integer, .float, .string, .name: []
    case .formatted(let parts): Expression.fields(parts)
    case .list(let items), .tuple(let items), .set(let items), .boolean(_, let items): items
    case .dictionary(let entries): entries.flatMap { [$0.key, $0.value] }
    case .starred(let inner), .unary(_, let inner), .attribute(let inner, _): [inner]
    case .binary(let left, _, let right): [left, right]
    case .comparison(let first, let rest): [first] + rest.map(\.1)
    case .conditional(let test, let then, let otherwise): [test, then, otherwise]
    case .lambda(let parameters, let body): parameters.parameters.compactMap(\.defaultValue) + [body]
    case .call(let callee, let arguments): [callee] + arguments.map(\.value)
    case .item(let object, let key): [object, key]
    case .slice(let start, let stop, let step): [start, stop, step].compactMap(\.self)
    case .comprehension(_, let element, let clauses): clauses.flatMap(\.parts) + [element]
    case .dictionaryComprehension(let key, let value, let clauses): clauses.flatMap(\.parts) + [key, value]
    }
  }

  private static func fields(_ parts: [FormattedPart]) -> [Expression] {
    parts.flatMap { part -> [Expression] in
      guard case .field(let value, _, let specification) = part else { return [] }
      return [value] + fields(specification)
    }
  }

  /// Whether its value may be, or hold, something that is used up by going through it.
  var mayBeConsumed: Bool {
    switch kind {
    case .call(let callee, _):
      if case .name(let name) = callee.kind { KnownCalls.consumable.contains(name) } else { false }
    case .list, .tuple, .dictionary, .conditional, .boolean, .comprehension, .dictionaryComprehension:
      parts.contains(where: \.mayBeConsumed)
    default: false
    }
  }

  /// The names that are bound where this is a target.
  var assignedNames: [String] {
    switch kind {
    case .name(let name): [name]
    case .tuple(let items), .list(let items): items.flatMap(\.assignedNames)
    case .starred(let inner): inner.assignedNames
    default: []
    }
  }
}

extension ComprehensionClause {
  fileprivate var parts: [Expression] { [source] + conditions }
}

extension ParameterList {
  /// Whether no default is an object that a call could change for the next.
  var isPlain: Bool {
    parameters.compactMap(\.defaultValue).allSatisfy { value in
      switch value.kind {
      case .none, .bool, .integer, .float, .string, .unary: true
      default: false
      }
    }
  }
}

extension Statement {
  /// The names that it and the blocks in it bind; a function's own are its own.
  var assignedNames: [String] {
    switch kind {
    case .assignment(let targets, _), .delete(let targets): targets.flatMap(\.assignedNames)
    case .augmented(let target, _, _): target.assignedNames
    case .function(let name, _, _): [name.name]
    case .if(_, let then, let otherwise): (then + otherwise).flatMap(\.assignedNames)
    case .while(_, let body, let otherwise): (body + otherwise).flatMap(\.assignedNames)
    case .for(let target, _, let body, let otherwise):
      target.assignedNames + (body + otherwise).flatMap(\.assignedNames)
    case .try(let body, let handlers, let otherwise, let finally):
      (body + handlers.flatMap(\.body) + otherwise + finally).flatMap(\.assignedNames)
        + handlers.compactMap(\.name?.name)
    case .expression, .return, .break, .continue, .pass, .assert, .raise, .command, .shell, .help: []
    }
  }
}
