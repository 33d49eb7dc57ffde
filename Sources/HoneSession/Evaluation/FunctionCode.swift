import HoneLanguage

/// A cell's text, kept by the functions it defines so that their errors can show it.
package final class CellSource: Sendable {
  package let name: String
  package let text: String

  package init(name: String, text: String) {
    self.name = name
    self.text = text
  }
}

/// What a `def` or `lambda` runs, shared by all functions it makes.
package final class FunctionCode: Sendable {
  package enum Body: Sendable {
    case statements([Statement])
    case expression(Expression)
  }

  package let parameters: [String]
  package let body: Body
  /// Parameters and every name the body assigns.
  let locals: Set<String>
  package let source: CellSource
  package let range: SourceRange

  init(parameters: [String], body: Body, locals: Set<String>, source: CellSource, range: SourceRange) {
    self.parameters = parameters
    self.body = body
    self.locals = locals
    self.source = source
    self.range = range
  }
}

/// Where an exception was raised and the calls that led there, innermost first.
package struct Trace {
  package struct Call {
    package var function: String
    package var source: CellSource
    package var range: SourceRange
  }

  package var source: CellSource
  package var range: SourceRange
  package var calls: [Call] = []
}
