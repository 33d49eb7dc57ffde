import HoneCore
import HoneLanguage

extension Evaluator {
  /// The value of a name: this call's, those around it, the session's, then what every session starts with.
  func lookUp(_ name: String) throws -> Value {
    var current: Scope? = scope
    while let scope = current {
      if let value = scope.variables[name] {
        if scope === session.module { session.noteRead(name, value) }
        return value
      }
      if let locals = scope.locals, locals.contains(name) {
        throw LanguageError.unassigned(name, isOuter: scope !== self.scope)
      }
      current = scope.enclosing
    }
    if let value = session.predefined(name) {
      session.noteRead(name, value)
      return value
    }
    throw LanguageError.unknownName(name, visible: visibleNames())
  }

  private func visibleNames() -> [String] {
    var names: [String] = []
    var current: Scope? = scope
    while let scope = current {
      names += scope.variables.keys.sorted()
      current = scope.enclosing
    }
    return names + session.predefinedNames + ["True", "False", "None"]
  }
}

extension Session {
  /// What a name means where the user has not assigned it: a bound object, a recent result, a type, a builtin.
  func predefined(_ name: String) -> Value? {
    if let object = bindings[name] { return object }
    if let recent = history.value(named: name) { return recent }
    if let type = TypeObject.named(name) { return .type(type) }
    if let command = commands[.function, name] { return .command(command) }
    return nil
  }

  var predefinedNames: [String] {
    bindings.keys.sorted() + commands.commands(of: .function).map(\.name) + TypeObject.all.map(\.name)
  }

  /// What `name` means at the top level now.
  package func value(named name: String) -> Value? { module.variables[name] ?? predefined(name) }
}
