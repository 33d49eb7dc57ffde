import HoneLanguage

/// A function of the user: a `def` or a `lambda`.
package final class Function: Container {
  package let name: String
  package let code: FunctionCode
  /// One for each parameter; nil where the caller must give a value.
  private(set) var defaults: [Value?]
  /// Where free names are looked up.
  private(set) var enclosing: Scope?

  init(name: String, code: FunctionCode, defaults: [Value?], enclosing: Scope) {
    self.name = name
    self.code = code
    self.defaults = defaults
    self.enclosing = enclosing
  }

  override func takeContents() -> [Value] {
    var contents = exchange(&defaults, with: []).compactMap { $0 }
    if var scope = exchange(&enclosing, with: nil), isKnownUniquelyReferenced(&scope) {
      contents.append(contentsOf: scope.takeContents())
    }
    return contents
  }
  deinit { Container.free(takeContents()) }
}

/// A member that still has to be called: `model.generate`, `"a b".split`.
package final class BoundMethod: Container {
  package private(set) var receiver: Value
  package let command: Command

  package init(_ receiver: Value, _ command: Command) {
    self.receiver = receiver
    self.command = command
  }

  override func takeContents() -> [Value] { [exchange(&receiver, with: .none)] }
  deinit { Container.free(takeContents()) }
}
