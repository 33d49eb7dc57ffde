import HoneLanguage

/// The arguments of one call, with their places for errors.
struct CallArguments {
  var positional: [Value] = []
  var keywords: [(name: String, value: Value)] = []
  var positionalRanges: [SourceRange] = []
  var keywordRanges: [SourceRange] = []
}

extension Evaluator {
  @inline(never) func call(_ expression: Expression) throws -> Value {
    guard case .call(let callee, let arguments) = expression.kind else { wrongNode() }
    let range = expression.range
    if case .attribute(let owner, let name) = callee.kind {
      let receiver = try evaluate(owner)
      if let method = session.commands[.method(receiver.typeName), name.name] {
        return try call(method, receiver: receiver, evaluateArguments(arguments), range)
      }
      let function = try located(name.range) { try attribute(name.name, of: receiver) }
      return try call(function, evaluateArguments(arguments), range)
    }
    let function = try evaluate(callee)
    return try call(function, evaluateArguments(arguments), range)
  }

  @inline(never) private func evaluateArguments(_ arguments: [Argument]) throws -> CallArguments {
    var result = CallArguments()
    for argument in arguments {
      let value = try evaluate(argument.value)
      if let keyword = argument.keyword {
        result.keywords.append((keyword.name, value))
        result.keywordRanges.append(SourceRange(keyword.range.start, argument.value.range.end))
      } else {
        result.positional.append(value)
        result.positionalRanges.append(argument.value.range)
      }
    }
    return result
  }

  /// Calls a value from Swift; errors without a place get the place of the call that is running.
  func call(_ function: Value, _ arguments: [Value]) throws -> Value {
    try call(function, CallArguments(positional: arguments), nil)
  }

  /// `range` is nil where Swift calls: errors of the call itself then keep looking for their place.
  func call(_ function: Value, _ arguments: CallArguments, _ range: SourceRange?) throws -> Value {
    switch function {
    case .function(let function): return try call(function, arguments, range)
    case .command(let command):
      if case .method(let type) = command.owner { return try callUnbound(command, of: type, arguments, range) }
      return try call(command, receiver: nil, arguments, range)
    case .method(let method): return try call(method.command, receiver: method.receiver, arguments, range)
    case .type(let type): return try construct(type, arguments, range)
    default: throw LanguageError.notCallable(function)
    }
  }

  /// `str.upper(x)`: the object comes first.
  @inline(never) private func callUnbound(
    _ method: Command, of type: String, _ arguments: CallArguments, _ range: SourceRange?
  ) throws -> Value {
    if method.isOfType { return try call(method, receiver: nil, arguments, range) }
    guard let receiver = arguments.positional.first, receiver.typeName == type else {
      let received = arguments.positional.first?.described ?? "nothing"
      throw TypeError(
        "\(type).\(method.name)() needs \(withArticle(type)) first; received \(received)"
      )
    }
    var rest = arguments
    rest.positional.removeFirst()
    if !rest.positionalRanges.isEmpty { rest.positionalRanges.removeFirst() }
    return try call(method, receiver: receiver, rest, range)
  }

  @inline(never) private func construct(_ type: TypeObject, _ arguments: CallArguments, _ range: SourceRange?) throws
    -> Value
  {
    if let command = session.commands[.function, type.name] {
      return try call(command, receiver: nil, arguments, range)
    }
    guard type.isException else { throw LanguageError.notCallable(.type(type)) }
    guard arguments.keywords.isEmpty else { throw TypeError("\(type.name)() takes no keyword arguments") }
    return .exception(ExceptionObject(type, arguments: arguments.positional))
  }

  @inline(never) private func call(
    _ command: Command, receiver: Value?, _ arguments: CallArguments, _ range: SourceRange?
  ) throws -> Value {
    let bound: [Value?]
    do {
      bound = try ArgumentBinder(command, session).bind(arguments.positional, arguments.keywords)
    } catch let problem as ArgumentProblem {
      guard let place = arguments.range(of: problem.place) else { throw problem.error }
      throw raised(problem.error, at: place)
    }
    return try command.body(CallContext(session: session, command: command, receiver: receiver, arguments: bound))
  }

  @inline(never) private func call(
    _ function: Function, _ arguments: CallArguments, _ range: SourceRange?
  ) throws -> Value {
    guard callDepth < session.limits.calls, let enclosing = function.enclosing else {
      throw LanguageError.tooManyCalls(session.limits.calls)
    }
    let inner = try function.scope(arguments, enclosing)
    let outer = (scope, source)
    callDepth += 1
    (scope, source) = (inner, function.code.source)
    defer {
      callDepth -= 1
      (scope, source) = outer
    }
    do {
      return try run(function.code.body)
    } catch let raised as Raised {
      if let range {
        raised.exception.trace?.calls.append(.init(function: function.name, source: outer.1, range: range))
      }
      throw raised
    }
  }

  private func run(_ body: FunctionCode.Body) throws -> Value {
    switch body {
    case .expression(let expression):
      try step()
      return try evaluate(expression)
    case .statements(let statements):
      if case .return(let value) = try execute(statements) { return value }
      return .none
    }
  }
}

extension CallArguments {
  fileprivate func range(of place: ArgumentProblem.Place) -> SourceRange? {
    switch place {
    case .call: nil
    case .positional(let index): index < positionalRanges.count ? positionalRanges[index] : nil
    case .keyword(let index): index < keywordRanges.count ? keywordRanges[index] : nil
    }
  }
}

extension Function {
  @inline(never) fileprivate func scope(_ arguments: CallArguments, _ enclosing: Scope) throws -> Scope {
    let scope = Scope(locals: code.locals, enclosing: enclosing)
    scope.variables = try bind(arguments.positional, arguments.keywords)
    return scope
  }

  /// One value for each parameter, by name.
  private func bind(_ positional: [Value], _ keywords: [(name: String, value: Value)]) throws -> [String: Value] {
    let parameters = code.parameters
    guard positional.count <= parameters.count else {
      throw TypeError("\(name)() takes \(counted(parameters.count, "argument")); received \(positional.count)")
    }
    var bound = Dictionary(zip(parameters, positional), uniquingKeysWith: { first, _ in first })
    for (keyword, value) in keywords {
      guard parameters.contains(keyword) else {
        throw TypeError("\(name)() has no parameter '\(keyword)'", hint: suggestion(keyword, parameters))
      }
      guard bound.updateValue(value, forKey: keyword) == nil else {
        throw TypeError("\(name)() received '\(keyword)' twice")
      }
    }
    for (index, parameter) in parameters.enumerated() where bound[parameter] == nil {
      guard let value = defaults[index] else { throw TypeError("\(name)() needs a value for '\(parameter)'") }
      bound[parameter] = value
    }
    return bound
  }
}
