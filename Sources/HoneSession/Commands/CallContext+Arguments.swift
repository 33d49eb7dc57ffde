import HoneCore

/// Arguments by the name of their parameter. The table has checked their kinds, so that only an argument that may be
/// left out needs the `optional…` form.
extension CallContext {
  /// The argument as it is; nil where it was left out and its default is `.text`.
  package func value(_ name: String) -> Value? {
    guard let index = command.parameters.firstIndex(where: { $0.name == name }) else {
      preconditionFailure("\(command.name) declares no parameter '\(name)'")
    }
    return arguments[index]
  }

  package func bool(_ name: String) throws -> Bool { try required(name, optionalBool(name), "a bool") }
  package func int(_ name: String) throws -> Int { try required(name, optionalInt(name), "an int") }
  package func float(_ name: String) throws -> Double { try required(name, optionalFloat(name), "a float") }
  package func string(_ name: String) throws -> String { try required(name, optionalString(name), "a str") }

  /// The items of whatever `for` can go through.
  package func list(_ name: String) throws -> [Value] { try required(name, optionalList(name), "a list") }

  package func dict(_ name: String) throws -> DictObject {
    guard case .dict(let dict)? = value(name) else { throw wrong(name, "a dict") }
    return dict
  }

  package func object<T: DomainObject>(_ name: String, as type: T.Type = T.self) throws -> T {
    try required(name, optionalObject(name, as: type), withArticle(T.typeName))
  }

  /// Nil where the argument is None or was left out.
  package func optionalBool(_ name: String) throws -> Bool? {
    guard let value = given(name) else { return nil }
    guard case .bool(let flag) = value else { throw wrong(name, "a bool") }
    return flag
  }

  package func optionalInt(_ name: String) throws -> Int? {
    guard let value = given(name) else { return nil }
    guard let number = value.asInt else { throw wrong(name, "an int") }
    return number
  }

  package func optionalFloat(_ name: String) throws -> Double? {
    guard let value = given(name) else { return nil }
    guard let number = value.asDouble else { throw wrong(name, "a float") }
    return number
  }

  package func optionalString(_ name: String) throws -> String? {
    guard let value = given(name) else { return nil }
    guard case .string(let text) = value else { throw wrong(name, "a str") }
    return text
  }

  package func optionalList(_ name: String) throws -> [Value]? {
    guard let value = given(name) else { return nil }
    return try items(of: value)
  }

  package func optionalObject<T: DomainObject>(_ name: String, as type: T.Type = T.self) throws -> T? {
    guard let value = given(name) else { return nil }
    guard case .object(let object as T) = value else { throw wrong(name, withArticle(T.typeName)) }
    return object
  }

  /// The object left of the dot.
  package func receiver<T: DomainObject>(as type: T.Type = T.self) throws -> T {
    guard case .object(let object as T)? = receiver else {
      preconditionFailure("\(command.name) is not a member of \(T.typeName)")
    }
    return object
  }

  private func given(_ name: String) -> Value? {
    guard let value = value(name) else { return nil }
    if case .none = value { return nil }
    return value
  }

  private func required<T>(_ name: String, _ argument: T?, _ expected: String) throws -> T {
    guard let argument else { throw wrong(name, expected) }
    return argument
  }

  private func wrong(_ name: String, _ expected: String) -> LanguageError {
    .wrongArgument(name, of: command, expected: expected, value: value(name) ?? .none)
  }
}

extension CallContext {
  /// What `name` is bound to now; a name that was rebound to something else says so.
  package func bound<T: DomainObject>(_ name: String, as type: T.Type = T.self) throws -> T {
    guard let value = session.reading(name) else {
      throw LanguageError.unbound(name, expected: withArticle(T.typeName))
    }
    guard case .object(let object as T) = value else {
      throw LanguageError.rebound(name, expected: withArticle(T.typeName), value: value)
    }
    return object
  }

  /// Calls a function of the user: the `lambda` of `dataset.filter`, the `key` of `sorted`.
  package func call(_ function: Value, _ arguments: [Value]) throws -> Value {
    try session.evaluator.call(function, arguments)
  }

  /// Everything that `for` would see, at most `SessionLimits.elements` items.
  package func items(of value: Value) throws -> [Value] { try session.evaluator.items(of: value) }

  /// Sends an event to whoever shows or records the session.
  package func emit(_ event: OutputEvent) { session.emit(event) }

  /// Prints text as `print` does, without adding a newline.
  package func print(_ text: String) { session.emit(.stdout(text)) }

  /// Shows progress as events and stops at an interrupt.
  package var monitor: any Monitor { session.monitor }
}
