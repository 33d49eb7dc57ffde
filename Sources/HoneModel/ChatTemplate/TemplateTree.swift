/// An expression of a template. `depth` bounds the recursion of everything that walks the tree.
struct TemplateExpression: Sendable {
  indirect enum Kind: Sendable {
    case string(String)
    case int(Int)
    case float(Double)
    case bool(Bool)
    case none
    case name(String)
    case list([TemplateExpression])
    case tuple([TemplateExpression])
    case dict([(key: TemplateExpression, value: TemplateExpression)])
    case attribute(TemplateExpression, String)
    case item(TemplateExpression, TemplateExpression)
    case slice(TemplateExpression, start: TemplateExpression?, stop: TemplateExpression?, step: TemplateExpression?)
    case call(TemplateExpression, TemplateArguments)
    case filter(TemplateExpression, String, TemplateArguments)
    case test(TemplateExpression, String, TemplateArguments)
    case not(TemplateExpression)
    case negative(TemplateExpression)
    case positive(TemplateExpression)
    case and(TemplateExpression, TemplateExpression)
    case or(TemplateExpression, TemplateExpression)
    case compare(TemplateExpression, [(operation: String, right: TemplateExpression)])
    case binary(String, TemplateExpression, TemplateExpression)
    case concatenation([TemplateExpression])
    case conditional(condition: TemplateExpression, then: TemplateExpression, otherwise: TemplateExpression?)
    /// What a `{% filter %}` or `{% set name | filter %}` block works on: the text of its body.
    case capturedText
  }

  let kind: Kind
  let line: Int
  let depth: Int
}

/// The arguments of a call, a filter or a test, as written.
struct TemplateArguments: Sendable {
  var positional: [TemplateExpression] = []
  var keyword: [(name: String, value: TemplateExpression)] = []

  var all: [TemplateExpression] { positional + keyword.map(\.value) }
}

indirect enum TemplateTarget: Sendable {
  case name(String)
  case attribute(namespace: String, String)
  case tuple([TemplateTarget])
}

indirect enum TemplateStatement: Sendable {
  case text(String)
  case output(TemplateExpression)
  case conditional([(condition: TemplateExpression, body: [TemplateStatement])], otherwise: [TemplateStatement])
  case loop(TemplateLoop)
  case set(TemplateTarget, TemplateExpression, line: Int)
  /// `filter` works on `capturedText`.
  case setBlock(TemplateTarget, filter: TemplateExpression?, body: [TemplateStatement], line: Int)
  case filterBlock(TemplateExpression, body: [TemplateStatement])
  case with([(target: TemplateTarget, value: TemplateExpression)], body: [TemplateStatement], line: Int)
  case macro(TemplateMacroDefinition)
  /// `{% generation %}`: a scope of its own, otherwise plain.
  case generation([TemplateStatement])
  case leaveLoop
  case nextItem
}

struct TemplateLoop: Sendable {
  let target: TemplateTarget
  let items: TemplateExpression
  /// `for x in y if filter`
  let filter: TemplateExpression?
  let body: [TemplateStatement]
  /// Runs when there was no item.
  let otherwise: [TemplateStatement]
  let line: Int
}

struct TemplateMacroDefinition: Sendable {
  let name: String
  let parameters: [(name: String, defaultValue: TemplateExpression?)]
  let body: [TemplateStatement]
}
