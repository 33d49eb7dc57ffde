import HoneLanguage

extension Evaluator {
  @inline(never) func assign(_ statement: Statement) throws {
    guard case .assignment(let targets, let expression) = statement.kind else { wrongNode() }
    let value = try evaluate(expression)
    for target in targets { try assign(value, to: target) }
  }

  func assign(_ value: Value, to target: Expression) throws {
    switch target.kind {
    case .name(let name): scope.variables[name] = value
    case .attribute(let owner, let name):
      let object = try evaluate(owner)
      try located(name.range) { try setAttribute(name.name, of: object, to: value) }
    case .item(let owner, let key):
      let container = try evaluate(owner)
      try store(value, in: container, key, target.range)
    case .tuple(let targets), .list(let targets): try unpack(value, into: targets, target.range)
    default: throw raised(LanguageError.notAssignable, at: target.range)
    }
  }

  private func store(_ value: Value, in container: Value, _ key: Expression, _ range: SourceRange) throws {
    if case .slice(let start, let stop, let step) = key.kind {
      let bounds = try slice(start, stop, step)
      try located(range) { try container.setSlice(bounds, to: items(of: value)) }
    } else {
      let keyValue = try evaluate(key)
      try located(range) { try container.setItem(keyValue, to: value) }
    }
  }

  /// `a, *b = value`
  @inline(never) private func unpack(_ value: Value, into targets: [Expression], _ range: SourceRange) throws {
    let items = try located(range) { try self.items(of: value) }
    let star = targets.firstIndex { if case .starred = $0.kind { true } else { false } }
    let fixed = targets.count - (star == nil ? 0 : 1)
    guard star == nil ? items.count == fixed : items.count >= fixed else {
      throw raised(LanguageError.unpack(expected: fixed, atLeast: star != nil, received: items.count), at: range)
    }
    var next = 0
    for target in targets {
      if case .starred(let inner) = target.kind {
        let count = items.count - fixed
        try assign(.list(Array(items[next..<next + count])), to: inner)
        next += count
      } else {
        try assign(items[next], to: target)
        next += 1
      }
    }
  }

  /// `target += value`: the container and key of the target are evaluated once, and lists change in place.
  @inline(never) func augment(_ statement: Statement) throws {
    guard case .augmented(let target, let sign, let value) = statement.kind else { wrongNode() }
    let range = statement.range
    switch target.kind {
    case .name(let name):
      let old = try located(target.range) { try augmentedName(name) }
      let operand = try evaluate(value)
      scope.variables[name] = try located(range) { try augmented(old, sign, operand) }
    case .attribute(let owner, let name):
      let object = try evaluate(owner)
      let old = try located(name.range) { try attribute(name.name, of: object) }
      let operand = try evaluate(value)
      let new = try located(range) { try augmented(old, sign, operand) }
      try located(name.range) { try setAttribute(name.name, of: object, to: new) }
    case .item(let owner, let key):
      let container = try evaluate(owner)
      if case .slice = key.kind { throw raised(LanguageError.notAssignable, at: target.range) }
      let keyValue = try evaluate(key)
      let old = try located(target.range) { try container.item(keyValue) }
      let operand = try evaluate(value)
      let new = try located(range) { try augmented(old, sign, operand) }
      try located(target.range) { try container.setItem(keyValue, to: new) }
    default: throw raised(LanguageError.notAssignable, at: target.range)
    }
  }

  /// A function's `x += 1` needs an `x` of its own, whatever is around it.
  private func augmentedName(_ name: String) throws -> Value {
    if let value = scope.variables[name] { return value }
    return try lookUp(name)
  }

  private func augmented(_ old: Value, _ sign: BinaryOperator, _ operand: Value) throws -> Value {
    switch (old, sign) {
    case (.list(let list), .add):
      let added = try items(of: operand)
      try check(count: list.items.count + added.count)
      list.items += added
      return old
    case (.list(let list), .multiply):
      guard case .list(let product) = try Arithmetic.apply(old, sign, operand) else { return old }
      list.items = product.items
      return old
    case (.set(let set), .bitOr), (.set(let set), .bitAnd), (.set(let set), .bitXor), (.set(let set), .subtract):
      guard case .set(let result) = try Arithmetic.apply(old, sign, operand) else { return old }
      set.items = result.items
      return old
    case (.dict(let dict), .bitOr):
      guard operand.isIterable else { return try Arithmetic.apply(old, sign, operand) }
      try dict.update(from: operand, self)
      return old
    default: return try Arithmetic.apply(old, sign, operand)
    }
  }

  func delete(_ target: Expression) throws {
    switch target.kind {
    case .name(let name):
      guard scope.variables.removeValue(forKey: name) != nil else {
        _ = try located(target.range) { try lookUp(name) }
        throw raised(LanguageError.notDeletable(name), at: target.range)
      }
    case .item(let owner, let key):
      let container = try evaluate(owner)
      if case .slice(let start, let stop, let step) = key.kind {
        let bounds = try slice(start, stop, step)
        try located(target.range) { try container.deleteSlice(bounds) }
      } else {
        let keyValue = try evaluate(key)
        try located(target.range) { try container.deleteItem(keyValue) }
      }
    case .tuple(let targets), .list(let targets): for target in targets { try delete(target) }
    case .attribute(let owner, let name):
      let object = try evaluate(owner)
      throw raised(LanguageError.cannotDelete(name.name, of: object), at: name.range)
    default: throw raised(LanguageError.notDeletable(nil), at: target.range)
    }
  }
}

extension LanguageError {
  fileprivate static let notAssignable = LanguageError(kind: "SyntaxError", message: "this cannot be assigned to")

  fileprivate static func cannotDelete(_ name: String, of value: Value) -> LanguageError {
    LanguageError(
      kind: "AttributeError",
      message: "attributes cannot be deleted; received '\(name)' of \(withArticle(value.typeName))")
  }

  fileprivate static func notDeletable(_ name: String?) -> LanguageError {
    LanguageError(
      kind: "NameError", message: name.map { "'\($0)' is hone's own and cannot be deleted" } ?? "this cannot be deleted"
    )
  }
}
