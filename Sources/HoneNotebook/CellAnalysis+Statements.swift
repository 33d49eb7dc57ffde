import HoneLanguage

extension CellAnalysis {
  mutating func visit(_ statements: [Statement]) {
    for statement in statements { visit(statement) }
  }

  mutating func visit(_ statement: Statement) {
    switch statement.kind {
    case .expression(let expression, _): visit(expression)
    case .assignment(let targets, let value):
      visit(value)
      let (sources, latent) = (self.sources(of: value), self.latent(in: value))
      for target in targets { assign(target, sources, latent) }
      note(value, in: targets)
    case .augmented(let target, _, let value):
      visit(value)
      visit(target)
      // `xs += [y]` changes the list that xs holds.
      for name in sources(of: target) { change(name) }
      for name in sources(of: target) { link(name, to: sources(of: value)) }
    case .function(let name, let parameters, let body):
      for value in parameters.parameters.compactMap(\.defaultValue) { visit(value) }
      let latent = self.latent(of: parameters, assigned: body) { $0.visit(body) }
      bind(name.name, sources: sources(ofDefaults: parameters), latent: latent)
      if isCertain, parameters.isPlain { plainFunctions.insert(name.name) }
    case .delete(let targets): for target in targets { delete(target) }
    case .assert(let test, let message): for part in [test, message].compactMap(\.self) { visit(part) }
    case .raise(let value, let cause): for part in [value, cause].compactMap(\.self) { visit(part) }
    case .return(let value): if let value { visit(value) }
    case .break, .continue, .pass, .shell, .help: break
    case .command(let name, let argument, let body): command(name.name, argument, body)
    case .if, .for, .while, .try: uncertainly { $0.visitBlocks(statement) }
    }
  }

  /// Remembers what is special about the value that was just assigned.
  private mutating func note(_ value: Expression, in targets: [Expression]) {
    for name in targets.flatMap(\.assignedNames) where !isLocal(name) {
      if value.mayBeConsumed { consumables.insert(name) }
      if isCertain, case .lambda(let parameters, _) = value.kind, parameters.isPlain { plainFunctions.insert(name) }
    }
  }

  /// What may not run, or more than once.
  mutating func uncertainly(_ body: (inout CellAnalysis) -> Void) {
    let wasCertain = isCertain
    isCertain = false
    body(&self)
    isCertain = wasCertain
  }

  private mutating func visitBlocks(_ statement: Statement) {
    switch statement.kind {
    case .if(let test, let then, let otherwise):
      visit(test)
      visit(then + otherwise)
    case .while(let test, let body, let otherwise):
      visit(test)
      visit(body + otherwise)
    case .for(let target, let source, let body, let otherwise):
      visit(source)
      assign(target, sources(of: source), latent(in: source))
      visit(body + otherwise)
    case .try(let body, let handlers, let otherwise, let finally):
      visit(body)
      for handler in handlers {
        if let type = handler.type { visit(type) }
        if let name = handler.name { bind(name.name) }
        visit(handler.body)
      }
      visit(otherwise + finally)
    default: break
    }
  }

  /// The value that `sources` and `latent` describe goes to a target.
  private mutating func assign(_ target: Expression, _ sources: Set<String>, _ latent: Latent) {
    switch target.kind {
    case .name(let name): bind(name, sources: sources, latent: latent)
    case .tuple(let items), .list(let items): for item in items { assign(item, sources, latent) }
    case .starred(let inner): assign(inner, sources, latent)
    case .attribute(let object, let attribute):
      if case .name(let name) = object.kind, setPart(attribute.name, of: name) { return }
      store(in: object, sources, latent)
    case .item(let object, let key):
      visit(key)
      store(in: object, sources, latent)
    default: visit(target)
    }
  }

  /// Sets a part of a bound object that has a name of its own; false if there is none.
  mutating func setPart(_ part: String, of object: String) -> Bool {
    let name = "\(object).\(part)"
    guard isCertain, !isLocal(object), KnownCalls.parts[object]?.contains(name) == true else { return false }
    effects.read(object)
    effects.sets.insert(name)
    return true
  }

  private mutating func store(in object: Expression, _ sources: Set<String>, _ latent: Latent) {
    visit(object)
    for name in self.sources(of: object) {
      change(name)
      link(name, to: sources)
      latents[name, default: Latent()].add(latent)
    }
  }

  private mutating func delete(_ target: Expression) {
    switch target.kind {
    case .name(let name):
      read(name)
      bind(name)
      unhide(name)
    case .tuple(let items), .list(let items): for item in items { delete(item) }
    case .attribute(let object, _): store(in: object, [], Latent())
    case .item(let object, let key):
      visit(key)
      store(in: object, [], Latent())
    default: visit(target)
    }
  }

  private mutating func command(_ name: String, _ argument: String, _ body: String?) {
    switch name {
    case "time", "timeit":
      guard let program = try? Parser.parse(body ?? argument) else { return }
      if name == "time" { visit(program.statements) } else { uncertainly { $0.visit(program.statements) } }
    case "reset": forgetNames()
    case "cd": effects.changes.insert(CellAnalysis.folder)
    case _ where KnownCalls.idleCommands.contains(name): break
    default: effects.isOpaque = true
    }
  }

  /// Stands for the folder that relative paths start from.
  static let folder = "%cd"
}
