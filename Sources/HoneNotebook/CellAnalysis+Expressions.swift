import HoneLanguage

extension CellAnalysis {
  mutating func visit(_ expression: Expression) {
    switch expression.kind {
    case .name(let name): read(name)
    case .call(let callee, let arguments): call(callee, arguments)
    case .lambda(let parameters, let body):
      for value in parameters.parameters.compactMap(\.defaultValue) { visit(value) }
      let latent = self.latent(of: parameters, assigned: []) { $0.visit(body) }
      for name in latent.reads { read(name) }
      for name in latent.changes { change(name) }
    case .comprehension(_, let element, let clauses): comprehension(clauses, [element])
    case .dictionaryComprehension(let key, let value, let clauses): comprehension(clauses, [key, value])
    case .boolean(_, let operands):
      visit(operands[0])
      uncertainly { analysis in operands.dropFirst().forEach { analysis.visit($0) } }
    case .conditional(let test, let then, let otherwise):
      visit(test)
      uncertainly { analysis in [then, otherwise].forEach { analysis.visit($0) } }
    case .none, .bool, .integer, .float, .string, .formatted, .list, .tuple, .set, .dictionary, .starred, .unary,
      .binary,
      .comparison, .attribute, .item, .slice:
      for part in expression.parts { visit(part) }
    }
  }

  private mutating func call(_ callee: Expression, _ arguments: [Argument]) {
    for argument in arguments { visit(argument.value) }
    let given = arguments.reduce(into: Set<String>()) { $0.formUnion(sources(of: $1.value)) }
    switch callee.kind {
    case .name(let name):
      read(name)
      let isOwn = !isLocal(name) && !names.contains(name) && !effects.sets.contains(name)
      guard isOwn, calls.leavesArguments(name) else { return callOwn(name, given) }
      if name == "set_seed" {
        if !setPart("seed", of: "session") { change("session") }
        return
      }
      for object in calls.functions[name] ?? [] { read(object) }
    case .attribute(let object, let method): methodCall(object, method.name, given)
    default:
      visit(callee)
      for name in sources(of: callee).union(given) { change(name) }
      for name in sources(of: callee) { link(name, to: given) }
    }
  }

  /// A function of the user's may change what it is given and what its body changes, and keep the one in the other; what
  /// is no plain function may keep it itself, and count its calls.
  private mutating func callOwn(_ name: String, _ given: Set<String>) {
    let keepers = reach(of: name).changes.union(plainFunctions.contains(name) ? [] : holders(of: name))
    for changed in given.union(keepers) { change(changed) }
    for keeper in keepers { link(keeper, to: given) }
  }

  private mutating func methodCall(_ object: Expression, _ method: String, _ given: Set<String>) {
    if case .name(let name) = object.kind, KnownCalls.bound.contains(name), !isLocal(name) {
      // Loading replaces all that the object was.
      if method == "load", isCertain { return replace(name) }
      if method == "split", setPart("split", of: name) {
        for implied in calls.methods[method] ?? [] { read(implied) }
        return
      }
    }
    visit(object)
    for implied in calls.methods[method] ?? [] { read(implied) }
    guard !KnownCalls.reading.contains(method) else { return }
    for name in sources(of: object) {
      change(name)
      link(name, to: given)
      for other in given { latents[name, default: Latent()].add(latents[other] ?? Latent()) }
    }
  }

  private mutating func comprehension(_ clauses: [ComprehensionClause], _ elements: [Expression]) {
    guard let first = clauses.first else { return }
    visit(first.source)
    let names = Set(clauses.flatMap { $0.target.assignedNames })
    let sources = clauses.reduce(into: Set<String>()) { $0.formUnion(self.sources(of: $1.source)) }
    locals.append(Locals(names: names, sources: sources.subtracting(names)))
    uncertainly { analysis in
      for clause in clauses.dropFirst() { analysis.visit(clause.source) }
      for condition in clauses.flatMap(\.conditions) { analysis.visit(condition) }
      for element in elements { analysis.visit(element) }
    }
    locals.removeLast()
  }

  /// What a body does when it is called: its effects on the names outside it, kept apart from the cell's.
  mutating func latent(
    of parameters: ParameterList, assigned body: [Statement], _ visitBody: (inout CellAnalysis) -> Void
  ) -> Latent {
    let outer = effects
    effects = CellEffects()
    let (given, assigned) = (Set(parameters.parameters.map(\.name.name)), Set(body.flatMap(\.assignedNames)))
    locals.append(Locals(names: given.union(assigned), given: given.subtracting(assigned)))
    uncertainly(visitBody)
    let scope = locals.removeLast()
    var latent = Latent(reads: effects.reads, changes: effects.changes)
    effects = outer
    // A name of its own may have held anything that the body looked at, and anything changed may hold that too.
    let seen = latent.reads.filter { names.contains($0) || !calls.leavesArguments($0) }
    if scope.isChanged { latent.changes.formUnion(seen) }
    for changed in latent.changes { link(changed, to: seen) }
    return latent
  }

  /// The functions that a value may hold.
  mutating func latent(in expression: Expression) -> Latent {
    var found = Latent()
    for name in sources(of: expression) { found.add(latents[name] ?? Latent()) }
    var pile = [expression]
    while let next = pile.popLast() {
      if case .lambda(let parameters, let body) = next.kind {
        found.add(latent(of: parameters, assigned: []) { $0.visit(body) })
      }
      pile += next.parts
    }
    return found
  }

  /// The names whose object, or a part of it, an expression's value may be or hold.
  func sources(of expression: Expression) -> Set<String> {
    switch expression.kind {
    case .name(let name): return holders(of: name)
    case .attribute(let object, _), .item(let object, _): return sources(of: object)
    case .call(let callee, let arguments):
      let given = arguments.reduce(into: Set<String>()) { $0.formUnion(sources(of: $1.value)) }
      return sources(ofCall: callee, given)
    case .none, .bool, .integer, .float, .string, .formatted, .unary, .comparison, .slice: return []
    case .lambda(let parameters, _): return sources(ofDefaults: parameters)
    // Lists added or repeated hold the same items.
    case .binary(let left, .add, let right), .binary(let left, .multiply, let right):
      return sources(of: left).union(sources(of: right))
    case .binary: return []
    case .list, .tuple, .set, .dictionary, .starred, .boolean, .conditional, .comprehension, .dictionaryComprehension:
      return expression.parts.reduce(into: []) { $0.formUnion(sources(of: $1)) }
    }
  }

  /// A function holds what its defaults do.
  func sources(ofDefaults parameters: ParameterList) -> Set<String> {
    parameters.parameters.compactMap(\.defaultValue).reduce(into: []) { $0.formUnion(sources(of: $1)) }
  }

  private func sources(ofCall callee: Expression, _ given: Set<String>) -> Set<String> {
    switch callee.kind {
    case .name(let name) where !names.contains(name) && calls.leavesArguments(name):
      return KnownCalls.holding.contains(name) ? given : []
    case .name(let name):
      return given.union(reach(of: name).reads).union(plainFunctions.contains(name) ? [] : holders(of: name))
    case .attribute(let object, let method):
      let isFresh = KnownCalls.reading.contains(method.name) && !KnownCalls.sharing.contains(method.name)
      return isFresh ? [] : sources(of: object).union(given)
    default: return sources(of: callee).union(given)
    }
  }
}
