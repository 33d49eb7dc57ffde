import HoneCore
import HoneLanguage

/// Runs the syntax tree. Its state is what one cell has used up and which calls are open.
final class Evaluator {
  unowned let session: Session
  /// Where names are assigned and first looked up.
  var scope: Scope
  /// The text that ranges refer to.
  var source = CellSource(name: "", text: "")
  /// Calls of hone functions inside each other.
  var callDepth = 0
  /// Exceptions whose handlers are running, the innermost last: what a bare `raise` raises again.
  var handled: [ExceptionObject] = []
  private var steps = 0
  private var stack = StackBounds()

  init(session: Session) {
    self.session = session
    scope = session.module
  }

  /// Starts a cell: nothing used up yet, on the stack of this thread.
  func begin(_ source: CellSource) {
    self.source = source
    scope = session.module
    callDepth = 0
    handled = []
    steps = 0
    stack = StackBounds.current()
  }

  /// Counts one statement, loop pass or call of a lambda; throws when the cell has used up its steps or the user interrupts.
  func step() throws {
    steps += 1
    if steps > session.limits.steps { throw LanguageError.tooManySteps(session.limits.steps) }
    if session.interrupt.isRequested { throw LanguageError.interrupted }
  }

  /// Throws RecursionError before the stack runs out.
  @inline(__always) func checkStack() throws {
    if stack.isNearlyFull { throw LanguageError.stackFull }
  }

  /// Gives errors that have no place yet the range of the expression or statement they happened in.
  @inline(__always) func located<T>(_ range: SourceRange, _ body: () throws -> T) throws -> T {
    do { return try body() } catch { throw raised(error, at: range) }
  }
}

/// `evaluate` and `execute` hand each node to the function for its kind; anything else is a bug of this room.
func wrongNode() -> Never { preconditionFailure("a node came to the function of another kind") }
