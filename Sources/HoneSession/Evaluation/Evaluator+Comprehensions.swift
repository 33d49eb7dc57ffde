import HoneLanguage

extension Evaluator {
  @inline(never) func comprehension(_ expression: Expression) throws -> Value {
    switch expression.kind {
    case .comprehension(let kind, let element, let clauses): try comprehension(kind, element, clauses)
    case .dictionaryComprehension(let key, let value, let clauses): try dictionaryComprehension(key, value, clauses)
    default: wrongNode()
    }
  }

  @inline(never) private func comprehension(
    _ kind: ComprehensionKind, _ element: Expression, _ clauses: [ComprehensionClause]
  ) throws -> Value {
    switch kind {
    case .set:
      let set = SetObject()
      try runClauses(clauses) {
        let value = try self.evaluate(element)
        set.items.append(try self.located(element.range) { try Key(value) })
        try self.check(count: set.items.count)
      }
      return .set(set)
    case .list, .generator:
      var items: [Value] = []
      try runClauses(clauses) {
        items.append(try self.evaluate(element))
        try self.check(count: items.count)
      }
      return kind == .list ? .list(items) : .iterator(IteratorObject("generator", .items(items, next: 0)))
    }
  }

  @inline(never) private func dictionaryComprehension(
    _ key: Expression, _ value: Expression, _ clauses: [ComprehensionClause]
  ) throws -> Value {
    let dict = DictObject()
    try runClauses(clauses) {
      let keyValue = try self.evaluate(key)
      dict.entries[try self.located(key.range) { try Key(keyValue) }] = try self.evaluate(value)
      try self.check(count: dict.entries.count)
    }
    return .dict(dict)
  }

  /// Throws MemoryError once a container has more items than one may have.
  func check(count: Int) throws {
    if count > SessionLimits.elements { throw LanguageError.tooLarge("one container", SessionLimits.elements) }
  }

  /// Runs `body` once for each combination, in a scope of the comprehension's own. As in Python, the first source is
  /// evaluated outside of it.
  private func runClauses(_ clauses: [ComprehensionClause], _ body: () throws -> Void) throws {
    guard let first = clauses.first else { return }
    let source = try evaluate(first.source)
    let iterator = try located(first.source.range) { try makeIterator(source) }
    var targets = LocalNames()
    for clause in clauses { targets.collect(target: clause.target) }
    let outer = scope
    scope = Scope(locals: targets.names, enclosing: outer)
    defer { scope = outer }
    try runClause(0, clauses, iterator, body)
  }

  private func runClause(
    _ index: Int, _ clauses: [ComprehensionClause], _ iterator: IteratorObject, _ body: () throws -> Void
  ) throws {
    let clause = clauses[index]
    items: while let item = try located(clause.source.range, { try next(iterator) }) {
      try located(clause.source.range) { try step() }
      try assign(item, to: clause.target)
      for condition in clause.conditions where try !evaluate(condition).isTrue { continue items }
      guard index + 1 < clauses.count else {
        try body()
        continue
      }
      let source = clauses[index + 1].source
      let values = try evaluate(source)
      let inner = try located(source.range) { try makeIterator(values) }
      try runClause(index + 1, clauses, inner, body)
    }
  }
}
