/// The names of one call, one comprehension, or the session.
final class Scope {
  var variables: [String: Value] = [:]
  /// Names that belong to this scope even before they are assigned; nil for the session's.
  let locals: Set<String>?
  private(set) var enclosing: Scope?

  init(locals: Set<String>?, enclosing: Scope?) {
    self.locals = locals
    self.enclosing = enclosing
  }

  func takeContents() -> [Value] { exchange(&variables, with: [:]).map(\.value) }
  deinit { Container.free(takeContents()) }
}
