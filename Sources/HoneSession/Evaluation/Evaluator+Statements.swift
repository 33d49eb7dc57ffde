import HoneLanguage

/// How a statement ended.
enum Flow {
  case normal, `break`, `continue`
  case `return`(Value)
}

extension Evaluator {
  func execute(_ statements: [Statement]) throws -> Flow {
    for statement in statements {
      let flow = try execute(statement)
      if case .normal = flow { continue }
      return flow
    }
    return .normal
  }

  /// Runs one statement; every error that leaves it is `Raised`.
  func execute(_ statement: Statement) throws -> Flow {
    do {
      try checkStack()
      try step()
      return try run(statement)
    } catch {
      throw raised(error, at: statement.range)
    }
  }

  private func run(_ statement: Statement) throws -> Flow {
    switch statement.kind {
    case .expression(let expression, _): _ = try evaluate(expression)
    case .assignment(let targets, let value): try assign(value, to: targets)
    case .augmented(let target, let sign, let value): try augment(target, sign, value, statement.range)
    case .if(let test, let then, let otherwise): return try execute(evaluate(test).isTrue ? then : otherwise)
    case .for(let target, let source, let body, let otherwise): return try runFor(target, source, body, otherwise)
    case .while(let test, let body, let otherwise): return try runWhile(test, body, otherwise)
    case .function(let name, let parameters, let body): try define(name, parameters, body, statement.range)
    case .return(let value): return .return(try value.map { try evaluate($0) } ?? .none)
    case .break: return .break
    case .continue: return .continue
    case .pass: break
    case .delete(let targets): for target in targets { try delete(target) }
    case .assert(let condition, let message): return try assert(condition, message: message)
    case .raise(let exception, let cause): return try raise(exception, cause: cause, statement.range)
    case .try(let body, let handlers, let otherwise, let finally): return try runTry(body, handlers, otherwise, finally)
    case .command, .shell, .help: _ = try runBorrowed(statement)
    }
    return .normal
  }

  private func runFor(
    _ target: Expression, _ source: Expression, _ body: [Statement], _ otherwise: [Statement]
  ) throws -> Flow {
    let items = try evaluate(source)
    let iterator = try located(source.range) { try makeIterator(items) }
    while let item = try located(source.range, { try next(iterator) }) {
      try step()
      try assign(item, to: target)
      switch try execute(body) {
      case .normal, .continue: continue
      case .break: return .normal
      case .return(let value): return .return(value)
      }
    }
    return try execute(otherwise)
  }

  private func runWhile(_ test: Expression, _ body: [Statement], _ otherwise: [Statement]) throws -> Flow {
    while try evaluate(test).isTrue {
      try step()
      switch try execute(body) {
      case .normal, .continue: continue
      case .break: return .normal
      case .return(let value): return .return(value)
      }
    }
    return try execute(otherwise)
  }

  private func define(
    _ name: Identifier, _ parameters: ParameterList, _ body: [Statement], _ range: SourceRange
  ) throws {
    var locals = LocalNames()
    locals.collect(body)
    scope.variables[name.name] = .function(
      try makeFunction(name.name, parameters, .statements(body), locals: locals.names, range))
  }

  func makeFunction(
    _ name: String, _ parameters: ParameterList, _ body: FunctionCode.Body, locals: Set<String>, _ range: SourceRange
  ) throws -> Function {
    let names = parameters.parameters.map(\.name.name)
    let defaults = try parameters.parameters.map { try $0.defaultValue.map { try evaluate($0) } }
    let code = FunctionCode(
      parameters: names, body: body, locals: locals.union(names), source: source, range: range)
    return Function(name: name, code: code, defaults: defaults, enclosing: scope)
  }
}
