import HoneLanguage

/// Every name that the body of a function assigns anywhere; by Python's rule these are its own.
struct LocalNames {
  private(set) var names: Set<String> = []

  mutating func collect(_ statements: [Statement]) {
    for statement in statements { collect(statement) }
  }

  private mutating func collect(_ statement: Statement) {
    switch statement.kind {
    case .assignment(let targets, _): for target in targets { collect(target: target) }
    case .augmented(let target, _, _): collect(target: target)
    case .if(_, let then, let otherwise):
      collect(then)
      collect(otherwise)
    case .for(let target, _, let body, let otherwise):
      collect(target: target)
      collect(body)
      collect(otherwise)
    case .while(_, let body, let otherwise):
      collect(body)
      collect(otherwise)
    case .function(let name, _, _): names.insert(name.name)
    case .delete(let targets): for target in targets { collect(target: target) }
    case .try(let body, let handlers, let otherwise, let finally):
      for part in [body, otherwise, finally] { collect(part) }
      for handler in handlers {
        if let name = handler.name { names.insert(name.name) }
        collect(handler.body)
      }
    case .expression, .return, .break, .continue, .pass, .assert, .raise, .command, .shell, .help: break
    }
  }

  mutating func collect(target: Expression) {
    switch target.kind {
    case .name(let name): names.insert(name)
    case .tuple(let items), .list(let items): for item in items { collect(target: item) }
    case .starred(let inner): collect(target: inner)
    default: break
    }
  }
}
