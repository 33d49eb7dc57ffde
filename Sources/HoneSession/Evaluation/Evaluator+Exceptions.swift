import HoneCore
import HoneLanguage

/// An exception on its way to a handler.
struct Raised: Error {
  let exception: ExceptionObject
}

extension Evaluator {
  /// Turns any error into an exception that knows where it was raised.
  func raised(_ error: any Error, at range: SourceRange) -> Raised {
    if let raised = error as? Raised { return raised }
    let exception = self.exception(from: error)
    exception.trace = Trace(source: source, range: range)
    return Raised(exception: exception)
  }

  private func exception(from error: any Error) -> ExceptionObject {
    if let error = error as? any UserFacingError {
      // Whoever found the request threw; it must not stop the next cell too.
      if error.kind == TypeObject.keyboardInterrupt.name { session.interrupt.clear() }
      let type = TypeObject.named(error.kind) ?? TypeObject(error.kind, base: .exception)
      return ExceptionObject(
        type, arguments: [.string(Diagnostic.sentence(error.message))], hint: error.hint, isWorded: true)
    }
    if error is CancellationError { return exception(from: LanguageError.interrupted) }
    return ExceptionObject(
      .named("OSError") ?? .exception, arguments: [.string(Diagnostic.sentence(error.localizedDescription))])
  }

  func raise(_ expression: Expression?, cause: Expression?, _ range: SourceRange) throws {
    guard let expression else {
      guard let exception = handled.last else { throw LanguageError.nothingToRaise }
      throw Raised(exception: exception)
    }
    let exception = try exceptionObject(evaluate(expression))
    if let cause {
      let value = try evaluate(cause)
      if case .none = value { exception.cause = nil } else { exception.cause = try exceptionObject(value) }
    }
    exception.trace = Trace(source: source, range: range)
    throw Raised(exception: exception)
  }

  /// An exception, or the one that calling an exception type gives.
  private func exceptionObject(_ value: Value) throws -> ExceptionObject {
    switch value {
    case .exception(let exception): return exception
    case .type(let type) where type.isException: return ExceptionObject(type, arguments: [])
    default: throw LanguageError.notAnException(value)
    }
  }

  func assert(_ condition: Expression, message: Expression?) throws {
    if try evaluate(condition).isTrue { return }
    // The user's words are shown as they are.
    let text = try message.map { try evaluate($0) } ?? .string("the asserted condition is False.")
    let exception = ExceptionObject(.named("AssertionError") ?? .exception, arguments: [text])
    exception.trace = Trace(source: source, range: condition.range)
    throw Raised(exception: exception)
  }

  @inline(never) func runTry(_ statement: Statement) throws -> Flow {
    guard case .try(let body, let handlers, let otherwise, let finally) = statement.kind else { wrongNode() }
    guard !finally.isEmpty else { return try runHandled(body, handlers, otherwise) }
    let flow: Flow
    do {
      flow = try runHandled(body, handlers, otherwise)
    } catch {
      let last = try execute(finally)
      // `return`, `break` or `continue` in `finally` drops the exception, as in Python.
      if case .normal = last { throw error }
      return last
    }
    let last = try execute(finally)
    if case .normal = last { return flow }
    return last
  }

  private func runHandled(_ body: [Statement], _ handlers: [ExceptionHandler], _ otherwise: [Statement]) throws -> Flow
  {
    let flow: Flow
    do {
      flow = try execute(body)
    } catch let raised as Raised {
      for handler in handlers where try matches(raised.exception, handler) {
        return try run(handler, raised.exception)
      }
      throw raised
    }
    guard case .normal = flow else { return flow }
    return try execute(otherwise)
  }

  private func run(_ handler: ExceptionHandler, _ exception: ExceptionObject) throws -> Flow {
    handled.append(exception)
    defer { handled.removeLast() }
    guard let name = handler.name?.name else { return try execute(handler.body) }
    scope.variables[name] = .exception(exception)
    defer { scope.variables[name] = nil }
    return try execute(handler.body)
  }

  private func matches(_ exception: ExceptionObject, _ handler: ExceptionHandler) throws -> Bool {
    guard let expression = handler.type else { return true }
    let value = try evaluate(expression)
    let types = if case .tuple(let tuple) = value { tuple.items } else { [value] }
    return try located(expression.range) {
      for type in types {
        guard case .type(let type) = type, type.isException else { throw LanguageError.notAnExceptionType(type) }
        if exception.type.isSubtype(of: type) { return true }
      }
      return false
    }
  }
}

extension LanguageError {
  fileprivate static let nothingToRaise = LanguageError(
    kind: "RuntimeError", message: "a bare raise needs an exception that is being handled")

  fileprivate static func notAnException(_ value: Value) -> LanguageError {
    TypeError("only exceptions can be raised; received \(value.described)", hint: "raise ValueError(\"…\")")
  }

  fileprivate static func notAnExceptionType(_ value: Value) -> LanguageError {
    TypeError("except needs an exception type or a tuple of them; received \(value.described)")
  }
}
