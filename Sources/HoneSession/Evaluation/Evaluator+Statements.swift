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

  /// Takes no statement apart, so that the frame that recursion repeats stays small.
  private func run(_ statement: Statement) throws -> Flow {
    switch statement.kind {
    case .assignment: try assign(statement)
    case .augmented: try augment(statement)
    case .if: return try runIf(statement)
    case .for: return try runFor(statement)
    case .while: return try runWhile(statement)
    case .return: return try runReturn(statement)
    case .break: return .break
    case .continue: return .continue
    case .pass: break
    case .try: return try runTry(statement)
    case .expression, .function, .delete, .assert, .raise, .command, .shell, .help: try runSimple(statement)
    }
    return .normal
  }

  @inline(never) private func runSimple(_ statement: Statement) throws {
    switch statement.kind {
    case .expression(let expression, _): _ = try evaluate(expression)
    case .function(let name, let parameters, let body): try define(name, parameters, body, statement.range)
    case .delete(let targets): for target in targets { try delete(target) }
    case .assert(let condition, let message): try assert(condition, message: message)
    case .raise(let exception, let cause): try raise(exception, cause: cause, statement.range)
    default: _ = try runBorrowed(statement)
    }
  }

  @inline(never) private func runIf(_ statement: Statement) throws -> Flow {
    guard case .if(let test, let then, let otherwise) = statement.kind else { wrongNode() }
    return try execute(evaluate(test).isTrue ? then : otherwise)
  }

  @inline(never) private func runReturn(_ statement: Statement) throws -> Flow {
    guard case .return(let value) = statement.kind else { wrongNode() }
    return .return(try value.map { try evaluate($0) } ?? .none)
  }

  @inline(never) private func runFor(_ statement: Statement) throws -> Flow {
    guard case .for(let target, let source, let body, let otherwise) = statement.kind else { wrongNode() }
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

  @inline(never) private func runWhile(_ statement: Statement) throws -> Flow {
    guard case .while(let test, let body, let otherwise) = statement.kind else { wrongNode() }
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
