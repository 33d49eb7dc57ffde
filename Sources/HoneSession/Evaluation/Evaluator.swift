import HoneCore
import HoneLanguage

/// Runs the syntax tree. Its state is what one cell has used up and which calls are open.
final class Evaluator {
  unowned let session: Session

  init(session: Session) { self.session = session }

  func call(_ function: Value, _ arguments: [Value]) throws -> Value { .none }
  func items(of value: Value) throws -> [Value] { [] }
}
