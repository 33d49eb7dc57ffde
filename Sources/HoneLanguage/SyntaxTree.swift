/// A half-open range of UTF-8 offsets in the source of one cell or script.
package struct SourceRange: Equatable, Hashable, Sendable {
  package var start: Int
  package var end: Int

  package init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = end
  }
}

package enum UnaryOperator: String, Sendable { case not, minus = "-", plus = "+", invert = "~" }

package enum BinaryOperator: String, Sendable {
  case add = "+", subtract = "-", multiply = "*", divide = "/", floorDivide = "//", modulo = "%", power = "**"
  case bitAnd = "&", bitOr = "|", bitXor = "^", shiftLeft = "<<", shiftRight = ">>"
}

package enum ComparisonOperator: String, Sendable {
  case equal = "==", notEqual = "!=", less = "<", lessEqual = "<=", greater = ">", greaterEqual = ">="
  case `in`, notIn = "not in", `is`, isNot = "is not"
}

package enum BooleanOperator: String, Sendable { case and, or }

/// An expression and where it stands. Its shape is that of Python's `ast`, node for node.
package struct Expression: Sendable {
  package var kind: Kind
  package var range: SourceRange

  package init(_ kind: Kind, _ range: SourceRange) {
    self.kind = kind
    self.range = range
  }

  package indirect enum Kind: Sendable {
    case none
    case bool(Bool)
    case integer(Int)
    case float(Double)
    case string(String)
    /// An f-string: literal text and `{…}` fields in order.
    case formatted([FormattedPart])
    case name(String)
    case list([Expression])
    case tuple([Expression])
    case set([Expression])
    case dictionary([(key: Expression, value: Expression)])
    /// `*x` in an assignment target.
    case starred(Expression)
    case unary(UnaryOperator, Expression)
    case binary(Expression, BinaryOperator, Expression)
    /// `a and b and c` is one node, as in Python.
    case boolean(BooleanOperator, [Expression])
    /// `a < b <= c`: the first operand, then each operator with its right operand.
    case comparison(Expression, [(ComparisonOperator, Expression)])
    case conditional(test: Expression, then: Expression, otherwise: Expression)
    case lambda(ParameterList, Expression)
    case call(Expression, [Argument])
    case attribute(Expression, Identifier)
    case item(Expression, Expression)
    /// Only inside an item's brackets.
    case slice(Expression?, Expression?, Expression?)
    case comprehension(ComprehensionKind, Expression, [ComprehensionClause])
    case dictionaryComprehension(key: Expression, value: Expression, [ComprehensionClause])
  }
}

/// A name with its own range: an attribute, a parameter, a function's name.
package struct Identifier: Equatable, Sendable {
  package var name: String
  package var range: SourceRange

  package init(_ name: String, _ range: SourceRange) {
    self.name = name
    self.range = range
  }
}

package enum FormattedPart: Sendable {
  case text(String)
  /// `{value!r:spec}`; the spec may hold fields of its own. `{value=}` arrives as text and a field with conversion r, as in Python.
  case field(Expression, conversion: Character?, specification: [FormattedPart])
}

package enum ComprehensionKind: String, Sendable { case list, set, generator }

package struct ComprehensionClause: Sendable {
  package var target: Expression
  package var source: Expression
  package var conditions: [Expression]

  package init(target: Expression, source: Expression, conditions: [Expression]) {
    self.target = target
    self.source = source
    self.conditions = conditions
  }
}

package struct Argument: Sendable {
  /// Nil for a positional argument.
  package var keyword: Identifier?
  package var value: Expression

  package init(keyword: Identifier?, value: Expression) {
    self.keyword = keyword
    self.value = value
  }
}

/// The parameters of a `def` or a `lambda`: plain names, the later ones with defaults.
package struct ParameterList: Sendable {
  package var parameters: [(name: Identifier, defaultValue: Expression?)]

  package init(_ parameters: [(name: Identifier, defaultValue: Expression?)]) { self.parameters = parameters }
}

package struct Statement: Sendable {
  package var kind: Kind
  package var range: SourceRange

  package init(_ kind: Kind, _ range: SourceRange) {
    self.kind = kind
    self.range = range
  }

  package indirect enum Kind: Sendable {
    /// `hidden` where a `;` ends the logical line: its value is not shown.
    case expression(Expression, hidden: Bool)
    /// `a = b = value`: every target in order.
    case assignment(targets: [Expression], value: Expression)
    case augmented(target: Expression, BinaryOperator, value: Expression)
    /// `elif` is an `if` alone in `otherwise`, as in Python.
    case `if`(Expression, then: [Statement], otherwise: [Statement])
    case `for`(target: Expression, source: Expression, body: [Statement], otherwise: [Statement])
    case `while`(Expression, body: [Statement], otherwise: [Statement])
    case function(Identifier, ParameterList, [Statement])
    case `return`(Expression?)
    case `break`
    case `continue`
    case pass
    case delete([Expression])
    case assert(Expression, message: Expression?)
    case raise(Expression?, cause: Expression?)
    case `try`([Statement], handlers: [ExceptionHandler], otherwise: [Statement], finally: [Statement])
    /// `%name rest`, or `%%name rest` with the rest of the cell as its body.
    case command(name: Identifier, argument: String, body: String?)
    /// `!command line`
    case shell(String)
    /// `x?`, `?x`, or `x??` with the source: the dotted name asked about ("" for a bare `?`).
    case help(String, detailed: Bool)
  }
}

package struct ExceptionHandler: Sendable {
  /// Nil for a bare `except:`.
  package var type: Expression?
  package var name: Identifier?
  package var body: [Statement]
  package var range: SourceRange

  package init(type: Expression?, name: Identifier?, body: [Statement], range: SourceRange) {
    self.type = type
    self.name = name
    self.body = body
    self.range = range
  }
}

/// A parsed cell or script.
package struct Program: Sendable {
  package var statements: [Statement]

  package init(_ statements: [Statement]) { self.statements = statements }
}
