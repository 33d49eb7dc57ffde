import HoneLanguage

extension Evaluator {
  @inline(never) func attribute(_ expression: Expression) throws -> Value {
    guard case .attribute(let owner, let name) = expression.kind else { wrongNode() }
    let value = try evaluate(owner)
    return try located(name.range) { try attribute(name.name, of: value) }
  }

  /// A property's value, or a method bound to its object.
  func attribute(_ name: String, of value: Value) throws -> Value {
    let type = value.typeName
    if let property = session.commands[.property(type), name] {
      return try property.body(CallContext(session: session, command: property, receiver: value))
    }
    if let method = session.commands[.method(type), name] { return .method(BoundMethod(value, method)) }
    if case .type(let type) = value, let method = session.commands[.method(type.name), name] { return .command(method) }
    if let builtin = value.builtinAttribute(name) { return builtin }
    throw LanguageError.noAttribute(name, of: value, members: session.commands.members(of: type).map(\.name))
  }

  func setAttribute(_ name: String, of object: Value, to value: Value) throws {
    let type = object.typeName
    guard let property = session.commands.member(name, of: type) else {
      throw LanguageError.noAttribute(name, of: object, members: session.commands.members(of: type).map(\.name))
    }
    guard let assign = property.assign else { throw LanguageError.cannotAssign(name, of: object) }
    try assign(CallContext(session: session, command: property, receiver: object), value)
  }
}

extension Value {
  fileprivate func builtinAttribute(_ name: String) -> Value? {
    switch (self, name) {
    case (_, "__class__"): .type(type)
    case (.exception(let exception), "args"): .tuple(exception.arguments)
    case (.exception(let exception), "__cause__"): exception.cause.map { .exception($0) } ?? Value.none
    case (.type(let type), "__name__"): .string(type.name)
    case (.function(let function), "__name__"): .string(function.name)
    case (.command(let command), "__name__"): .string(command.name)
    case (.method(let method), "__name__"): .string(method.command.name)
    case (.range(let range), "start"): .int(range.start)
    case (.range(let range), "stop"): .int(range.stop)
    case (.range(let range), "step"): .int(range.step)
    default: nil
    }
  }
}
