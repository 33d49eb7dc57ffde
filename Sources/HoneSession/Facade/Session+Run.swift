import HoneCore
import HoneLanguage

extension Session {
  /// Runs one cell. Never throws and never crashes: every failure is an `error` event and a result.
  ///
  /// `name` stands above excerpts in errors; "In[n]" takes the number of the cell.
  package func run(_ source: String, mode: CellMode, name: String = "In[n]") -> CellResult {
    let program: Program
    do throws(Diagnostic) {
      program = try Parser.parse(source)
    } catch {
      let text = start(source, mode, name)
      return fail(error, Rendering(error, in: text))
    }
    guard !program.statements.isEmpty else { return result(succeeded: true) }
    let text = start(source, mode, name)
    do {
      try runTopLevel(program, text, mode)
      return finish()
    } catch {
      let raised = evaluator.raised(error, at: SourceRange(0, 0))
      let report = ErrorReport(raised.exception, cell: text)
      return fail(report.diagnostic, report.rendering)
    }
  }

  /// Opens the record of a cell and gives its text a name.
  private func start(_ source: String, _ mode: CellMode, _ name: String) -> CellSource {
    let index = mode == .interactive ? history.begin(source) : nil
    let title = name == "In[n]" ? index.map { "In[\($0)]" } ?? "input" : name
    cells.append(SessionCell(source: source, name: title, mode: mode, outputs: [], index: index, succeeded: false))
    if mode == .interactive { journal?.begin(cells[cells.count - 1]) }
    wantsExit = false
    let text = CellSource(name: title, text: source)
    evaluator.begin(text)
    return text
  }

  private func runTopLevel(_ program: Program, _ text: CellSource, _ mode: CellMode) throws {
    for (position, statement) in program.statements.enumerated() {
      let isLast = position == program.statements.count - 1
      let value = try evaluator.value(of: statement)
      cells[cells.count - 1].statementsDone += 1
      guard let value else { continue }
      if mode == .script || isLast { show(value, isHidden: statement.isHidden) }
      if wantsExit { return }
    }
  }

  private func show(_ value: Value, isHidden: Bool) {
    if case .command(let command) = value, command.owner == .function, ["exit", "quit"].contains(command.name) {
      wantsExit = true
      return
    }
    if case .command(let command) = value, command.owner == .function, command.name == "help" {
      return emit(.display(Rendering(quickReference)))
    }
    if case .none = value { return }
    let index = cells.last?.index
    history.record(value, index: index ?? cells.last?.recordedIndex)
    if !isHidden { emit(.result(value.rendering, index: index)) }
  }

  private func finish() -> CellResult {
    endProgress()
    // Long work that stopped early kept what it had and returned normally; the request has done its duty.
    let wasInterrupted = interrupt.isRequested
    interrupt.clear()
    close(succeeded: true, interrupted: wasInterrupted)
    return result(succeeded: true, interrupted: wasInterrupted)
  }

  private func fail(_ diagnostic: Diagnostic, _ rendering: Rendering) -> CellResult {
    emit(.error(diagnostic, rendering))
    let wasInterrupted = diagnostic.kind == TypeObject.keyboardInterrupt.name
    close(succeeded: false, interrupted: wasInterrupted)
    return result(succeeded: false, interrupted: wasInterrupted, diagnostic)
  }

  /// Closes the record of the cell that ran.
  private func close(succeeded: Bool, interrupted: Bool) {
    let last = cells.count - 1
    (cells[last].succeeded, cells[last].interrupted) = (succeeded, interrupted)
    if cells[last].mode == .interactive { journal?.end(cells[last]) }
  }

  private func result(succeeded: Bool, interrupted: Bool = false, _ diagnostic: Diagnostic? = nil) -> CellResult {
    CellResult(
      succeeded: succeeded, interrupted: interrupted, diagnostic: diagnostic, wantsExit: wantsExit,
      index: cells.last?.index)
  }
}

extension Statement {
  /// A trailing `;` hides the value.
  var isHidden: Bool {
    if case .expression(_, let hidden) = kind { hidden } else { false }
  }
}

extension Evaluator {
  /// Runs a statement of the top level; the value of an expression or command, nil for other statements.
  func value(of statement: Statement) throws -> Value? {
    switch statement.kind {
    case .expression(let expression, _):
      try located(statement.range) { try step() }
      return try evaluate(expression)
    case .command, .shell, .help:
      return try located(statement.range) {
        try step()
        return try runBorrowed(statement)
      }
    default:
      _ = try execute(statement)
      return nil
    }
  }

  /// Runs another source inside this cell, at the top level; the value of its last statement if that is an expression.
  func runNested(_ text: String, name: String, shows: ((Value, Bool) -> Void)? = nil) throws -> Value {
    let nested = CellSource(name: name, text: text)
    let program = try parse(nested)
    guard callDepth < session.limits.calls else { throw LanguageError.tooManyCalls(session.limits.calls) }
    let outer = (scope, source)
    callDepth += 1
    (scope, source) = (session.module, nested)
    defer {
      callDepth -= 1
      (scope, source) = outer
    }
    var last = Value.none
    for statement in program.statements {
      let value = try value(of: statement)
      last = statement.isHidden ? .none : value ?? .none
      if let value { shows?(value, statement.isHidden) }
    }
    return last
  }

  private func parse(_ nested: CellSource) throws -> Program {
    do throws(Diagnostic) {
      return try Parser.parse(nested.text)
    } catch {
      let exception = ExceptionObject(
        TypeObject.named(error.kind) ?? .exception, arguments: [.string(error.message)], hint: error.hint)
      exception.trace = Trace(source: nested, range: error.range)
      throw Raised(exception: exception)
    }
  }
}
